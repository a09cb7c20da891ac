package import Domain
import Foundation
import Mail

extension MailMessage {
  /// What a marketplace's own interface tells, as this account's.
  init(
    _ posting: Posting, in arrival: Arrival, account: Account, relays: Relays, id: MessageID
  ) {
    let raw = RawBytes(arrival.bytes)
    let files = posting.files.map { ($0, RawBytes(Data($0.bytes))) }
    let channel = account.channel
    author = posting.author == .us ? .us : .customer
    customer = posting.customer.map { Party(name: $0.name, address: $0.address.lowercased()) }
    var message = Message(
      id: id, direction: author == .us ? .outbound : .inbound, channel: channel,
      account: account.name, from: posting.from, subject: posting.subject,
      receivedAt: posting.at, body: posting.body)
    message.audience = posting.audience
    message.kind = posting.author == .machine ? .deliveryNotice : .human
    if let returned = posting.returned {
      message.kind = .bounce
      message.bounced = Posting.name(returned, on: channel)
      message.isHardBounce = true
    }
    // Who writes to us writes to the account; the others read it too.
    (message.to, message.cc) = author == .us ? (posting.to, []) : ([], posting.to)
    message.date = posting.at
    message.externalID = Posting.name(posting.id, on: channel)
    message.inReplyTo = posting.answers.map { Posting.name($0, on: channel) }
    message.references = [Posting.name(posting.conversation, on: channel)]
    message.attachments = files.map { file, raw in
      Domain.Attachment(
        sha256: raw.sha256, filename: file.name, contentType: file.type, bytes: raw.count)
    }
    message.raw = raw.sha256
    message.orderNumbers =
      posting.orders ?? OrderPattern.numbers(in: posting.text, relays.ordinary.orders)
    message.warnings = posting.warnings
    var keys = MatchKeys(
      channel: channel, account: account.name, externalID: message.externalID, raw: raw.sha256,
      answers: [], recipients: [], subject: posting.subject, customer: customer?.address ?? "",
      orders: message.orderNumbers, receivedAt: posting.at)
    keys.conversation = (posting.answers + (posting.neighbours ?? [])).map {
      Posting.name($0, on: channel)
    }
    keys.said = message.said
    if author == .us { keys.ours = MatchKeys.Ours(message) }
    source = arrival.source
    origin = nil
    self.message = message
    self.keys = keys
    speakers = Set(
      [posting.from.address, posting.customer?.address ?? ""].map { $0.lowercased() }
    ).subtracting([""])
    isTakenAtItsWord = true
    circle = author == .us ? [] : ([posting.from] + posting.to).map { $0.address.lowercased() }
    isPosted = true
    standsApart = posting.neighbours != nil
    namesOrders = posting.orders != nil
    isForwarded = false
    isSpam = false
    fault = nil
    kept = [raw] + files.map(\.1)
  }
}

extension Posting {
  /// The words, from HTML where they are that.
  fileprivate var body: Body {
    let tag = /<\/?(?i:p|br|div|a|b|i|ul|li|span|html)\b[^>]*>/
    let isHTML = text.firstMatch(of: tag) != nil
    let words = isHTML ? BodyText.text(fromHTML: text) : text
    return Body(visible: words.trimmingCharacters(in: .whitespacesAndNewlines), isFromHTML: isHTML)
  }
}

extension Parcel {
  /// The receipt of what was said in a conversation, the newest first, and is this, so that it did
  /// leave; what goes by a name in `known` is another answer, whatever it says.
  package func receipt(
    among postings: some Sequence<Posting>, on channel: ChannelName, besides known: Set<String>
  ) -> Receipt? {
    let said = postings.first { posting in
      posting.author == .us && !known.contains(Posting.name(posting.id, on: channel))
        && MatchKeys.Ours.isSame(
          posting.body.visible, at: posting.at, as: text, acceptedAt: acceptedAt)
    }
    return said.map { posting in
      Receipt(
        at: posting.at, answer: "found in the conversation",
        externalID: Posting.name(posting.id, on: channel))
    }
  }
}
