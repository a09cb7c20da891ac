import Foundation

extension IMAPCommand {
  /// A command is text of our own, and strings that come from elsewhere.
  enum Part: Hashable, Sendable {
    case text(String)
    case literal([UInt8])

    /// A string from elsewhere: quoted where that is harmless, else a literal.
    static func string(_ text: String) throws(MailFault) -> Part {
      guard !text.utf8.contains(0) else {
        throw .unsayable(reason: "a NUL cannot be sent to an IMAP server")
      }
      let isHarmless =
        text.utf8.count <= 200
        && text.utf8.allSatisfy { 0x20...0x7E ~= $0 && $0 != 0x22 && $0 != 0x5C }
      return isHarmless ? .text("\"\(text)\"") : .literal(Array(text.utf8))
    }

    static func folder(_ name: String) throws(MailFault) -> Part {
      try string(ModifiedUTF7.encoded(name))
    }
  }

  /// The command's words after the tag.
  func parts(
    for capabilities: Set<String>, enabled: Set<String> = []
  ) throws(MailFault) -> [Part] {
    switch self {
    case .list:
      let isExtended = capabilities.isSuperset(of: ["SPECIAL-USE", "LIST-EXTENDED"])
      return [.text("LIST \"\" \"*\"" + (isExtended ? " RETURN (SPECIAL-USE)" : ""))]
    case .enableQResync:
      return [.text("ENABLE QRESYNC")]
    case .examine(let folder):
      let counts = capabilities.contains("CONDSTORE") ? " (CONDSTORE)" : ""
      return [.text("EXAMINE "), try .folder(folder), .text(counts)]
    case .select(let folder):
      return [.text("SELECT "), try .folder(folder)]
    case .mark(let set, let flag):
      return [.text("UID STORE \(set.text) +FLAGS.SILENT (\(flag))")]
    case .move(let set, let folder):
      return [.text("UID MOVE \(set.text) "), try .folder(folder)]
    case .copy(let set, let folder):
      return [.text("UID COPY \(set.text) "), try .folder(folder)]
    case .expunge(let set):
      return [.text("UID EXPUNGE \(set.text)")]
    case .create(let folder):
      return [.text("CREATE "), try .folder(folder)]
    case .fetchChanged(let set, let since):
      let vanished = enabled.contains("QRESYNC") ? " VANISHED" : ""
      let items = Items.flags.rawValue
      return [.text("UID FETCH \(set.text) \(items) (CHANGEDSINCE \(since)\(vanished))")]
    case .searchAll(let set):
      let short = capabilities.contains("ESEARCH") ? "RETURN (ALL) " : ""
      return [.text("UID SEARCH \(short)UID \(set.text)")]
    case .fetch(let set, .whole) where capabilities.contains("X-GM-EXT-1"):
      return [.text("UID FETCH \(set.text) (X-GM-LABELS \(Items.whole.rawValue.dropFirst())")]
    case .fetch(let set, let items):
      return [.text("UID FETCH \(set.text) \(items.rawValue)")]
    case .fetchLast:
      return [.text("UID FETCH * \(Items.sizes.rawValue)")]
    case .search(let field, let value):
      return [.text("UID SEARCH HEADER "), try .string(field), .text(" "), try .string(value)]
    case .idle:
      return [.text("IDLE")]
    case .append(let folder, let receivedAt, let bytes):
      let date = receivedAt.map { " \"\(IMAPDate.text($0))\"" } ?? ""
      return [
        .text("APPEND "), try .folder(folder), .text(" (\\Seen)\(date) "), .literal(bytes),
      ]
    case .noop:
      return [.text("NOOP")]
    case .logout:
      return [.text("LOGOUT")]
    }
  }
}
