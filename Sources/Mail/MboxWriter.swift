package import Foundation

/// Writes messages into one mbox file, byte for byte, as `MailArchive` reads them back (mboxrd).
package enum MboxWriter {
  /// One message with the `From ` line before it and the blank line behind it.
  ///
  /// Every line that begins with `From `, behind any number of `>`, gets one `>` more. A message
  /// that ends without a line break gets one: the format has no other end.
  package static func entry(_ message: Data, from sender: String, at moment: Date) -> Data {
    var entry = Data("From \(envelope(sender)) \(asctime(moment))\n".utf8)
    for line in lines(message) {
      if line.drop(while: { $0 == 0x3E }).starts(with: Array("From ".utf8)) { entry.append(0x3E) }
      entry.append(line)
    }
    let isCRLF = message.suffix(2).elementsEqual([0x0D, 0x0A])
    if message.last != 0x0A { entry.append(0x0A) }
    entry.append(contentsOf: isCRLF ? [0x0D, 0x0A] : [0x0A])
    return entry
  }

  /// Each with its line break.
  private static func lines(_ message: Data) -> [Data] {
    var lines: [Data] = []
    var rest = message[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: 0x0A).map { rest.index(after: $0) } ?? rest.endIndex
      lines.append(rest[..<end])
      rest = rest[end...]
    }
    return lines
  }

  /// One word, as the `From ` line wants it.
  private static func envelope(_ sender: String) -> String {
    let isWord = !sender.isEmpty && sender.utf8.allSatisfy { 0x21...0x7E ~= $0 }
    return isWord ? sender : "MAILER-DAEMON"
  }

  /// `Wed Nov 25 19:00:00 2026`, in UTC.
  private static func asctime(_ moment: Date) -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let parts = calendar.dateComponents(
      [.weekday, .month, .day, .hour, .minute, .second, .year], from: moment)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let day = days[(parts.weekday ?? 1) - 1]
    let month = months[(parts.month ?? 1) - 1]
    return String(
      format: "\(day) \(month) %2d %02d:%02d:%02d %04d", parts.day ?? 1, parts.hour ?? 0,
      parts.minute ?? 0, parts.second ?? 0, parts.year ?? 1970)
  }
}
