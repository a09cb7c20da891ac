import ChannelKit
import Domain
import Foundation

/// The shop's own mailbox in these tests.
let support = Account(
  name: "support", type: "mail", address: "support@shop.example", aliases: ["hello@shop.example"],
  settings: ["authserv_id": "mx.shop.example"])

/// The same, where nobody said which server checks senders.
let unchecked = Account(name: "support", type: "mail", address: "support@shop.example")

let noon = Instant(milliseconds: 1_800_000_000_000)

/// The table as it is shipped, read from the folder that users edit.
let shipped: Relays = Relays.read(relayFiles).0

let relayFiles: [Relays.File] = {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Share/relays")
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  return names.sorted().compactMap { name in
    (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)).map {
      Relays.File(path: "Share/relays/\(name)", text: $0)
    }
  }
}()

/// A mail from its lines, as our server received it at noon.
func arrival(_ text: String, isSent: Bool = false) -> Arrival {
  Arrival(
    source: "INBOX/1/1", bytes: Data(text.replacing("\n", with: "\r\n").utf8), receivedAt: noon,
    isSent: isSent)
}

/// The same, read as a message.
func read(
  _ text: String, _ account: Account = support, isSent: Bool = false,
  from place: MailMessage.Place = .server
) -> MailMessage {
  MailMessage(
    arrival(text, isSent: isSent), account: account, relays: shipped, id: ID(high: 1, low: 2),
    from: place)
}
