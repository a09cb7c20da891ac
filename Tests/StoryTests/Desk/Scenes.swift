import Demo
import Domain
import Foundation
import Mailbox
import Store
import Sync
import Terminal
import TestKit

// MARK: - What an agent does and sees

extension StageScreen {
  /// Types a search, waits until so many tickets match, and keeps it.
  func search(_ query: String, finds count: Int) async throws {
    press("/")
    type(query)
    try await sees("/\(query)", " \(count) match  Esc leaves")
    press("Enter")
    try await seesNoMore("Esc leaves")
  }

  /// Opens the ticket under the cursor.
  func openTicket() async throws {
    press("Enter")
    try await eventually("a ticket is open") { text in
      text.prefix { $0 != "\n" }.contains("▸ #") && !text.contains("Reading…")
    }
  }

  /// Begins an answer to the ticket under the cursor, or to the open one.
  func beginAnswer() async throws {
    press("r")
    try await sees("─ reply to ")
  }

  /// Puts a template into the answer by its name.
  func insertTemplate(_ name: String) async throws {
    press("C-x i")
    try await sees("insert a template")
    type(name)
    try await sees("find \(name)")
    press("Enter")
    try await seesNoMore("insert a template")
  }

  /// Runs a command by its name.
  func run(_ command: String) async throws {
    press(":")
    try await sees("Enter runs")
    type(command)
    press("Enter")
    try await seesNoMore("Enter runs")
  }

  /// Runs a command by its name where plain letters are written.
  func run(inComposer command: String, ends: Bool = false) async throws {
    press("C-p")
    try await sees("─ commands ─")
    type(command)
    press("Enter")
    if !ends { try await seesNoMore("─ commands ─") }
  }

  /// The first line: where the agent is.
  var top: String { lines.first ?? "" }

  /// The last line: what just happened, or what the keys do.
  var bottom: String { lines.last ?? "" }

  /// The row under the cursor.
  var cursor: String { lines.first { $0.hasPrefix("▌") } ?? "" }

  /// How many rows in sight are marked.
  var marked: Int { lines.dropFirst().count { $0.dropFirst().first == "✓" } }

  /// How many lines have these words.
  func lines(with words: String) -> Int { lines.count { $0.contains(words) } }
}

// MARK: - What happens around the desk

extension Stage {
  /// How many tickets a search finds for the agent at the desk.
  func count(_ query: String) async throws -> Int {
    try await store.count(try Query.parse(query, zone: .gmt), agent: agent.id)
  }

  /// The ticket with a number.
  func ticket(_ number: Int) async throws -> TicketSheet {
    guard let id = try await store.find("#\(number)"),
      let sheet = try await store.ticket(id, agent: agent.id)
    else { throw Overdue(what: "there is a ticket \(number)") }
    return sheet
  }

  /// The colleague does something to a ticket, at another desk.
  func colleagueDoes(_ act: Act, to number: Int) async throws {
    let id = try await ticket(number).ticket.id
    _ = try await store.commit([Change(id, act)], by: .agent(colleague.id))
  }

  /// A mail from somebody comes in.
  func deliver(
    from name: String, _ address: String, subject: String, _ words: String,
    answering id: String = ""
  ) async {
    await server.idling()
    let domain = address.drop { $0 != "@" }.dropFirst()
    let thread = id.isEmpty ? "" : "In-Reply-To: <\(id)>\r\nReferences: <\(id)>\r\n"
    let mail =
      "Authentication-Results: \(SampleShop.mailServer); dmarc=pass header.from=\(domain)\r\n"
      + "From: \(name) <\(address)>\r\nTo: \(SampleShop.address)\r\nSubject: \(subject)\r\n"
      + "Message-ID: <\(words.utf8.count).\(subject.utf8.count)@\(domain)>\r\n\(thread)\r\n"
      + "\(words)\r\n"
    await server.deliver(Array(mail.utf8), receivedAt: Self.date(clock.now))
  }

  /// The customer of a ticket writes once more.
  func customerWrites(_ words: String, in number: Int) async throws {
    let sheet = try await ticket(number)
    guard let last = sheet.lastInbound, let id = last.externalID else { return }
    let from = last.replyTo.first ?? last.from
    await deliver(
      from: from.name, from.address, subject: "Re: \(last.subject)", words, answering: id)
  }
}
