import ChannelKit
import Mailbox

extension Catalogue {
  /// What every channel can do and needs, as a table and a list; a part of docs/channels.md.
  static var documentation: String {
    var lines = [
      "| channel | `type` | reads | sends | orders | parcels | customers |",
      "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for channel in channels {
      let profile = channel.profile
      lines.append(
        "| \(profile.title) | `\(profile.type)` | \(messages(channel)) "
          + "| \(channel is any ReplySink.Type ? "replies" : "") | \(orders(channel)) "
          + "| \(channel is any ParcelBook.Type ? "followed" : "") "
          + "| \(channel is any ContactBook.Type ? "looked up" : "") |")
    }
    for profile in channels.map({ $0.profile }) where !profile.secret.isEmpty {
      lines += ["", "## \(profile.title)", "The secret is \(profile.secret)."]
      if let second = profile.second {
        lines += ["", "The other secret, `\(second.key)`, is \(second.meaning)."]
      }
      if !profile.fields.isEmpty { lines += ["", "| setting | meaning |", "| --- | --- |"] }
      lines += profile.fields.map { field in
        "| `\(field.key)` | \(field.meaning)\(field.isList ? "; a list" : "")"
          + "\(field.isRequired ? "; required" : "") |"
      }
      lines += ["", "It is asked every \(minutes(profile)). Limits: \(profile.limits)."]
      lines += windows(profile)
      if profile.quota != nil {
        lines += [
          "",
          "Its answers tell how much may still be asked; the last fifth is left to those who wait.",
        ]
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func messages(_ channel: any Channel.Type) -> String {
    guard channel is any MessageSource.Type else { return "" }
    return channel == MailboxChannel.self ? "mail" : "messages"
  }

  private static func orders(_ channel: any Channel.Type) -> String {
    switch (channel is any OrderSource.Type, channel is any OrderBook.Type) {
    case (true, true):
      channel is any OrderHand.Type
        ? "pulled, looked up, changed on request" : "pulled and looked up"
    case (true, false): ""
    case (false, true): "looked up"
    case (false, false): ""
    }
  }

  /// How long after the customer's last message answers are taken.
  private static func windows(_ profile: Profile) -> [String] {
    guard let window = profile.replyWindow else { return [] }
    let hours = { (span: Duration) in "\(span.components.seconds / 3600) hours" }
    let machine = profile.automationWindow ?? window
    return [
      "",
      "Answers are taken for \(hours(window)) after the customer's last message, a machine's for "
        + "\(hours(machine)).",
    ]
  }

  private static func minutes(_ profile: Profile) -> String {
    let count = profile.pollInterval.components.seconds / 60
    return count == 1 ? "minute" : "\(count) minutes"
  }
}
