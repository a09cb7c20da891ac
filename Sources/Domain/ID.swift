/// An identifier that knows what it identifies: a UUIDv7 (RFC 9562, 5.7), minted anywhere.
package struct ID<Subject>: Hashable, Comparable, Sendable {
  /// The first eight bytes: milliseconds since 1970, version, twelve random bits.
  package let high: UInt64
  /// The last eight bytes: variant and 62 random bits.
  package let low: UInt64

  /// An identifier from its sixteen bytes, unchecked.
  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  package static func < (left: ID, right: ID) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}

/// Names a ticket, for ever.
package typealias TicketID = ID<Ticket>
/// Names a message.
package typealias MessageID = ID<Message>
/// Names a customer.
package typealias CustomerID = ID<Customer>
/// Names a reply on its way out.
package typealias ReplyID = ID<Reply>
/// Names one step of undo, however many tickets it touches.
package typealias UndoID = ID<Undo>

/// One step of undo, as an identifier's subject.
package enum Undo {}

// MARK: - As text

extension ID: CustomStringConvertible {
  /// The usual 36 characters, lower case.
  package var description: String {
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for half in [high, low] {
      for shift in stride(from: 60, through: 0, by: -4) {
        switch text.count {
        case 8, 13, 18, 23: text.append(UInt8(ascii: "-"))
        default: break
        }
        let digit = UInt8(half >> UInt64(shift) & 15)
        text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads the 36 characters; `nil` for anything else.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [8, 4, 4, 4, 12], text.allSatisfy({ $0 != "+" }),
      let high = UInt64(parts[0...2].joined(), radix: 16),
      let low = UInt64(parts[3...4].joined(), radix: 16)
    else { return nil }
    self.init(high: high, low: low)
  }
}

extension ID: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let id = ID(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not an identifier: \(text)")
    }
    self = id
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

// MARK: - Minting

/// Makes identifiers from a seed, so that chance comes in as a value (SplitMix64).
package struct Mint: Hashable, Sendable, RandomNumberGenerator {
  private var state: UInt64

  /// A mint that gives the same identifiers for the same seed and times.
  package init(seed: UInt64) {
    state = seed
  }

  /// The next 64 random bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A fresh identifier that sorts by `moment`.
  package mutating func id<Subject>(at moment: Instant) -> ID<Subject> {
    let time = UInt64(bitPattern: max(0, moment.milliseconds)) & 0xFFFF_FFFF_FFFF
    let high = time << 16 | 0x7000 | (next() & 0x0FFF)
    return ID(high: high, low: 0x8000_0000_0000_0000 | (next() >> 2))
  }
}
