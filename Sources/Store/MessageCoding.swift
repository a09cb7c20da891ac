internal import Domain
internal import Foundation

extension Message {
  /// As content: JSON, what its `Codable` reads.
  var content: Data {
    var fields = JSONFields()
    fields.add("id", id)
    fields.add("direction", direction.rawValue)
    fields.add("kind", kind.rawValue)
    fields.add("channel", channel.rawValue)
    fields.add("account", account)
    fields.add("from", from.fields)
    fields.add("to", to.map(\.fields))
    fields.add("cc", cc.map(\.fields))
    if !bcc.isEmpty { fields.add("bcc", bcc.map(\.fields)) }
    fields.add("replyTo", replyTo.map(\.fields))
    fields.add("subject", subject)
    fields.add("receivedAt", receivedAt)
    fields.add("date", date)
    fields.add("externalID", externalID)
    fields.add("inReplyTo", inReplyTo)
    fields.add("references", references)
    fields.add("body", body.fields)
    fields.add("attachments", attachments.map(\.fields))
    fields.add("raw", raw)
    fields.add("orderNumbers", orderNumbers)
    fields.add("warnings", warnings)
    fields.add("bounced", bounced)
    fields.add("isHardBounce", isHardBounce)
    fields.add("audience", audience?.rawValue)
    return fields.data
  }
}

extension Party {
  fileprivate var fields: JSONFields {
    var fields = JSONFields()
    fields.add("name", name)
    fields.add("address", address)
    return fields
  }
}

extension Body {
  fileprivate var fields: JSONFields {
    var fields = JSONFields()
    fields.add("visible", visible)
    fields.add("quoted", quoted)
    fields.add("signature", signature)
    fields.add("isFromHTML", isFromHTML)
    return fields
  }
}

extension Attachment {
  fileprivate var fields: JSONFields {
    var fields = JSONFields()
    fields.add("sha256", sha256)
    fields.add("filename", filename)
    fields.add("contentType", contentType)
    fields.add("bytes", bytes)
    return fields
  }
}
