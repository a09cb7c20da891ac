internal import CZstd
internal import Domain
internal import Foundation
internal import GRDB
internal import Seal

/// Bytes kept exactly as they came, each once, in tables of their own; read only when asked for.
enum RawRows {
  /// Bytes made ready before the transaction, so that nobody waits for the packing. Large ones are
  /// packed piece by piece as they are written: they are never whole in memory.
  struct Packed: Sendable {
    var hash: Data
    var size: Int
    var codec: Codec
    var bytes = Data()
    var large: RawBytes?
    /// Where files stand that are not in `bytes`, and those files.
    var places: [RawParts.Place] = []
    var parts: [Packed] = []
  }

  /// How bytes lie in a row.
  enum Codec: Int, Sendable, DatabaseValueConvertible {
    case plain = 0
    case zstd = 1
    /// In rows of `raw_piece`.
    case pieces = 2
    /// zstd, without the files that rows of `raw_part` name.
    case parted = 3
  }

  /// Bytes came under a hash that is not theirs.
  struct WrongHash: Error {
    var hash: String
  }

  /// What has more bytes lies in pieces of so many.
  static let pieceBytes = 1 << 20
  /// A size beyond it is damage: no mail is larger.
  private static let mostBytes = 1 << 30

  /// Packs bytes; throws where their hash is not theirs.
  static func pack(_ raw: RawBytes) throws -> Packed {
    guard let hash = Data(hex: raw.sha256) else { throw WrongHash(hash: raw.sha256) }
    guard raw.count <= pieceBytes else {
      return Packed(hash: hash, size: raw.count, codec: .pieces, large: raw)
    }
    let contents = raw.contents
    guard raw.isHashed || Data(Digest.sha256(contents).bytes) == hash else {
      throw WrongHash(hash: raw.sha256)
    }
    let (codec, bytes) = packed(contents)
    return Packed(hash: hash, size: contents.count, codec: codec, bytes: bytes)
  }

  /// Packs a mail and its files, each of them once; throws where a hash is not theirs.
  static func pack(_ mail: RawBytes, files: [RawBytes]) throws -> [Packed] {
    let parts = try files.map(pack)
    guard mail.isHashed, !files.isEmpty, let hash = Data(hex: mail.sha256) else {
      return try [pack(mail)] + parts
    }
    let contents = mail.contents
    return try contents.withUnsafeBytes { bytes in
      let places = RawParts.places(of: files, in: bytes)
      let rest = places.isEmpty ? Data() : RawParts.rest(of: bytes, without: places)
      guard !places.isEmpty, rest.count <= pieceBytes, let small = compressed(rest) else {
        return try [pack(mail)] + parts
      }
      let named = Set(places.map(\.part))
      let whole = Packed(
        hash: hash, size: contents.count, codec: .parted, bytes: small, places: places,
        parts: parts.filter { named.contains($0.hash) })
      return [whole] + parts
    }
  }

  /// Keeps bytes, once; throws where the hash of large ones is not theirs.
  static func keep(_ packed: Packed, in db: Database) throws {
    // Arguments that are given along are not copied.
    try db.cachedStatement(
      sql: "INSERT OR IGNORE INTO raw (hash, size, codec, bytes) VALUES (?, ?, ?, ?)"
    ).execute(arguments: [packed.hash, packed.size, packed.codec, packed.bytes])
    guard db.changesCount > 0 else { return }
    if let large = packed.large { try keepPieces(of: large, under: packed.hash, in: db) }
    try RawParts.keep(packed.places, of: packed.hash, in: db)
    // Nothing that stands in a mail depends on who else keeps it.
    for part in packed.parts { try keep(part, in: db) }
  }

  /// The bytes under a hash, checked against it; `nil` where there are none.
  static func bytes(sha256 hex: String, in db: Database) throws -> Data? {
    guard let hash = Data(hex: hex) else { return nil }
    let statement = try db.cachedStatement(
      sql: "SELECT hash, size, codec, bytes FROM raw WHERE hash = ?")
    guard let row = try Row.fetchOne(statement, arguments: [hash]) else { return nil }
    var bytes = Data(capacity: min(max(0, row[1]), mostBytes))
    try unpack(row, in: db) { bytes.append($0) }
    return bytes
  }

  /// How many bytes are kept, and the hashes of those that no longer have theirs.
  static func check(in db: Database) throws -> (kept: Int, broken: [String]) {
    var kept = 0
    var broken: [String] = []
    let rows = try Row.fetchCursor(db, sql: "SELECT hash, size, codec, bytes FROM raw")
    while let row = try rows.next() {
      kept += 1
      do {
        try unpack(row, in: db) { _ in }
      } catch is Unreadable {
        broken.append(Spelling.hex(row[0] as Data))
      }
    }
    return (kept, broken)
  }
}

// MARK: - Pieces

extension RawRows {
  private static func keepPieces(of raw: RawBytes, under hash: Data, in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: "INSERT INTO raw_piece (hash, place, size, codec, bytes) VALUES (?, ?, ?, ?, ?)")
    // Nobody looks at them again soon.
    try Connection.keepAtHand(2, in: db)
    defer { try? Connection.keepAtHand(Connection.usualMiB, in: db) }
    var running = RunningDigest()
    var piece = Data(capacity: pieceBytes)
    var place = 0
    func write() throws {
      let (codec, bytes) = packed(piece)
      try statement.execute(arguments: [hash, place, piece.count, codec, bytes])
      running.add(piece)
      piece.removeAll(keepingCapacity: true)
      place += 1
    }
    try raw.eachPiece { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let part = rest.prefix(pieceBytes - piece.count)
        piece.append(contentsOf: UnsafeRawBufferPointer(rebasing: part))
        rest = rest.dropFirst(part.count)
        if piece.count == pieceBytes { try write() }
      }
    }
    if !piece.isEmpty { try write() }
    guard Data(running.digest.bytes) == hash else { throw WrongHash(hash: raw.sha256) }
  }

  /// Hands out the bytes of a row, in order, and then throws `Unreadable` where they are not those
  /// of its hash.
  private static func unpack(
    _ row: Row, in db: Database, _ take: (Data) throws -> Void
  ) throws {
    let hash: Data = row[0]
    var running = RunningDigest()
    func hand(_ bytes: Data?) throws {
      guard let bytes else { throw Unreadable(what: "the bytes under \(Spelling.hex(hash))") }
      running.add(bytes)
      try take(bytes)
    }
    if row[2] == Codec.parted {
      let places = try RawParts.places(of: hash, in: db)
      let size = (row[1] as Int) - places.reduce(0) { $0 + $1.range.count }
      try join(unpacked(row[3], size: size, codec: Codec.zstd.rawValue), places, in: db, hand)
    } else if row[2] == Codec.pieces {
      let pieces = try Row.fetchCursor(
        db, sql: "SELECT size, codec, bytes FROM raw_piece WHERE hash = ? ORDER BY place",
        arguments: [hash])
      while let piece = try pieces.next() {
        try hand(unpacked(piece[2], size: piece[0], codec: piece[1]))
      }
    } else {
      try hand(unpacked(row[3], size: row[1], codec: row[2]))
    }
    if Data(running.digest.bytes) != hash { try hand(nil) }
  }
}

// MARK: - Parts

extension RawRows {
  /// Puts files back where they stood.
  private static func join(
    _ rest: Data?, _ places: [RawParts.Place], in db: Database, _ hand: (Data?) throws -> Void
  ) throws {
    guard let rest else { return try hand(nil) }
    var (at, left) = (0, rest[...])
    for place in places {
      let before = place.range.lowerBound - at
      guard 0...left.count ~= before else { return try hand(nil) }
      try hand(Data(left.prefix(before)))
      left = left.dropFirst(before)
      at = place.range.upperBound
      try write(place, in: db, hand)
    }
    try hand(Data(left))
  }

  private static func write(
    _ place: RawParts.Place, in db: Database, _ hand: (Data?) throws -> Void
  ) throws {
    let file = try Row.fetchOne(
      db, sql: "SELECT hash, size, codec, bytes FROM raw WHERE hash = ?", arguments: [place.part])
    guard let file else { return try hand(nil) }
    var lines = Base64Lines(width: place.width, lineBreak: place.lineBreak)
    var text: [UInt8] = []
    try unpack(file, in: db) { bytes in
      bytes.withUnsafeBytes { lines.add($0, to: &text) }
      try hand(Data(text))
      text.removeAll(keepingCapacity: true)
    }
    lines.end(to: &text)
    try hand(Data(text))
  }
}

// MARK: - Packing

extension RawRows {
  private static func packed(_ bytes: Data) -> (codec: Codec, bytes: Data) {
    guard bytes.count > 128, let small = compressed(bytes), small.count < bytes.count else {
      return (.plain, bytes)
    }
    return (.zstd, small)
  }

  /// `nil` where they are damaged, or packed in a way that this version does not know.
  private static func unpacked(_ bytes: Data, size: Int, codec: Int) -> Data? {
    switch Codec(rawValue: codec) {
    case .plain: bytes.count == size ? bytes : nil
    case .zstd: decompressed(bytes, size: size)
    case .pieces, .parted, nil: nil
    }
  }

  private static func compressed(_ bytes: Data) -> Data? {
    var room = Data(count: czstd_bound(bytes.count))
    let written = room.withUnsafeMutableBytes { into in
      bytes.withUnsafeBytes {
        czstd_compress(into.baseAddress, into.count, $0.baseAddress, $0.count, 1)
      }
    }
    return written > 0 ? room.prefix(written) : nil
  }

  private static func decompressed(_ bytes: Data, size: Int) -> Data? {
    guard 0...mostBytes ~= size else { return nil }
    var room = Data(count: size)
    let isDone = room.withUnsafeMutableBytes { into in
      bytes.withUnsafeBytes {
        czstd_decompress(into.baseAddress, into.count, $0.baseAddress, $0.count)
      }
    }
    return isDone == 1 ? room : nil
  }
}
