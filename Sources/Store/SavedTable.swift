internal import Foundation
internal import GRDB

/// A table whose rows are looked for in a damaged file, and how its rows are known where the way to
/// their page is lost.
struct SavedTable: Sendable {
  /// What a field must be.
  enum Field: Sendable {
    /// The row's number, which stands outside the record.
    case row
    case whole
    /// Milliseconds since 1970, of this century.
    case moment
    case text
    /// One of these words.
    case word(Set<String>)
    /// JSON, an object.
    case object
    case blob
    /// An identifier, sixteen bytes.
    case id
    /// SHA-256.
    case hash
    indirect case maybe(Field)
  }

  /// Its name.
  var name: String
  /// Its columns in their order, each with what must stand in it.
  var columns: [(name: String, field: Field)]
  /// Its rows have no numbers: they lie in a b-tree like an index.
  var isKeyed = false
  /// Derived: not put back, but told apart, for what the log has lost may be seen in it.
  var isHint = false

  /// Whether a row may be one of this table's.
  func fits(_ found: PageRows.Found) -> Bool {
    (found.number == nil) == isKeyed && found.fields.count == columns.count
      && zip(columns, found.fields).allSatisfy { $0.field.fits($1) }
  }

  /// The row's values in the order of the columns.
  func values(of found: PageRows.Found) -> [DatabaseValue] {
    zip(columns, found.fields).map { column, value in
      if case .row = column.field { return found.number?.databaseValue ?? value }
      return value
    }
  }
}

extension SavedTable.Field {
  fileprivate func fits(_ value: DatabaseValue) -> Bool {
    switch (self, value.storage) {
    case (.row, .null), (.whole, .int64), (.text, .string), (.blob, .blob): true
    case (.moment, .int64(let number)): (946_684_800_000..<4_102_444_800_000).contains(number)
    case (.word(let words), .string(let text)): words.contains(text)
    case (.object, .string(let text)): text.hasPrefix("{")
    case (.id, .blob(let bytes)): bytes.count == 16
    case (.hash, .blob(let bytes)): bytes.count == 32
    case (.maybe, .null): true
    case (.maybe(let field), _): field.fits(value)
    default: false
    }
  }
}

extension SavedTable {
  /// Those that hold the truth and the facts, and some that are only told apart from them; what two
  /// of them fit is the first one's.
  static let all: [SavedTable] = [
    SavedTable(
      name: "house", columns: [("key", .word(House.keys)), ("value", .blob)], isKeyed: true),
    SavedTable(
      name: "content", columns: [("id", .id), ("hash", .maybe(.id)), ("bytes", .blob)]),
    SavedTable(
      name: "event",
      columns: [
        ("seq", .row), ("id", .id), ("occurred_at", .whole), ("recorded_at", .whole),
        ("ticket_id", .id), ("actor_kind", .text), ("actor_id", .maybe(.text)), ("type", .text),
        ("cause_seq", .maybe(.whole)), ("root_seq", .whole), ("undo_id", .maybe(.id)),
        ("origin", .id), ("payload", .object), ("inverse", .maybe(.text)), ("hash", .hash),
      ]),
    SavedTable(
      name: "raw",
      columns: [("hash", .hash), ("size", .whole), ("codec", .whole), ("bytes", .blob)]
    ),
    SavedTable(
      name: "raw_piece",
      columns: [
        ("hash", .hash), ("place", .whole), ("size", .whole), ("codec", .whole), ("bytes", .blob),
      ]),
    SavedTable(
      name: "raw_part",
      columns: [
        ("whole", .hash), ("place", .whole), ("part", .hash), ("start", .whole),
        ("length", .whole), ("width", .whole), ("line_break", .text),
      ], isKeyed: true),
    SavedTable(
      name: "customer", columns: [("row", .row), ("id", .id), ("name", .text), ("since", .whole)]),
    SavedTable(
      name: "identity", columns: [("channel", .text), ("address", .text), ("customer_id", .id)],
      isKeyed: true),
    SavedTable(
      name: "order_cache",
      columns: [
        ("row", .row), ("channel", .text), ("number", .text), ("number_key", .text),
        ("email", .text), ("phone", .text), ("total", .whole), ("currency", .text),
        ("state", .text), ("created_at", .whole), ("as_of", .whole), ("body", .object),
      ]),
    SavedTable(
      name: "contact_cache",
      columns: [("account", .text), ("address", .text), ("as_of", .moment), ("body", .object)],
      isKeyed: true),
    SavedTable(
      name: "list_news",
      columns: [
        ("account", .text), ("ticket_id", .id), ("is_open", .whole), ("step", .whole),
        ("is_done", .whole), ("event", .whole),
      ], isKeyed: true),
    SavedTable(
      name: "account_state", columns: [("account", .text), ("body", .object)], isKeyed: true),
    SavedTable(name: "cursor", columns: [("account", .text), ("text", .text)], isKeyed: true),
    SavedTable(
      name: "draft",
      columns: [("ticket_id", .id), ("agent", .text), ("saved_at", .whole), ("body", .object)],
      isKeyed: true),
    SavedTable(
      name: "send_lease", columns: [("reply_id", .id), ("holder", .text), ("until", .moment)],
      isKeyed: true, isHint: true),
    SavedTable(
      name: "read_mark", columns: [("ticket_id", .id), ("agent", .text), ("seq", .whole)],
      isKeyed: true),
    SavedTable(
      name: "ledger",
      columns: [
        ("account", .text), ("source", .text), ("fate", .text), ("external_id", .maybe(.text)),
        ("raw", .maybe(.hash)), ("reason", .text), ("at", .whole),
      ], isKeyed: true),
    SavedTable(
      name: "undo_step",
      columns: [
        ("position", .row), ("id", .id), ("agent", .text), ("at", .whole), ("what", .text),
        ("tickets", .whole), ("first_seq", .whole), ("last_seq", .whole), ("is_undone", .whole),
        ("is_final", .whole), ("undone_rank", .whole), ("undone_after", .whole),
      ]),
    SavedTable(
      name: "server_mail",
      columns: [
        ("account", .text), ("folder", .text), ("validity", .whole), ("uid", .whole),
        ("raw", .hash), ("flags", .text), ("is_there", .whole), ("done", .whole),
      ], isKeyed: true),
    SavedTable(name: "tombstone", columns: [("mark", .id), ("at", .moment)], isKeyed: true),
    SavedTable(name: "kept_copy", columns: [("path", .text), ("at", .moment)], isKeyed: true),
    hint(
      "ticket",
      [
        ("row", .row), ("id", .id), ("number", .whole), ("channel", .text), ("account", .text),
        ("customer_id", .maybe(.id)), ("subject", .text), ("status", .text), ("priority", .whole),
        ("assignee", .maybe(.text)), ("created_at", .whole), ("last_message_at", .whole),
        ("updated_at", .whole), ("message_count", .whole), ("waiting_since", .maybe(.whole)),
        ("snoozed_until", .maybe(.whole)), ("is_spam", .whole), ("is_quarantined", .whole),
        ("trashed_at", .maybe(.whole)), ("is_undelivered", .whole), ("reopen_count", .whole),
        ("follow_up_of", .maybe(.id)), ("may_belong_to", .maybe(.id)), ("last_event", .whole),
      ]),
    hint(
      "message",
      [
        ("row", .row), ("id", .id), ("ticket", .whole), ("seq", .whole), ("direction", .text),
        ("kind", .text), ("account", .text), ("external_id", .maybe(.text)),
        ("raw", .maybe(.hash)), ("words", .blob), ("received_at", .whole), ("is_reply", .whole),
        ("content_id", .id),
      ]),
  ]

  private static func hint(_ name: String, _ columns: [(String, Field)]) -> SavedTable {
    SavedTable(name: name, columns: columns.map { (name: $0.0, field: $0.1) }, isHint: true)
  }
}
