/// The text of a mail as a person reads it.
package enum BodyText {
  /// A mail's words taken apart: what is new, what is quoted, how the writer signs.
  package struct Split: Hashable, Sendable {
    /// The new words, without quotes and signature.
    package var visible: String
    /// What was quoted from earlier mails, their introductions included; empty where nothing was.
    package var quoted: String
    /// The signature, without its separator; empty where none was found.
    package var signature: String
  }

  /// The text of `html`: links, lists, tables and quotes as plain text; never follows a link.
  package static func text(fromHTML html: String) -> String {
    HTMLText.text(of: html)
  }

  /// Joins the soft line breaks of `text` (format=flowed, RFC 3676).
  package static func unflowed(_ text: String, deletingSpaces: Bool = false) -> String {
    var out: [String] = []
    var depth = 0
    var isOpen = false
    for line in lines(text) {
      let marks = line.prefix { $0 == ">" }
      var words = line.dropFirst(marks.count)
      if words.hasPrefix(" ") { words.removeFirst() }
      let isSeparator = words == "-- "
      if isOpen, marks.count == depth, !isSeparator, let last = out.indices.last {
        out[last] += words
      } else {
        out.append(marks.isEmpty ? String(words) : "\(marks) \(words)")
      }
      isOpen = words.hasSuffix(" ") && !isSeparator
      depth = marks.count
      if isOpen, deletingSpaces, let last = out.indices.last { out[last].removeLast() }
    }
    return out.joined(separator: "\n")
  }

  /// Takes `text` apart into new words, quoted words and signature, in linear time.
  package static func split(_ text: String) -> Split {
    ReplySplit.split(text)
  }
}
