import Desk
import Domain
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
  case report
  case knowledge
  case log
  case zoomedList = "zoomed-list"
  case zoomedComposer = "zoomed-composer"

  var testDescription: String { rawValue }

  /// Something lies in front of the panes.
  var hasPopup: Bool {
    switch self {
    case .review, .templates, .palette, .help, .completion, .continuations, .search, .searchError:
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
      .continuations, .outbox, .ledger, .report, .knowledge, .log, .zoomedList:
      browse(&desk)
    case .ticket, .order, .composer, .note, .review, .templates, .zoomedComposer:
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
    case .report: desk.press("g", "r", "j")
    case .knowledge: desk.press("g", "k", "j")
    case .log:
      desk.send(.failed("support cannot be reached: the server does not answer", of: .syncNow))
      desk.send(.failed("the reply to Dana Ruiz was refused: mailbox full", of: .undo))
      desk.press("g", "l")
    case .zoomedList: desk.press("Z")
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
}
