import Domain
import Foundation
import Mail

/// One mail while it is being read: what its fields mean for this account.
struct Reading {
  let mail: MIMEMessage
  let arrival: Arrival
  let account: Account
  let place: MailMessage.Place
  let classification: Classification
  let relay: Relay
  let author: MailMessage.Author
  let customer: Party?
  /// A form wrote in the customer's name.
  let isForm: Bool
  /// What is odd about its sender; `nil` where that is us.
  let marks: SenderMarks?
  private var warnings: [String]

  init(
    mail: MIMEMessage, arrival: Arrival, account: Account, relays: Relays, place: MailMessage.Place
  ) {
    self.mail = mail
    self.arrival = arrival
    self.account = account
    self.place = place
    classification = Classification(of: mail)
    let isOwn = mail.from.contains { account.owns($0.address) }
    let isOurs = arrival.isSent || (place == .archive && isOwn)
    let origin = Origin(mail, account: account, relays: relays, isOurs: isOurs)
    relay = origin.relay
    warnings = origin.warnings
    let isHuman = classification.messageClass == .human
    let strangers = mail.replyTo.filter { !account.owns($0.address) && !$0.address.isEmpty }
    let speaksForOthers =
      relay.customer == .replyTo || isOwn || mail.from.allSatisfy { Self.takesNoAnswer($0) }
    let isMarketplace = relay.channel != relays.ordinary.channel && relay.customer != .replyTo
    isForm = !isOurs && isHuman && !isMarketplace && speaksForOthers && !strangers.isEmpty
    author = isOurs ? .us : isOwn && !isForm ? .claimsToBeUs : .customer
    let other =
      isOurs
      ? (mail.to + mail.cc + mail.bcc).first { !account.owns($0.address) && !$0.address.isEmpty }
      : isForm ? strangers.first : mail.from.first
    customer = Self.customer(other, of: mail, relay: relay, isOurs: isOurs)
    marks =
      isOurs
      ? nil
      : SenderMarks(of: mail, relay: relay, isForm: isForm, among: relays, account: account)
    // The sender's date is only shown: what counts is when our server had it.
    warnings += mail.warnings.filter { $0 != .noDate }.map(\.rawValue)
    guard let marks else { return }
    warnings += marks.sentences
    if relay.reply == .nothing { warnings += relay.notes }
  }

  private static func customer(
    _ other: Mailbox?, of mail: MIMEMessage, relay: Relay, isOurs: Bool
  ) -> Party? {
    guard let other, !other.address.isEmpty else { return nil }
    let name = relay.bareName(other.name ?? "")
    switch relay.customer {
    case .none: return nil
    case .address where relay.isOrdinary, .replyTo:
      return Party(name: name, address: other.key)
    case .address:
      let alias =
        isOurs ? other : (mail.replyTo + mail.from).first { relay.speaks(through: $0.key) }
      return Party(name: name, address: Relay.key(of: alias?.address ?? other.address))
    case .name:
      return relay.name(in: mail.subject ?? "").map { Party(name: $0, address: $0.lowercased()) }
    }
  }

  private static func takesNoAnswer(_ mailbox: Mailbox) -> Bool {
    let local = mailbox.localPart.lowercased().filter { $0.isLetter }
    return local.hasPrefix("noreply") || local.hasPrefix("donotreply")
      || local.hasPrefix("nepasrepondre") || local.hasPrefix("mailer") || local.hasPrefix("webform")
      || local == "wordpress"
  }
}

// MARK: - What a reader should know

extension Reading {
  /// Whether its sender may count as one who takes part in a ticket: not where our own server
  /// denies it, nor where anybody's form or a second From field could name whom it likes (S4).
  var isTakenAtItsWord: Bool {
    guard let marks else { return true }
    return !marks.isDenied && !(isForm && relay.isOrdinary) && mail.otherFrom.isEmpty
  }

  /// Everyone it brings into the conversation, who is not us: who wrote it, where answers go, and
  /// who got it too.
  var circle: [String] {
    var seen: Set<String> = []
    let others = (mail.to + mail.cc).prefix(200)
    return ([from.address] + replyTo.map(\.address) + others.map(\.address))
      .map { $0.lowercased() }
      .filter { !$0.isEmpty && !account.owns($0) && seen.insert($0).inserted }
  }

  /// Why it must be looked at, where it must.
  var fault: String? {
    if mail.warnings.contains(.empty) || mail.headers.isEmpty { return "nothing in it can be read" }
    if author == .claimsToBeUs { return "it bears our own address but came from outside" }
    if author == .customer, mail.from.allSatisfy(\.address.isEmpty) { return "it has no sender" }
    return nil
  }

  /// The mail server judged it to be spam; what a marketplace passes on never is.
  var isSpam: Bool {
    guard relay.isOrdinary, author == .customer,
      account.settings["spam_headers"] != "ignore"
    else { return false }
    return ["X-Spam-Flag", "X-Spam-Status", "X-Spam"].contains { name in
      let value = mail.headers.first(name)?.decoded.lowercased() ?? ""
      return value.drop { $0.isWhitespace }.hasPrefix("yes") || value.hasPrefix("true")
    }
  }
}

// MARK: - As a message

extension Reading {
  func message(id: MessageID, raw: String, files: [Domain.Attachment]) -> Message {
    var message = Message(
      id: id, direction: author == .us ? .outbound : .inbound, channel: relay.channel,
      account: account.name, from: from, subject: mail.subject ?? "", receivedAt: receivedAt,
      body: body)
    message.kind = kind
    message.to = (mail.to + (author == .us ? mail.bcc : [])).map(Self.party)
    message.cc = mail.cc.map(Self.party)
    message.replyTo = replyTo
    message.date = mail.date.map { Instant($0.instant) }
    message.externalID = mail.messageID.flatMap { $0.isEmpty ? nil : $0 }
    message.inReplyTo = mail.inReplyTo
    message.references = mail.references
    message.attachments = files
    message.raw = raw
    message.orderNumbers = orderNumbers(message.body)
    message.warnings = warnings
    if kind == .bounce {
      message.bounced = classification.originalMessageID
      message.isHardBounce = classification.bounce.contains(where: \.hard)
    }
    return message
  }

  func keys(for message: Message, customer: Party?, raw: String) -> MatchKeys {
    var answers = [message.bounced].compactMap(\.self) + mail.inReplyTo
    answers += mail.references.reversed().filter { !answers.contains($0) }
    let delivered = ["Delivered-To", "X-Original-To", "Envelope-To"].flatMap {
      mail.headers.all($0).map(\.decoded)
    }
    var keys = MatchKeys(
      channel: relay.channel, account: account.name, externalID: message.externalID, raw: raw,
      answers: Array(answers.prefix(100)),
      recipients: ((mail.to + mail.cc).prefix(200).map(\.key) + delivered.map { $0.lowercased() }),
      subject: message.subject, customer: customer?.address ?? "", orders: message.orderNumbers,
      receivedAt: message.receivedAt)
    keys.said = message.said
    return keys
  }

  private var from: Party {
    if isForm, let customer { return customer }
    return mail.from.first.map {
      Party(name: relay.bareName($0.name ?? ""), address: $0.address)
    } ?? Party(address: "")
  }

  private var replyTo: [Party] {
    guard author != .us, !isForm else { return [] }
    let known = Set(mail.from.map(\.key))
    return mail.replyTo.allSatisfy { known.contains($0.key) } ? [] : mail.replyTo.map(Self.party)
  }

  private var receivedAt: Instant {
    guard place == .archive, let date = mail.date.map({ Instant($0.instant) }),
      date.milliseconds > 0
    else { return arrival.receivedAt }
    return min(date, arrival.receivedAt)
  }

  private var kind: Message.Class {
    guard author != .us else { return .human }
    let isNotice = relay.isAutomatic || relay.notices.contains { $0.stands(in: mail) }
    if isNotice { return .deliveryNotice }
    switch classification.messageClass {
    case .human: return .human
    case .autoReply: return .autoReply
    case .bounce: return .bounce
    case .feedbackReport: return .feedbackReport
    case .readReceipt: return .readReceipt
    case .deliveryNotice: return .deliveryNotice
    }
  }

  private var body: Body {
    let (words, around) = relay.trimmed(mail.text ?? "")
    let split = BodyText.split(words)
    return Body(
      visible: split.visible,
      quoted: [split.quoted, around].filter { !$0.isEmpty }.joined(separator: "\n"),
      signature: split.signature,
      isFromHTML: mail.html != nil
        && !mail.parts.contains { $0.contentType == "text/plain" && $0.text?.isEmpty == false })
  }

  /// Subject first, then what is new, then what is quoted.
  private func orderNumbers(_ body: Body) -> [String] {
    var found: [String] = []
    for text in [mail.subject ?? "", body.visible, body.quoted] where found.count < 20 {
      found += OrderPattern.numbers(in: text, relay.orders).filter { !found.contains($0) }
    }
    return Array(found.prefix(20))
  }

  private static func party(_ mailbox: Mailbox) -> Party {
    Party(name: mailbox.name ?? "", address: mailbox.address)
  }
}
