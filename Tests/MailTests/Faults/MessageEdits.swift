import Foundation

/// Random edits of mails, as R14 asks: flipped, deleted, inserted and doubled bytes, and mails that
/// end as another.
enum MessageEdits {
  /// The mails of all corpora, sorted so that a case comes again; empty where there are none.
  static let mails: [Data] = [
    "mime-mailparser", "mime-cpython", "mime-mikel", "mimekit-samples", "bounce-sisimai",
    "terminal-injection", "auto-reply-policy", "attachment-names", "look-alike",
  ]
  .flatMap { MailCorpora.cases($0) }
  .filter { !$0.bytes.isEmpty && $0.bytes.count < 300_000 }
  .map(\.bytes)

  private static let words = [
    "\r\n\r\n", "\r\n--", "\r\nContent-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x\r\n",
    "\r\nContent-Type: text/html; charset=utf-7\r\n",
    "\r\nContent-Transfer-Encoding: base64\r\n\r\n",
    "\r\nContent-Type: message/rfc822\r\n\r\n", "=?utf-8?b?", "?=", "=?iso-2022-jp?q?=1B$B?=",
    "; filename*0*=utf-8''%00", "\u{1B}]0;x\u{7}", "\u{9B}2J", "\u{202E}", "\0", "<!--", "<style>",
    "<a href=\"", "&#x1B;", "&#155;", "&#8238;", "(((((", "<<<<", "\"\"\"", "=\r\n", "=0D=0A",
    "\nFrom ", "> ", "-- \r\n",
  ]

  /// `mail` with one to eight edits; `other` is what may be spliced in.
  static func edited(_ mail: Data, other: Data, with generator: inout SplitMix) -> Data {
    var bytes = [UInt8](mail)
    for _ in 0..<1 + generator.below(8) {
      let place = generator.below(bytes.count + 1)
      let end = min(bytes.count, place + 1 + generator.below(generator.one(of: [4, 80, 2_000])))
      switch generator.below(7) {
      case 0 where place < bytes.count: bytes[place] ^= UInt8(1 << generator.below(8))
      case 1: bytes.removeSubrange(place..<end)
      case 2: bytes.insert(UInt8(generator.below(256)), at: place)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 4: bytes.insert(contentsOf: generator.one(of: words).utf8, at: place)
      case 5: bytes = Array(bytes[..<place]) + other.dropFirst(generator.below(other.count))
      default: bytes.replaceSubrange(place..<end, with: bytes[place..<end].reversed())
      }
    }
    return Data(bytes)
  }
}
