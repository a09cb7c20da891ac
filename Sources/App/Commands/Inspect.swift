import ArgumentParser
import ChannelKit
import Domain
import Foundation
import Mail
import Terminal

/// What the parser makes of one mail, a bare text, or a whole mailbox.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what the parser makes of one mail; opens no store, makes no connection.")

  /// What the file holds.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case message, html, mbox, strings
    case replyText = "reply-text"
  }

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The file; nothing or `-` reads the standard input.")
  var file: String?

  @Option(help: "Save the attachments into this folder, under safe names.")
  var saveAttachments: String?

  @Option(help: "What the file holds: message, reply-text, html, mbox or strings.")
  var format = Format.message

  @Flag(help: "With --format mbox: its conversations, as positions counted from 1.")
  var threads = false

  func validate() throws {
    if threads, format != .mbox { throw ValidationError("--threads needs --format mbox") }
    if saveAttachments != nil, format != .message {
      throw ValidationError("--save-attachments needs --format message")
    }
  }

  func run() throws {
    switch format {
    case .message: try showMessage()
    case .replyText: showSplit(BodyText.read(try bytes()))
    case .html: showSplit(BodyText.text(fromHTML: BodyText.read(try bytes(), isHTML: true)))
    case .mbox: try threads ? showThreads() : showMessages()
    case .strings: try showStrings()
    }
  }

  private var path: String? { file == "-" ? nil : file }

  private func bytes() throws(Failure) -> Data {
    do {
      guard let path else {
        let limit = Budget().messageBytes + 1
        return try FileHandle.standardInput.read(upToCount: limit) ?? Data()
      }
      return try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
    } catch {
      throw Failure(
        .inputOutput,
        path.map { "\($0) is not there or cannot be read" }
          ?? "the standard input cannot be read")
    }
  }
}

// MARK: - One mail

extension InspectCommand {
  private func showMessage() throws(Failure) {
    let inspection = Surroundings(global).inspected(MIMEParser.parse(try bytes()))
    if let saveAttachments {
      for attachment in inspection.message.attachments {
        let path = try Self.save(attachment, into: saveAttachments)
        global.output.remark("saved \(path)")
      }
    }
    if global.json { global.output.json(inspection) } else { show(inspection) }
  }

  private static func save(
    _ attachment: Mail.Attachment, into folder: String
  ) throws(Failure) -> String {
    do throws(MailError) {
      return try SafeName.save(attachment, into: folder)
    } catch {
      switch error {
      case .file(let path, let why), .unwritable(let path, let why):
        throw Failure(.cannotCreate, "\(path): \(why)")
      }
    }
  }

  private func show(_ inspection: Inspection) {
    let message = inspection.message
    let sender = message.sender.map { [$0] }?.filter { !message.from.contains($0) } ?? []
    var lines = [
      ("From", Self.names(message.from)), ("Sender", Self.names(sender)),
      ("Reply-To", Self.names(message.replyTo)),
      ("To", Self.names(message.to)), ("Cc", Self.names(message.cc)),
      ("Date", message.date?.rfc3339 ?? ""), ("Subject", message.subject ?? ""),
      ("Message-ID", message.messageID ?? ""),
      ("Class", inspection.classification.messageClass.rawValue),
      ("Channel", inspection.channel ?? ""),
      ("Orders", inspection.orderIDs.joined(separator: ", ")),
      (
        "Automatic answer",
        "\(inspection.autoReply.allowed ? "allowed" : "not allowed"): \(inspection.autoReply.why)"
      ),
    ]
    lines += inspection.classification.bounce.map { ("Not delivered", Self.words($0)) }
    lines += message.attachments.map { ("Attachment", Self.words($0)) }
    lines += (message.warnings.map(\.rawValue) + inspection.senderMarks).map { ("Warning", $0) }
    for (name, value) in lines where !value.isEmpty {
      global.output.line("\(name): \(TextFlow.clean(value, lines: false))")
    }
    global.output.line("")
    global.output.line(message.text ?? "")
  }

  private static func names(_ mailboxes: [Mail.Mailbox]) -> String {
    mailboxes.map { mailbox in
      guard let name = mailbox.name else { return HostName.bothSpellings(mailbox.address) }
      let spellings = HostName.bothSpellings(mailbox.address)
      return "\(name) <\(mailbox.address)>\(spellings.dropFirst(mailbox.address.count))"
    }.joined(separator: ", ")
  }

  private static func words(_ attachment: Mail.Attachment) -> String {
    let name = attachment.filename ?? attachment.safeFilename
    let saved = name == attachment.safeFilename ? "" : ", saved as \(attachment.safeFilename)"
    return "\(name) (\(attachment.contentType), \(attachment.measure.bytes) bytes\(saved))"
  }

  private static func words(_ recipient: BouncedRecipient) -> String {
    let codes = [recipient.status, recipient.replyCode].compactMap(\.self)
    let hope = recipient.hard ? "for good" : "for now"
    return "\(recipient.recipient ?? "a recipient") \(hope) (\(codes.joined(separator: ", ")))"
  }
}

// MARK: - Bare texts and mailboxes

extension InspectCommand {
  private func showSplit(_ text: String) {
    let split = BodyText.split(text)
    global.output.result(
      [
        "text": text, "visible_text": split.visible, "quoted_text": split.quoted,
        "signature": split.signature,
      ], format == .html ? text : split.visible)
  }

  private func showMessages() throws(Failure) {
    let surroundings = Surroundings(global)
    for archived in MailArchive(path: path) {
      try check(archived)
      let inspection = surroundings.inspected(MIMEParser.parse(archived.bytes))
      let message = inspection.message
      global.output.result(
        inspection,
        TextFlow.clean(
          "\(message.date?.rfc3339 ?? "no date")  \(Self.names(message.from))  \(message.subject ?? "")",
          lines: false))
    }
  }

  private func showThreads() throws(Failure) {
    var entries: [Threading.Entry] = []
    for archived in MailArchive(path: path) {
      try check(archived)
      entries.append(Threading.Entry(MIMEParser.parse(archived.bytes)))
    }
    let conversations = Threading.conversationsBySubject(entries).map { $0.map { $0 + 1 } }
    if global.json {
      global.output.json(["conversations": conversations])
    } else {
      global.output.lines(
        conversations.map { $0.map(String.init).joined(separator: " ") })
    }
  }

  /// What cannot be opened is an error; what can be read only in part is a remark.
  private func check(_ archived: ArchivedMessage) throws(Failure) {
    guard let fault = archived.fault else { return }
    guard !archived.bytes.isEmpty else {
      throw Failure(.inputOutput, "\(archived.file): \(fault)")
    }
    global.output.remark("\(archived.file), byte \(archived.position): \(fault)")
  }

  private struct Measured: Encodable {
    var cells: Int
    var clusters: [String]
  }

  private func showStrings() throws(Failure) {
    for (index, line) in try bytes().split(separator: 0x0A).enumerated() {
      guard let text = try? JSONDecoder().decode(String.self, from: line) else {
        throw Failure(.malformedInput, "line \(index + 1) is no JSON string")
      }
      let measured = Measured(cells: TextFlow.cells(text), clusters: text.map(String.init))
      global.output.result(measured, "\(measured.cells) \(text)")
    }
  }
}

/// What a mail is read with, as far as it is there: marketplaces, and the shop's own accounts.
private struct Surroundings {
  let relays: Relays
  let accounts: [Account]

  init(_ global: GlobalOptions) {
    accounts = (try? global.settings())?.accounts.map(\.account) ?? []
    relays = (try? Syncing.relays(for: accounts)) ?? Relays()
  }

  func inspected(_ message: MIMEMessage) -> Inspection {
    var inspection = Inspection(of: message)
    let account = accounts.first { account in
      (message.to + message.cc).contains { account.owns($0.address) }
    }
    let relay = relays.relay(of: message, to: account) ?? relays.ordinary
    inspection.channel = relay.channel.rawValue
    inspection.senderMarks =
      SenderMarks(
        of: message, relay: relay, among: relays, account: account
      ).sentences
    let texts = [message.subject ?? "", inspection.split.visible, inspection.split.quoted]
    for text in texts {
      for number in OrderPattern.numbers(in: text, relay.orders)
      where !inspection.orderIDs.contains(number) {
        inspection.orderIDs.append(number)
      }
    }
    return inspection
  }
}
