/// What came back for a question, read with suspicion: anybody may send a datagram.
package enum DNSReply: Hashable, Sendable {
  /// The records; none where the name or its records do not exist.
  case records([DNSRecord])
  /// There is more than fits into a datagram; ask again over TCP (RFC 7766, section 5).
  case truncated
  /// The server cannot or will not say; another one may.
  case refused(code: UInt8)
  /// It answers the question, but cannot be read.
  case broken
  /// It answers another question, or none; the true answer may still come (RFC 5452, section 9.1).
  case foreign

  /// Records beyond this many are not read.
  private static let limit = 64

  /// Reads a message as the answer to `question` that was asked as `id`.
  package init(_ bytes: [UInt8], to question: DNSQuestion, id: UInt16) {
    var reader = DNSReader(bytes)
    guard reader.word() == id, let flags = reader.word(), flags & 0xF800 == 0x8000,
      reader.word() == 1, let count = reader.word(), reader.word() != nil, reader.word() != nil,
      reader.name()?.text == question.name, reader.word() == question.kind.rawValue,
      reader.word() == 1
    else {
      self = .foreign
      return
    }
    let code = UInt8(flags & 0xF)
    guard flags & 0x0200 == 0 else {
      self = .truncated
      return
    }
    switch code {
    case 0:
      let records = Self.records(&reader, count: Int(count), question)
      self = records.map { .records($0) } ?? .broken
    case 3: self = .records([])
    default: self = .refused(code: code)
    }
  }

  /// The answers to `question`, aliases followed (RFC 1034, section 3.6.2); `nil` where one of the
  /// records cannot be read.
  private static func records(
    _ reader: inout DNSReader, count: Int, _ question: DNSQuestion
  ) -> [DNSRecord]? {
    var found: [(owner: String, record: DNSRecord)] = []
    var aliases: [String: String] = [:]
    for _ in 0..<min(count, limit) {
      guard let entry = reader.entry() else { return nil }
      guard entry.isInternet, let owner = entry.owner else { continue }
      switch entry.content {
      case .alias(let name): aliases[owner] = name
      case .record(let record, question.kind): found.append((owner, record))
      case .record, .other: break
      }
    }
    var name = question.name
    for _ in 0..<8 {
      let records = found.filter { $0.owner == name }.map(\.record)
      guard records.isEmpty, let next = aliases[name] else { return records }
      name = next
    }
    return []
  }
}

/// A name as labels, in lower case.
struct DNSName {
  var labels: [[UInt8]]

  /// Letters, digits, hyphen and underscore: all that names of hosts and services are made of
  /// (RFC 952, RFC 2782), and the dot between them.
  static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
    default: false
    }
  }

  /// With dots; empty for the root, `nil` where a label holds what could be taken for something
  /// else, such as a dot of its own.
  var text: String? {
    guard labels.joined().allSatisfy({ Self.isPlain($0) && $0 != 0x2E }) else { return nil }
    return String(decoding: Array(labels.joined(separator: [0x2E])), as: UTF8.self)
  }
}
