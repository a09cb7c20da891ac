import Foundation

/// What a server answers in a script of imaptest: commands and their untagged replies.
///
/// Texts are read as Latin-1, so that every byte is one scalar.
struct ServerScript {
  /// One command's answers.
  struct Block {
    var command: String
    /// `OK`, `NO` or `BAD`.
    var end: String
    var replies: [Reply] = []
  }

  /// An untagged reply, and the literals in it.
  struct Reply {
    var bytes: [UInt8] = []
    var literals: [[UInt8]] = []

    /// Its first line in lower case, as words.
    var words: [String] {
      latin(bytes.prefix { $0 != 0x0D }).lowercased().split(separator: " ").map(String.init)
    }
  }

  private(set) var blocks: [Block] = []
  private let mails: [String]

  /// Reads a script; `mbox` holds the mails it speaks of.
  init(_ script: [UInt8], mbox: [UInt8]) {
    mails = latin(mbox).components(separatedBy: "\nFrom user@domain").map { mail in
      mail.components(separatedBy: "\n").dropFirst().joined(separator: "\r\n")
    }
    var lines = latin(script).components(separatedBy: "\n")[...]
    while let line = lines.popFirst() { take(line, &lines) }
  }

  private mutating func take(_ line: String, _ lines: inout ArraySlice<String>) {
    let command = line.drop { $0.isNumber || $0 == " " }
    if ["* ", "? ", "! "].contains(where: line.hasPrefix) {
      let reply = reply(line, &lines)
      // What must not come is still a reply that some server gives.
      if !blocks.isEmpty { blocks[blocks.count - 1].replies.append(reply) }
    } else if let end = ["ok", "no", "bad"].first(where: { command.hasPrefix("\($0) ") }) {
      blocks.append(Block(command: String(command), end: end.uppercased()))
    }
  }

  /// Reads `line` on to the end of its literals, and fills in what the script leaves open.
  private func reply(_ line: String, _ lines: inout ArraySlice<String>) -> Reply {
    var reply = Reply()
    var rest = "*\(line.dropFirst())"
    func put(_ literal: String) {
      reply.bytes += "{\(literal.unicodeScalars.count)}\r\n".utf8
      reply.bytes += bytes(literal)
      reply.literals.append(bytes(literal))
    }
    while true {
      if let match = rest.firstMatch(of: /\$(full|hdr)([0-9])/), let number = Int(match.2) {
        reply.bytes += filled(String(rest[..<match.range.lowerBound]))
        let mail = mails[min(number, mails.count) - 1]
        put(match.1 == "full" ? mail : "\(mail.components(separatedBy: "\r\n\r\n")[0])\r\n\r\n")
        rest = String(rest[match.range.upperBound...])
      } else if rest.hasSuffix("{{{") {
        reply.bytes += filled(String(rest.dropLast(3)))
        let literal = lines.prefix { !$0.hasPrefix("}}}") }
        lines.removeFirst(literal.count)
        put(literal.joined(separator: "\r\n"))
        rest = String((lines.popFirst() ?? "}}}").dropFirst(3))
      } else {
        reply.bytes += filled(rest) + Array("\r\n".utf8)
        return reply
      }
    }
  }

  /// `text` with a value in place of each name; wishes about the order of words go.
  private func filled(_ text: String) -> [UInt8] {
    var text = text.replacing("$!unordered", with: "").replacing("$!ban=", with: "")
    for (name, value) in [
      ("${sep}", "/"), ("$sep", "\"/\""), ("$root", "\"\""), ("${mailbox}", "box"),
      ("$mailbox", "box"), ("$tag", "\"s3\""), ("$$hello", "$hello"), ("$size", "17"),
    ] {
      text = text.replacing(name, with: value)
    }
    text = text.replacing(/\$(uid|modseq|highest|hmodseq|uidnext)[a-z0-9_]*/, with: "41")
    return bytes(text.replacing(/\$([0-9])/) { "\($0.1)" })
  }
}

private func latin(_ bytes: some Sequence<UInt8>) -> String {
  var scalars = String.UnicodeScalarView()
  for byte in bytes { scalars.append(Unicode.Scalar(byte)) }
  return String(scalars)
}

private func bytes(_ text: String) -> [UInt8] {
  text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
}
