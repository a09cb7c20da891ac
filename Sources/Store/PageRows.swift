internal import Foundation
internal import GRDB

/// One page of a b-tree, and the rows that can be read from it.
struct PageRows {
  /// What kind of page it is.
  enum Kind: UInt8 {
    case innerIndex = 2
    case innerTable = 5
    case index = 10
    case table = 13
  }

  /// A row: its number where the table has such, and its fields.
  struct Found {
    var number: Int64?
    var fields: [DatabaseValue]
  }

  /// Larger than any field that is kept, so that a damaged length cannot ask for all the memory.
  private static let mostBytes = 1 << 30

  let kind: Kind
  private let file: PageFile
  private let bytes: [UInt8]
  private let start: Int
  private let cells: [Int]

  /// Reads a page; `nil` where it is none of a b-tree, or not any more.
  init?(_ number: Int, of file: PageFile) {
    guard let bytes = file.bytes(of: number) else { return nil }
    let start = number == 1 ? 100 : 0
    guard let kind = Kind(rawValue: bytes[start]) else { return nil }
    let count = Int(bytes[start + 3]) << 8 | Int(bytes[start + 4])
    let head = start + (kind == .innerIndex || kind == .innerTable ? 12 : 8)
    guard head + 2 * count <= bytes.count else { return nil }
    self.kind = kind
    self.file = file
    self.bytes = bytes
    self.start = start
    cells = (0..<count).map { Int(bytes[head + 2 * $0]) << 8 | Int(bytes[head + 2 * $0 + 1]) }
  }

  /// The pages below it.
  var children: [Int] {
    guard kind == .innerIndex || kind == .innerTable else { return [] }
    return (cells + [start + 8]).compactMap { word(at: $0) }
  }

  /// Every row that can be read, and how many could not.
  var rows: (found: [Found], broken: Int) {
    guard kind != .innerTable else { return ([], 0) }
    let found = cells.compactMap(row)
    return (found, cells.count - found.count)
  }

  // MARK: - Cells

  private func word(at place: Int) -> Int? {
    guard place >= 0, place + 4 <= bytes.count else { return nil }
    return bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
  }

  private func row(at cell: Int) -> Found? {
    var place = cell + (kind == .innerIndex ? 4 : 0)
    guard let size = Self.number(bytes, &place), size >= 0, size < Self.mostBytes else {
      return nil
    }
    var number: Int64?
    if kind == .table {
      number = Self.number(bytes, &place)
      if number == nil { return nil }
    }
    guard let payload = payload(Int(size), at: place), let fields = Self.fields(payload) else {
      return nil
    }
    return Found(number: number, fields: fields)
  }

  /// A row's bytes, those on overflow pages among them (section 1.6 of the file format).
  private func payload(_ size: Int, at place: Int) -> [UInt8]? {
    let usable = PageFile.pageSize
    let most = kind == .table ? usable - 35 : (usable - 12) * 64 / 255 - 23
    var here = size
    if size > most {
      let least = (usable - 12) * 32 / 255 - 23
      here = least + (size - least) % (usable - 4)
      if here > most { here = least }
    }
    guard place + here <= bytes.count else { return nil }
    var payload = Array(bytes[place..<place + here])
    guard size > here else { return payload }
    guard var next = word(at: place + here) else { return nil }
    while payload.count < size {
      guard let page = file.bytes(of: next) else { return nil }
      payload += page[4..<min(4 + size - payload.count, usable)]
      next = page[0..<4].reduce(0) { $0 << 8 | Int($1) }
    }
    return payload
  }

  /// The fields of a record (section 2.1 of the file format); `nil` where it does not add up.
  private static func fields(_ record: [UInt8]) -> [DatabaseValue]? {
    var place = 0
    guard let head = number(record, &place), head >= place, head <= record.count else {
      return nil
    }
    var value = Int(head)
    var fields: [DatabaseValue] = []
    while place < head {
      guard let type = number(record, &place), place <= head, type >= 0 else { return nil }
      let size = type >= 12 ? Int(type - 12) / 2 : [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][Int(type)]
      guard size <= record.count - value, type != 10, type != 11 else { return nil }
      guard let field = field(type, record[value..<value + size]) else { return nil }
      fields.append(field)
      value += size
    }
    return value == record.count ? fields : nil
  }

  private static func field(_ type: Int64, _ bytes: ArraySlice<UInt8>) -> DatabaseValue? {
    switch type {
    case 0: return .null
    case 8: return Int64(0).databaseValue
    case 9: return Int64(1).databaseValue
    case 1...6:
      let isNegative = bytes.first.map { $0 >= 0x80 } ?? false
      return bytes.reduce(isNegative ? -1 : 0) { $0 << 8 | Int64($1) }.databaseValue
    case 7:
      return Double(bitPattern: bytes.reduce(0) { $0 << 8 | UInt64($1) }).databaseValue
    case _ where type.isMultiple(of: 2): return Data(bytes).databaseValue
    default: return String(validating: bytes, as: UTF8.self)?.databaseValue
    }
  }

  /// A number of one to nine bytes.
  private static func number(_ bytes: [UInt8], _ place: inout Int) -> Int64? {
    var value: UInt64 = 0
    for count in 1...9 {
      guard place >= 0, place < bytes.count else { return nil }
      let byte = bytes[place]
      place += 1
      if count == 9 { return Int64(bitPattern: value << 8 | UInt64(byte)) }
      value = value << 7 | UInt64(byte & 0x7F)
      if byte < 0x80 { break }
    }
    return Int64(bitPattern: value)
  }
}
