import ArgumentParser
import Desk
import Domain
import Foundation
import Store
import Templating

/// Renders an answer, and sends it where asked.
struct ReplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reply", abstract: "Answer a ticket from a template or a file.",
    discussion: """
      Prints the answer; with --send it is queued in the same outbox as the desk's replies and goes \
      out with the next sync. A placeholder without a value blocks the send and is named; give it \
      with --set KEY=VALUE. An answer to somebody new in the conversation, or to an address that \
      nobody has written from, is not sent before --confirm-recipients; one \
      that everybody may read, not before that is confirmed too.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "A ticket's number or identifier.") var ticket: String
  @Option(help: "The template to fill from the ticket.") var template: String?
  @Option(help: "A file with the answer's words; - for standard input.") var bodyFile: String?
  @Option(help: "A value for a placeholder or an ask-field: KEY=VALUE.") var set: [String] = []
  @Option(help: "A file to attach.") var attach: [String] = []
  @Option(help: "Someone who gets it without the others knowing: an address, or several.")
  var bcc: [String] = []
  @Option(help: "The language of the template's variant.") var language: String?
  @Option(help: "Keep it recallable for so long: 10s, 5m.") var after: String?
  @Option(help: "Where the ticket goes then: open, pending, on_hold, solved.") var then = "pending"
  @Flag(help: "Only show what would go out.") var dryRun = false
  @Flag(help: "Queue it for sending.") var send = false
  @Flag(help: "It may go to addresses that are new in the ticket.") var confirmRecipients = false
  @Flag(help: "It may be read by everybody, as what it answers.") var confirmPublic = false

  func run() async throws {
    let settings = try global.settings()
    let store =
      send && !dryRun
      ? try StoreOpening.open(global.storePath) : try StoreOpening.read(global.storePath)
    let sheet = try await TicketFinding.sheet(ticket, in: store, for: settings.agent.id)
    let envelope = Envelope(
      sheet, accounts: settings.accounts.map(\.account), rules: try Syncing.answerRules())
    let (text, missing, warnings) = try words(sheet, envelope?.terms.policy, settings)
    for warning in warnings + ReplyLint.warnings(in: text, policy: envelope?.terms.policy) {
      global.output.remark("note: \(warning)")
    }
    let newcomers = sheet.newcomers(among: envelope.map { $0.to + $0.cc } ?? []).map(\.address)
    if !newcomers.isEmpty {
      global.output.remark("note: new here: \(newcomers.joined(separator: ", "))")
    }
    guard send, !dryRun else {
      answer(text, missing, newcomers, id: nil)
      if !missing.isEmpty { throw Failure(.failed, Self.blocked(missing)) }
      return
    }
    guard missing.isEmpty else {
      answer(text, missing, newcomers, id: nil)
      throw Failure(.failed, Self.blocked(missing))
    }
    guard newcomers.isEmpty || confirmRecipients else {
      answer(text, [], newcomers, id: nil)
      throw Failure(
        .failed,
        "not sent: nothing of this ticket has gone to \(newcomers.joined(separator: ", ")) before; "
          + "where it should, add --confirm-recipients")
    }
    guard sheet.lastInbound?.audience == nil || confirmPublic else {
      answer(text, [], newcomers, id: nil)
      throw Failure(
        .failed,
        "not sent: it answers what was said in public, so everybody may read it; where that is "
          + "meant, add --confirm-public")
    }
    let id = try await queue(text, sheet, envelope, settings, store)
    answer(text, [], newcomers, id: id)
  }

  private static func blocked(_ missing: [String]) -> String {
    "not sent: \(missing.joined(separator: ", ")) has no value; give it with --set \(missing[0])=…"
  }

  private func answer(
    _ text: String, _ missing: [String], _ newcomers: [String], id: ReplyID?
  ) {
    if global.json {
      global.output.json(
        JSON.object([
          "body": .text(text), "missing": JSON(missing),
          "new_recipients": JSON(newcomers), "outbox_id": JSON(id?.description),
        ]))
    } else {
      global.output.line(text)
      if let id { global.output.remark("queued as \(id); it goes out with the next sync") }
    }
  }

  // MARK: - Words

  private func words(
    _ sheet: TicketSheet, _ policy: AnswerPolicy?, _ settings: Settings
  ) throws(Failure) -> (text: String, missing: [String], warnings: [String]) {
    switch (template, bodyFile) {
    case (let name?, nil):
      let library = Library.open(settings)
      guard let choice = library.choice(name, language: language ?? settings.language) else {
        let near = library.nearest(to: name)
        throw Failure(
          .usage,
          "there is no template \(name); "
            + (near.map { "did you mean \($0)?" } ?? "`shopbell template list` names them all"))
      }
      let facts = Library.facts(
        sheet, policy: policy, asked: try asked(), settings, now: Instant(Date()))
      let rendering = choice.rendered(with: facts)
      return (rendering.text, rendering.holes.map(\.path), rendering.warnings.map(\.text))
    case (nil, let path?):
      let text = try path == "-" ? InputReading.standardInput() : InputReading.file(path)
      guard !text.allSatisfy(\.isWhitespace) else {
        throw Failure(.malformedInput, "\(path) is empty")
      }
      let holes = Hole.markers(in: text).map { String(text[$0].dropFirst().dropLast()) }
      return (text, holes, [])
    default:
      throw Failure(.usage, "name either --template or --body-file")
    }
  }

  private func asked() throws(Failure) -> [String: String] {
    var asked: [String: String] = [:]
    for pair in set {
      guard let mark = pair.firstIndex(of: "="), mark > pair.startIndex else {
        throw Failure(.usage, "--set takes KEY=VALUE, not `\(pair)`")
      }
      asked[String(pair[..<mark])] = String(pair[pair.index(after: mark)...])
    }
    return asked
  }

  // MARK: - Queueing

  private func queue(
    _ text: String, _ sheet: TicketSheet, _ envelope: Envelope?, _ settings: Settings,
    _ store: Store
  ) async throws(Failure) -> ReplyID {
    guard let status = Status(rawValue: then), status != .new, status != .closed else {
      throw Failure(.usage, "--then takes open, pending, on_hold or solved, not `\(then)`")
    }
    var window = Domain.Span.seconds(0)
    if let after {
      guard let span = Moments.span(after) else {
        throw Failure(.usage, "--after takes 10s, 5m or 1h, not `\(after)`")
      }
      window = span
    }
    guard let envelope else {
      let obstacle = Envelope.obstacle(sheet, accounts: settings.accounts.map(\.account))
      throw Failure(.configuration, "not queued: \(obstacle ?? "the ticket cannot be answered")")
    }
    let unseen: [Party]
    do throws(Problem) { unseen = try Party.list(reading: bcc.joined(separator: ",")) } catch {
      throw Failure(.usage, "--bcc: \(error.what); \(error.remedy)")
    }
    let now = Instant(Date())
    var mint = Mint(seed: .random(in: .min ... .max))
    let files = try attach.map { path throws(Failure) in
      switch FileReading.frozen(path) {
      case .success(let file): return file
      case .failure(let problem): throw Failure(.malformedInput, problem.what)
      }
    }
    if let obstacle = envelope.obstacle(at: now) {
      throw Failure(.failed, "not queued: \(obstacle)")
    }
    if let obstacle = envelope.obstacle(to: text) ?? envelope.obstacle(to: files.map(\.attachment))
    {
      throw Failure(.malformedInput, "not queued: \(obstacle)")
    }
    let id: ReplyID = mint.id(at: now)
    var reply = envelope.reply(
      id: id, text: text, author: settings.agent.id, template: template, thenStatus: status,
      window: window)
    reply.attachments = files.map(\.attachment)
    reply.bcc = unseen
    let queued = reply
    let outcome = try await storing { () throws(StoreError) in
      try await store.commit(
        [.replyQueued(queued)],
        facts: files.map { .bytes($0.bytes) }, by: .agent(settings.agent.id),
        seen: sheet.ticket.lastEvent)
    }
    if let refused = outcome.leftAlone.first {
      throw Failure(.failed, "not queued: \(refused.why.sentence)")
    }
    return id
  }
}

/// What a file is, by the ending of its name.
enum FileKinds {
  /// The content type; `application/octet-stream` where the ending says nothing.
  static func contentType(of name: String) -> String {
    let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    return types[ending] ?? "application/octet-stream"
  }

  private static let types = [
    "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
    "gif": "image/gif", "webp": "image/webp", "txt": "text/plain", "csv": "text/csv",
    "zip": "application/zip", "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ]
}
