import Desk
import Domain
import Foundation
import Terminal
import TestKit
import Testing

/// A pane with something in it, at any size: what the golden screens and the sizes are tried on.
enum Scene: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case inbox
  case marks
  case empty
  case firstRun = "first-run"
  case views
  case search
  case searchError = "search-error"
  case ticket
  case order
  case composer
  case note
  case review
  case templates
  case palette
  case help
  case completion
  case continuations
  case outbox
  case ledger
  case channels
  case report
  case knowledge
  case settings
  case columns
  case log
  case steps
  case rehearsal
  case mailing
  case source
  case links
  case status
  case zoomedList = "zoomed-list"
  case zoomedComposer = "zoomed-composer"

  var testDescription: String { rawValue }

  /// Something lies in front of the panes.
  var hasPopup: Bool {
    switch self {
    case .review, .templates, .palette, .help, .completion, .continuations, .search, .searchError,
      .links, .status:
      true
    default: false
    }
  }

  /// The shop that is looked at there.
  var shop: DeskFixture {
    switch self {
    case .empty: .allDone
    case .firstRun: .firstRun
    case .outbox: .morningWithOutbox
    case .log: .morningWithLog
    case .steps: Self.afterSomeSteps
    case .source: Self.withSource
    case .settings: Self.withOrigins
    default: .morning
    }
  }

  /// The desk as it looks there, in a shop of its own or in another.
  func desk(
    _ size: Size, _ appearance: Appearance = Appearance(), in shop: DeskFixture? = nil
  ) -> DeskDriver {
    var fixture = shop ?? self.shop
    fixture.setting.appearance = appearance
    fixture.setting.themes = ["dark", "light", "mono", "terminal"]
    var desk = DeskDriver(fixture, size: size)
    act(on: &desk)
    return desk
  }

  private func act(on desk: inout DeskDriver) {
    switch self {
    case .empty, .firstRun: break
    case .inbox, .marks, .views, .search, .searchError, .palette, .help, .completion,
      .continuations, .outbox, .ledger, .channels, .report, .knowledge, .settings, .columns, .log,
      .zoomedList, .steps, .rehearsal, .mailing, .status:
      browse(&desk)
    case .ticket, .order, .composer, .note, .review, .templates, .zoomedComposer, .source, .links:
      work(&desk)
    }
  }

  private func browse(_ desk: inout DeskDriver) {
    desk.press("j")
    desk.wait(.seconds(1), .rest)
    switch self {
    case .marks: desk.press("x", "j", "x", "V", "j")
    case .views: desk.press("g", "v")
    case .search, .searchError:
      desk.press("/")
      desk.type(self == .search ? "tag:refund ta" : "tag:refund (status:opne")
    case .palette, .completion:
      desk.press(":")
      desk.type(self == .palette ? "re" : "set theme ")
    case .help: desk.press("?")
    case .continuations:
      desk.press("g")
      desk.wait(.seconds(1), .continuations)
    case .outbox: desk.press("g", "o")
    case .ledger: desk.press("g", "f")
    case .channels: desk.press("g", "c")
    case .report: desk.press("g", "r", "j")
    case .knowledge: desk.press("g", "k", "j")
    case .settings: desk.press("g", ",", "j", "j", "Enter")
    case .columns:
      desk.press(":")
      desk.type("columns number priority due customer order subject status assignee age\n")
      desk.wait(.seconds(6), .notice)
    case .log:
      desk.send(.failed("support cannot be reached: the server does not answer", of: .syncNow))
      desk.send(.failed("the reply to Dana Ruiz was refused: mailbox full", of: .undo))
      desk.press("g", "l", "j", "j")
    case .zoomedList: desk.press("Z")
    case .steps: desk.press("g", "u", "j")
    case .rehearsal: rehearse(&desk)
    case .mailing: desk.press("x", "i", "Enter")
    case .status: desk.press("x", "s")
    default: break
    }
  }

  private func work(_ desk: inout DeskDriver) {
    desk.press("j", "Enter")
    switch self {
    case .order: desk.press("o")
    case .composer: write("r", "Hi Priya,\n\na new blue mug leaves today.\n\nAna", &desk)
    case .note: write("c", "Same batch as #377: 田中 美咲 had one too.", &desk)
    case .review:
      write("r", "Hi Priya,\n\na new blue mug leaves today.\n\nAna", &desk)
      desk.press("C-x", "C-s")
    case .templates: desk.press("i")
    case .links: desk.press("l", "j")
    case .source:
      desk.press("H")
      for case .ask(let question) in desk.allEffects {
        if case .bytes = question { desk.send(.answer(question, .bytes(Self.mail))) }
      }
    case .zoomedComposer:
      write("r", "Hi Priya,", &desk)
      desk.press("C-x", "z")
    default: break
    }
  }

  private func write(_ key: Key, _ text: String, _ desk: inout DeskDriver) {
    desk.press(key)
    desk.type(text)
  }

  private func rehearse(_ desk: inout DeskDriver) {
    desk.press("x", "x", "D", "s", "s")
    guard let asked = desk.effects.first, let before = desk.fixture.sheets[DeskFixture.id(482)]
    else { return }
    var after = before.ticket
    after.status = .solved
    let rows = [
      RehearsedTicket(before: before.ticket, after: after, customer: "Priya Nair"),
      RehearsedTicket(
        before: before.ticket, after: before.ticket, customer: "田中 美咲", why: .changedMeanwhile),
    ]
    desk.send(.rehearsed(Rehearsal(rows: rows, changed: 1, leftAlone: 1), of: asked))
  }

  private static let afterSomeSteps: DeskFixture = {
    func step(_ number: UInt64, _ agent: String, _ what: String, isUndone: Bool = false) -> UndoStep
    {
      UndoStep(
        id: DeskFixture.id(number), agent: AgentID(agent), at: DeskFixture.now - .minutes(20),
        what: what, tickets: 41, isUndone: isUndone)
    }
    var fixture = DeskFixture.morning
    fixture.steps = [
      step(3, "ben", "set 12 tickets to solved"), step(2, "ana", "tagged 41 tickets +refund"),
      step(1, "ana", "assigned 1 ticket to ben", isUndone: true),
    ]
    return fixture
  }()

  private static let withOrigins: DeskFixture = {
    var fixture = DeskFixture.morning
    let file = "/home/ana/.config/shopbell/config.toml"
    fixture.setting.origins = [.theme: .file(file, line: 31), .bell: .file(file, line: 33)]
    return fixture
  }()

  private static let withSource: DeskFixture = {
    var fixture = DeskFixture.morning
    fixture.sheets[DeskFixture.id(482)]?.messages[2].raw = "cc"
    return fixture
  }()

  private static let mail = Data(
    """
    From: Priya Nair <priya@customer.example>\r
    To: support@northlight.example\r
    Subject: Re: Mug arrived broken (photo)\r
    Date: Wed, 25 Nov 2026 11:30:00 +0000\r
    Message-ID: <m2@customer.example>\r
    \r
    The blue one.\r

    """.utf8)
}
