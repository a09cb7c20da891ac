internal import Foundation
internal import Glibc

/// A process that holds a lease on a reply, recognised after it is gone.
struct Holder: Hashable, Sendable {
  /// Changes with every start of the machine.
  var boot: String
  /// The process.
  var process: Int32
  /// When it began, in the kernel's ticks: a number is used again, a start is not.
  var began: String

  /// The process that asks.
  static let thisProcess = Holder(
    boot: thisBoot, process: getpid(), began: start(of: getpid()) ?? "")

  /// Whether it still runs on this machine.
  var isAlive: Bool {
    boot == Self.thisBoot && Self.start(of: process) == began
  }

  /// As a table keeps it.
  var text: String { "\(boot) \(process) \(began)" }

  /// A process by its three marks.
  init(boot: String, process: Int32, began: String) {
    self.boot = boot
    self.process = process
    self.began = began
  }

  /// Reads what a table keeps; `nil` for anything else.
  init?(_ text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, let process = Int32(words[1]) else { return nil }
    self.init(boot: String(words[0]), process: process, began: String(words[2]))
  }

  private static let thisBoot: String = {
    let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"
  }()

  /// proc(5), field 22 of stat; the name in field 2 may hold blanks, so count from its bracket.
  static func start(of process: Int32) -> String? {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let bracket = text.lastIndex(of: ")")
    else { return nil }
    let words = text[bracket...].split(separator: " ")
    return words.count > 20 ? String(words[20]) : nil
  }
}
