/// Where a mail lies on its server, and what the server says of it.
package struct ServerPlace: Hashable, Sendable, Codable {
  /// The folder's name.
  package var folder: String
  /// The folder's UIDVALIDITY (RFC 3501, section 2.3.1.1).
  package var validity: UInt32
  /// The mail's UID in it.
  package var uid: UInt32
  /// Its flags and keywords as the server spells them, in order.
  package var flags: [String]

  /// A place.
  package init(folder: String, validity: UInt32, uid: UInt32, flags: [String] = []) {
    self.folder = folder
    self.validity = validity
    self.uid = uid
    self.flags = flags.sorted()
  }

  /// What the ledger calls it.
  package var source: String { "\(folder)/\(validity)/\(uid)" }
}

/// A mail as its server has it, as far as we know.
package struct ServerMail: Hashable, Sendable {
  /// The account that reads the server.
  package var account: AccountName
  /// Where it lies, or lay.
  package var place: ServerPlace
  /// SHA-256 of its bytes, in hex.
  package var raw: String
  /// It is still there.
  package var isThere: Bool

  /// A mail on a server.
  package init(account: AccountName, place: ServerPlace, raw: String, isThere: Bool = true) {
    self.account = account
    self.place = place
    self.raw = raw
    self.isThere = isThere
  }
}

/// What a server says of mails in one folder that were fetched earlier: other flags, or gone.
///
/// It says nothing of mails that it does not name. Mails under another UIDVALIDITY of the folder
/// are gone, for nobody can name them any more.
package struct FolderNews: Hashable, Sendable {
  /// The folder's name.
  package var folder: String
  /// Its UIDVALIDITY.
  package var validity: UInt32
  /// Which UIDs bear exactly these flags now; the flags in order.
  package var flags: [[String]: [ClosedRange<UInt32>]]
  /// Which UIDs are not there any more.
  package var gone: [ClosedRange<UInt32>]

  /// News of a folder.
  package init(
    folder: String, validity: UInt32, flags: [[String]: [ClosedRange<UInt32>]] = [:],
    gone: [ClosedRange<UInt32>] = []
  ) {
    self.folder = folder
    self.validity = validity
    self.flags = flags
    self.gone = gone
  }
}

/// Something that an account's owner wants done on the server because of what happened here.
package struct ServerErrand: Hashable, Sendable {
  /// What is to be done.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// It is marked as answered: a reply has left since it came.
    case answered
    /// It is marked as read: its ticket is solved.
    case seen
    /// It is moved into the folder for what is done: its ticket is solved.
    case archived
  }

  /// The mail.
  package var mail: ServerMail
  /// What is to be done.
  package var kind: Kind
  /// Its Message-ID without angle brackets, where it has one: what it is known by.
  package var externalID: String?
  /// How many bytes it has.
  package var size: Int

  /// An errand.
  package init(mail: ServerMail, kind: Kind, externalID: String?, size: Int) {
    self.mail = mail
    self.kind = kind
    self.externalID = externalID
    self.size = size
  }
}
