package import ChannelKit
package import Domain
import Foundation
import Mail

extension MailboxChannel: ReplySink {
  package func parcel(
    for reply: Reply, files: [AttachedFile]
  ) throws(ChannelError) -> Parcel {
    guard let messageID = reply.externalID, let acceptedAt = reply.acceptedAt else {
      throw .refused(reason: "the reply has not been accepted yet")
    }
    var mail = OutgoingMail(
      from: Mailbox(reply.from), to: reply.to.map(Mailbox.init), cc: reply.cc.map(Mailbox.init),
      subject: reply.subject, date: MailDate(instant: acceptedAt.date), messageID: messageID,
      inReplyTo: reply.inReplyTo.first, references: reply.references, text: reply.text,
      attachments: files.map { file in
        OutgoingMail.File(
          filename: file.attachment.filename, contentType: file.attachment.contentType,
          contents: Data(file.bytes))
      })
    mail.hasHTML = reply.forms.contains(.html)
    let bytes: Data
    do throws(MailError) { bytes = try MIMEWriter.write(mail) } catch { throw ChannelError(error) }
    var recipients: [String] = []
    for party in reply.recipients {
      guard let address = SMTPMail.envelopeAddress(party.address) else {
        throw ChannelError.refused(
          reason: "\(party.address.debugDescription) cannot be used as an address")
      }
      if !recipients.contains(address) { recipients.append(address) }
    }
    return Parcel(
      reply: reply.id, externalID: messageID,
      from: SMTPMail.envelopeAddress(reply.from.address) ?? reply.from.address, to: recipients,
      bytes: Array(bytes))
  }

  /// Sends `parcel` once. The receipt's time is zero: the outbox has the clock and stamps it.
  package func send(_ parcel: Parcel) async throws(ChannelError) -> Receipt {
    guard let sending = try opened().sending else {
      throw .signedOut(reason: "the account \(account.name) has no smtp server")
    }
    let outcome = try await sending.send(
      SMTPMail(from: parcel.from, to: parcel.to, bytes: parcel.bytes, id: parcel.externalID))
    return Receipt(
      at: Instant(milliseconds: 0), answer: outcome.answer, refused: outcome.refused)
  }
}

extension MailboxChannel: SentBook {
  package func receipt(
    of parcel: Parcel, besides known: Set<String>
  ) async throws(ChannelError) -> Receipt? {
    guard let sent = try await sentFolder(),
      try await opened().filing.holds(parcel.externalID, in: sent)
    else { return nil }
    return Receipt(at: Instant(milliseconds: 0), answer: "found in the Sent folder")
  }

  package func file(_ parcel: Parcel) async throws(ChannelError) {
    guard account.settings["sent_copy"] != "server", let sent = try await sentFolder() else {
      return
    }
    try await opened().filing.file(parcel.bytes, messageID: parcel.externalID, in: sent)
  }
}

extension Mailbox {
  fileprivate init(_ party: Party) {
    self.init(name: party.name.isEmpty ? nil : party.name, address: party.address)
  }
}

extension ChannelError {
  fileprivate init(_ error: MailError) {
    switch error {
    case .unwritable(let field, let why): self = .refused(reason: "\(field): \(why)")
    case .file(let path, let why): self = .refused(reason: "\(path): \(why)")
    }
  }
}
