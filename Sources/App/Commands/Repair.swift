import ArgumentParser
import Desk
import Domain
import Foundation
import Store
import Sync

/// Makes a damaged store whole again, as far as it can be read.
struct RepairCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair", abstract: "Bring back what can be read of a damaged store.",
    discussion: """
      The damaged file is read page by page and never written to; it is kept beside the new store \
      under a name with the date. What is gone is named. Where anything of the log is gone, replies \
      that were waiting are held, for they may have left, and the next sync looks through the \
      mailboxes again. A store that holds together is left as it is.
      """)

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let store = global.storePath
    guard FileManager.default.fileExists(atPath: store) else {
      throw Failure(.failed, "there is no store at \(store); nothing was changed")
    }
    let lock = try RestoreCommand.lock(store)
    let repaired = try Self.repair(store)
    _ = consume lock
    tell(repaired, store)
  }

  private static func repair(_ store: String) throws(Failure) -> Repaired {
    do throws(StoreError) {
      return try Store.repair(
        store, clock: { Instant(Date()) }, seed: .random(in: .min ... .max),
        reactions: StoreOpening.reactions)
    } catch {
      switch error {
      case .busy:
        throw Failure(
          .tryAgain,
          "another process has \(store) open; nothing was changed. "
            + "End every shopbell that uses it, then repair again")
      case .damaged(_, let what):
        throw Failure(
          .malformedInput,
          "nothing could be made of \(store): \(what). It is as it was; "
            + "`shopbell restore BACKUP --replace` puts a backup in its place")
      default: throw Failure(error)
      }
    }
  }

  private func tell(_ repaired: Repaired, _ store: String) {
    let count =
      "\(Wording.count(repaired.tickets, "ticket")) and "
      + Wording.count(repaired.messages, "message")
    global.output.result(
      JSON.object([
        "tickets": .int(repaired.tickets), "messages": .int(repaired.messages),
        "held": .int(repaired.held), "losses": .list(repaired.losses.map { .text($0) }),
        "mails": .list(repaired.mails.map { .text($0) }), "kept": JSON(repaired.kept),
      ]),
      repaired.kept == nil
        ? "\(store) holds together, with \(count); nothing was changed"
        : "\(count) are back at \(store)")
    guard let kept = repaired.kept else { return }
    for loss in repaired.losses { global.output.remark(loss) }
    if repaired.losses.isEmpty { global.output.remark("nothing of the log or the mails is lost") }
    if let first = repaired.mails.first {
      let folder = URL(filePath: first).deletingLastPathComponent().path
      global.output.remark(
        "\(Wording.count(repaired.mails.count, "mail")) that no ticket speaks of: "
          + "`shopbell import \(folder)` makes tickets of them")
    }
    if repaired.held > 0 {
      global.output.remark(
        "\(Wording.count(repaired.held, "reply", "replies")) held: nothing is sent before you say so. "
          + "`shopbell sync` finds those that left; then `shopbell outbox release --all`")
    }
    global.output.remark("the damaged store is now \(kept)")
  }
}
