import Foundation

/// Random edits of mails, as R14 asks: flipped, deleted, inserted and doubled bytes, and mails that
/// end as another.
enum MessageEdits {
  /// One mail of a corpus.
  struct Original {
    var id: String
    var bytes: Data
  }

  /// The mails of all corpora, in their order, so that a case comes again; empty where there are
  /// none.
  static let mails: [Original] = [
    "mime-mailparser", "mime-cpython", "mime-mikel", "mimekit-samples", "bounce-sisimai",
    "terminal-injection", "auto-reply-policy", "attachment-names", "look-alike",
  ]
  .flatMap { MailCorpora.cases($0) }
  .filter { !$0.bytes.isEmpty }
  .map { Original(id: $0.id, bytes: $0.kind == "tnef" ? packed($0.bytes) : $0.bytes) }

  /// A winmail.dat as it comes in a mail.
  private static func packed(_ bytes: Data) -> Data {
    Data("Content-Type: application/ms-tnef\r\n\r\n".utf8) + bytes
  }

  private static let words = [
    "\r\n\r\n", "\r\n--", "\r\nContent-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x\r\n",
    "\r\nContent-Type: text/html; charset=utf-7\r\n",
    "\r\nContent-Transfer-Encoding: base64\r\n\r\n",
    "\r\nContent-Type: message/rfc822\r\n\r\n", "=?utf-8?b?", "?=", "=?iso-2022-jp?q?=1B$B?=",
    "; filename*0*=utf-8''%00", "\u{1B}]0;x\u{7}", "\u{9B}2J", "\u{202E}", "\0", "<!--", "<style>",
    "<a href=\"", "&#x1B;", "&#155;", "&#8238;", "(((((", "<<<<", "\"\"\"", "=\r\n", "=0D=0A",
    "\nFrom ", "> ", "-- \r\n", "\r\nContent-Type: application/ms-tnef\r\n\r\n",
    "\r\nContent-Type: application/pkcs7-mime\r\n\r\n",
    "\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VEVENT\r\nDTSTART:",
    "-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\n", "<table><tr><td>", "{\\rtf1", "\r\n[1] http://x",
    "\r\nOn 2 Nov 2026, Kim wrote:\r\n> ", "\r\n-----Original Message-----\r\n",
  ]

  /// `mail` with `count` edits; `other` is what may be spliced in.
  static func edited(
    _ mail: Data, count: Int, other: Data, with generator: inout SplitMix
  ) -> Data {
    var bytes = [UInt8](mail)
    for _ in 0..<count {
      let place = generator.below(bytes.count + 1)
      let end = min(bytes.count, place + 1 + generator.below(generator.one(of: [4, 80, 2_000])))
      switch generator.below(7) {
      case 0 where place < bytes.count: bytes[place] ^= UInt8(1 << generator.below(8))
      case 1: bytes.removeSubrange(place..<end)
      case 2: bytes.insert(UInt8(generator.below(256)), at: place)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 4: bytes.insert(contentsOf: generator.one(of: words).utf8, at: place)
      case 5: bytes = Array(bytes[..<place]) + other.dropFirst(generator.below(other.count))
      default: bytes.replaceSubrange(place..<end, with: Array(bytes[place..<end].reversed()))
      }
    }
    return Data(bytes)
  }
}
