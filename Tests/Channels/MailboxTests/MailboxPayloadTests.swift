import ChannelKit
import Domain
import Foundation
import Mail
import Mailbox
import TestKit
import Testing

/// S7: whatever stands in a name, a subject, an address, a file's name or the words themselves, a
/// mail has the fields and the recipients it should have, or is refused before it is said.
struct MailboxPayloadTests {
  /// A place in a reply that a stranger's words may come to.
  enum Place: String, CaseIterable {
    case sender, recipient, address, copy, hidden, subject, answered, thread, file, kind, text

    func put(_ value: String, into reply: inout Reply) {
      switch self {
      case .sender: reply.from.name = value
      case .recipient: reply.to[0].name = value
      case .address: reply.to[0].address = value
      case .copy: reply.cc = [Party(name: value, address: "bob@customer.example")]
      case .hidden: reply.bcc = [Party(name: "Eve", address: value)]
      case .subject: reply.subject = value
      case .answered: reply.inReplyTo = [value]
      case .thread: reply.references = [value, "a@customer.example"]
      case .file, .kind: break
      case .text: reply.text = value
      }
    }
  }

  /// Our own, so that something is tested without the corpus.
  private static let own = [
    "a\r\nBcc: eve@evil.example", "a\nBcc: eve@evil.example", "a\rBcc: eve@evil.example",
    "a\r\n\r\nbody", ".\r\nQUIT\r\n", "\n.\n", "\r\n.\r\nMAIL FROM:<x@evil.example>\r\n", "..", ".",
    "\r.\r\nRSET", "nul\0here", "Doe, John <eve@evil.example>", "\"Eve\" <eve@evil.example>, ",
    "eve@evil.example>\r\nRCPT TO:<x@evil.example", "a@b.example, eve@evil.example",
    "=?utf-8?q?a=0D=0ABcc:_eve@evil.example?=", "a\u{2028}Bcc: x", "a\u{85}Bcc: x",
    "x\" ; filename*=utf-8''evil.exe", "text/html\r\nBcc: eve@evil.example", "  ", "",
    "<a@b.example>\r\nBcc: eve@evil.example", String(repeating: "ä", count: 2_000),
    String(repeating: "From here\n", count: 200),
  ]

  @Test(arguments: Place.allCases)
  func nothingBecomesAFieldOrARecipient(_ place: Place) async throws {
    let corpus = Corpora.cases("string-payloads") ?? []
    if corpus.isEmpty { print("skipped: no shared/corpora/string-payloads beside the checkout") }
    let stand = MailboxStand()
    let channel = stand.channel()
    var (sent, refused) = (0, 0)
    for value in corpus.compactMap({ $0["value"] as? String }) + Self.own {
      var reply = Reply.test
      place.put(value, into: &reply)
      let file = Domain.Attachment(
        sha256: "x", filename: place == .file ? value : "a.txt",
        contentType: place == .kind ? value : "text/plain", bytes: 4)
      let parcel: Parcel
      do throws(ChannelError) {
        parcel = try channel.parcel(
          for: reply, files: [AttachedFile(attachment: file, bytes: Array("DATA".utf8))])
        _ = try await channel.send(parcel)
      } catch {
        refused += 1
        if case .refused = error { continue }
        Issue.record("\(place), \(value.debugDescription): \(error)")
        continue
      }
      sent += 1
      let handed = try #require(await stand.simulator.sent.last)
      try expect(handed.bytes, handed.to, reply, place, value)
      #expect(handed.bytes == parcel.bytes)
    }
    print("\(place): \(sent) sent, \(refused) refused")
    #expect(await stand.simulator.sent.count == sent)
    #expect(sent > 0)
  }

  private func expect(
    _ bytes: [UInt8], _ recipients: [String], _ reply: Reply, _ place: Place, _ value: String
  ) throws {
    let what = "\(place), \(value.debugDescription)"
    // The envelope: as many as were meant, and nobody whom the words name.
    let addresses = (reply.to + reply.cc + reply.bcc).map(\.address)
    #expect(recipients.count == Set(addresses).count, "\(what): \(recipients)")
    if place != .address, place != .hidden { #expect(recipients == addresses, "\(what)") }
    for (at, byte) in bytes.enumerated() where byte == 0x0A || byte == 0x0D || byte == 0 {
      let isEnd = byte == 0x0A && at > 0 && bytes[at - 1] == 0x0D
      let begins = byte == 0x0D && at + 1 < bytes.count && bytes[at + 1] == 0x0A
      guard isEnd || begins else {
        Issue.record("\(what): a bare \(byte) at \(at)")
        return
      }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let end = try #require(text.range(of: "\r\n\r\n"), "\(what)")
    let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
    #expect(lines.allSatisfy { $0.utf8.count <= 998 }, "\(what)")
    let names = lines.filter { !$0.hasPrefix(" ") && !$0.hasPrefix("\t") }
      .map { String($0.prefix { $0 != ":" }) }
    let known: Set = [
      "From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
      "MIME-Version", "Content-Type",
    ]
    #expect(Set(names).isSubset(of: known) && Set(names).count == names.count, "\(what): \(names)")
    let read = MIMEParser.parse(bytes)
    #expect(read.to.count == 1 && read.from.count == 1, "\(what)")
    #expect(read.cc.count == reply.cc.count, "\(what)")
    #expect(read.attachments.count == 1, "\(what)")
    guard place == .text else { return }
    // What is read is shown without control characters.
    let words = { (text: String) in
      String(String.UnicodeScalarView(text.unicodeScalars.filter { !Self.isControl($0) }))
        .split(whereSeparator: \.isWhitespace)
    }
    #expect(words(read.text ?? "") == words(value), "\(what)")
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control && !scalar.properties.isWhitespace
  }
}
