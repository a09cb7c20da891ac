/// Takes a DNS message apart, never beyond its end (RFC 1035, section 4.1).
struct DNSReader {
  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The next two bytes as a number.
  mutating func word() -> UInt16? {
    guard at + 2 <= bytes.count else { return nil }
    defer { at += 2 }
    return UInt16(bytes[at]) << 8 | UInt16(bytes[at + 1])
  }

  /// The next name. A pointer (section 4.1.4) must lead before everything read of this name so
  /// far, so that none leads in a circle.
  mutating func name() -> DNSName? {
    var labels: [[UInt8]] = []
    var (place, start, length) = (at, at, 1)
    var hasJumped = false
    while place < bytes.count {
      let count = Int(bytes[place])
      switch count & 0xC0 {
      case 0 where count == 0:
        if !hasJumped { at = place + 1 }
        return DNSName(labels: labels)
      case 0:
        let end = place + 1 + count
        length += count + 1
        guard end <= bytes.count, length <= 255 else { return nil }
        labels.append(bytes[(place + 1)..<end].map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 })
        place = end
      case 0xC0:
        guard place + 1 < bytes.count else { return nil }
        let target = (count & 0x3F) << 8 | Int(bytes[place + 1])
        guard target < start else { return nil }
        if !hasJumped { at = place + 2 }
        hasJumped = true
        (place, start) = (target, target)
      default: return nil
      }
    }
    return nil
  }
}

// MARK: - Records

extension DNSReader {
  /// One record of the answer's section (section 4.1.3).
  struct Entry {
    enum Content {
      case record(DNSRecord, DNSQuestion.Kind)
      case alias(String)
      case other
    }

    /// `nil` where it is no name that could be asked for.
    var owner: String?
    /// Of the class that is the Internet's.
    var isInternet: Bool
    var content: Content
  }

  /// The next record; `nil` where it does not end where it says.
  mutating func entry() -> Entry? {
    guard let owner = name(), let type = word(), let kind = word(), word() != nil, word() != nil,
      let length = word(), at + Int(length) <= bytes.count
    else { return nil }
    let end = at + Int(length)
    guard let content = content(type), at <= end else { return nil }
    if case .other = content { at = end }
    guard at == end else { return nil }
    return Entry(owner: owner.text, isInternet: kind == 1, content: content)
  }

  private mutating func content(_ type: UInt16) -> Entry.Content? {
    switch type {
    case 5:
      guard let name = name() else { return nil }
      return name.text.map { .alias($0) } ?? skipped
    case DNSQuestion.Kind.mx.rawValue:
      guard let preference = word(), let name = name() else { return nil }
      return name.text.map { .record(.mx(preference: preference, host: $0), .mx) } ?? skipped
    case DNSQuestion.Kind.srv.rawValue:
      guard let priority = word(), let weight = word(), let port = word(), let name = name() else {
        return nil
      }
      return name.text.map {
        .record(.srv(priority: priority, weight: weight, port: port, host: $0), .srv)
      } ?? skipped
    default: return .other
    }
  }

  /// A record whose name is no host's.
  private var skipped: Entry.Content { .other }
}
