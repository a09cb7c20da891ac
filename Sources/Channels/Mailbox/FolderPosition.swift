import ChannelKit
import Domain

/// How far a folder has been read: everything up to a UID, as long as UIDVALIDITY stays the same.
struct FolderPosition: Hashable, Sendable, Codable {
  /// The folder's UIDVALIDITY; when the server tells another one, all is read again.
  var validity: UInt32
  /// The highest UID that has been read, or found missing.
  var uid: UInt32
  /// How far the folder's changes are known (RFC 7162); `nil` where the server counts none, or
  /// nobody has asked yet.
  var modSeq: UInt64?
  /// Mails up to there that are there but were not handed out; they are asked for again.
  var withheld: [UInt32]?
}

/// The cursor of a mailbox: a position for each folder.
struct FolderPositions: Hashable, Sendable {
  private var positions: [String: FolderPosition]

  /// Reads a cursor; nothing has been read where there is none.
  init(_ cursor: Cursor?) throws(ChannelError) {
    guard let cursor else {
      positions = [:]
      return
    }
    guard let positions = cursor.kept(as: [String: FolderPosition].self) else {
      throw .unreadable(excerpt: "the mailbox's cursor: \(cursor.text.prefix(80))")
    }
    self.positions = positions
  }

  /// How many folders have been read.
  var count: Int { positions.count }

  /// The position in one folder.
  subscript(folder: String) -> FolderPosition? {
    get { positions[folder] }
    set { positions[folder] = newValue }
  }

  /// As it is kept: JSON, its keys sorted.
  var cursor: Cursor { Cursor(keeping: positions) }
}
