package import Foundation

/// One whole response of an IMAP server (RFC 3501, section 7), read and checked.
package enum IMAPResponse: Hashable, Sendable {
  /// The end of the command with this tag.
  case tagged(String, IMAPStatus)
  /// News of the server's own: a greeting, a warning, a code such as UIDVALIDITY.
  case untagged(IMAPStatus)
  /// The server waits for more of our command.
  case continuation(String)
  /// An answer's contents, or something that changed by itself.
  case data(IMAPDatum)
}

/// OK, NO and their like, with what they say.
package struct IMAPStatus: Hashable, Sendable {
  /// The five words.
  package enum Kind: String, Hashable, Sendable {
    case ok = "OK"
    case no = "NO"
    case bad = "BAD"
    case preauth = "PREAUTH"
    case bye = "BYE"
  }

  /// The word itself.
  package var kind: Kind
  /// What stands in brackets, for programs.
  package var code: IMAPCode?
  /// The rest, for people; control characters are replaced.
  package var text: String

  /// A status from its parts.
  package init(_ kind: Kind, _ code: IMAPCode? = nil, _ text: String = "") {
    self.kind = kind
    self.code = code
    self.text = text
  }
}

/// What a status says to programs (RFC 3501, section 7.1, and its extensions).
package enum IMAPCode: Hashable, Sendable {
  /// What the server can do, in capitals.
  case capability(Set<String>)
  /// The number that changes when all UIDs of the folder become meaningless.
  case uidValidity(UInt32)
  /// The UID that the next mail will get, as far as the server knows.
  case uidNext(UInt32)
  /// The folder's change counter (RFC 7162).
  case highestModSeq(UInt64)
  /// Where an appended mail went: UIDVALIDITY and UIDs (RFC 4315).
  case appendUID(UInt32, IMAPSet)
  /// Any other code: its name in capitals.
  case other(String)
}

/// What an untagged response brings.
package enum IMAPDatum: Hashable, Sendable {
  /// What the server can do, in capitals.
  case capability(Set<String>)
  /// One folder of a list.
  case folder(IMAPFolder)
  /// The numbers that a search found.
  case search([UInt32])
  /// What an extended search found (RFC 4731).
  case found(IMAPFound)
  /// The flags that the folder knows.
  case flags([String])
  /// How many mails the folder holds now.
  case exists(UInt32)
  /// How many of them are new to the server.
  case recent(UInt32)
  /// The mail with this number, counted from 1, is gone.
  case expunge(UInt32)
  /// These UIDs are gone; `earlier` when they had gone before we asked (RFC 7162).
  case vanished(IMAPSet, earlier: Bool)
  /// Something about one mail.
  case message(IMAPMessage)
  /// Extensions that are on now, in capitals.
  case enabled(Set<String>)
  /// Something that we do not read: its name in capitals.
  case other(String)
}

/// A folder as LIST tells it.
package struct IMAPFolder: Hashable, Sendable {
  /// Its name as people read it, decoded from modified UTF-7; never use it as a path.
  package var name: String
  /// What separates the levels of its name; `nil` where there are none.
  package var separator: Character?
  /// `\Sent`, `\Noselect` and the like, in lower case.
  package var attributes: Set<String>

  /// A folder from its parts.
  package init(name: String, separator: Character? = nil, attributes: Set<String> = []) {
    self.name = name
    self.separator = separator
    self.attributes = attributes
  }

  /// Whether it can be opened at all.
  package var isSelectable: Bool {
    attributes.isDisjoint(with: ["\\noselect", "\\nonexistent"])
  }
}

/// What an extended search found; fields that were not asked for are `nil`.
package struct IMAPFound: Hashable, Sendable {
  /// The tag of the search.
  package var tag: String?
  /// The numbers are UIDs.
  package var isUID = false
  /// The lowest.
  package var min: UInt32?
  /// The highest.
  package var max: UInt32?
  /// How many.
  package var count: UInt32?
  /// All of them.
  package var all: IMAPSet?

  /// Nothing found.
  package init() {}
}

/// What FETCH tells of one mail; fields that were not asked for are `nil`.
package struct IMAPMessage: Hashable, Sendable {
  /// Its place in the folder, from 1; changes whenever an earlier mail goes.
  package var number: UInt32
  /// Its lasting number; never 0.
  package var uid: UInt32?
  /// Its flags as the server spells them.
  package var flags: [String]?
  /// What Gmail files it under (X-GM-LABELS); its own begin with `\`, such as `\Sent`.
  package var labels: [String]?
  /// When the server received it (INTERNALDATE).
  package var receivedAt: Date?
  /// Its size in bytes, as the server counts.
  package var size: UInt32?
  /// Its change counter (RFC 7162).
  package var modSeq: UInt64?
  /// All its bytes, exactly.
  package var body: Data?
  /// Other sections, by their name between the brackets, such as `HEADER`.
  package var sections: [String: [UInt8]] = [:]

  /// A mail of which only the place is known.
  package init(number: UInt32) { self.number = number }
}
