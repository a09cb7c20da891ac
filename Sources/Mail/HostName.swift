import Foundation

/// Names of hosts as people read them and as servers spell them (RFC 5890, RFC 3492).
package enum HostName {
  /// `name` in ASCII, labels with other letters as `xn--…`; `nil` where it can be no host's name.
  package static func ascii(_ name: String) -> String? {
    if name.hasPrefix("["), name.hasSuffix("]") { return isLiteral(name) ? name : nil }
    var labels: [String] = []
    let isPlain = name.utf8.allSatisfy { $0 < 0x80 }
    let spelt = (isPlain ? name : name.precomposedStringWithCompatibilityMapping).lowercased()
    for label in spelt.split(separator: ".", omittingEmptySubsequences: false) {
      let isASCII = label.utf8.allSatisfy { $0 < 0x80 }
      guard let plain = isASCII ? String(label) : encoded(label), isLabel(plain) else { return nil }
      labels.append(plain)
    }
    let ascii = labels.joined(separator: ".")
    return ascii.isEmpty || ascii.utf8.count > 253 ? nil : ascii
  }

  /// `name` as people read it: labels spelt `xn--…` decoded. A label that spells nothing, or could
  /// have been spelt otherwise, stays as it is.
  package static func unicode(_ name: String) -> String {
    guard name.utf8.count <= 1000, name.range(of: "xn--", options: .caseInsensitive) != nil else {
      return name
    }
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    return labels.map { decoded($0) ?? String($0) }.joined(separator: ".")
  }

  /// An address, and behind it its domain in the other spelling where it has two.
  package static func bothSpellings(_ address: String) -> String {
    guard let at = address.lastIndex(of: "@"), at < address.endIndex else { return address }
    let domain = String(address[address.index(after: at)...])
    let read = unicode(domain)
    let other = read == domain ? ascii(domain) ?? domain : read
    return other.lowercased() == domain.lowercased() ? address : "\(address) (\(other))"
  }

  private static func decoded(_ label: Substring) -> String? {
    let spelt = label.lowercased()
    guard spelt.hasPrefix("xn--"), spelt.utf8.count <= 63,
      let points = Punycode.decode(spelt.dropFirst(4)), points.contains(where: { $0 >= 0x80 })
    else { return nil }
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: points.compactMap { Unicode.Scalar($0) })
    let label = String(scalars)
    return encoded(label[...]) == spelt ? label : nil
  }

  /// An address in brackets, such as `[192.0.2.1]`.
  private static func isLiteral(_ name: String) -> Bool {
    let inside = name.dropFirst().dropLast().utf8
    return !inside.isEmpty && inside.count <= 50
      && inside.allSatisfy { Hex.value($0) != nil || ".:IPv".utf8.contains($0) }
  }

  private static func isLabel(_ label: String) -> Bool {
    !label.isEmpty && label.utf8.count <= 63 && !label.hasPrefix("-") && !label.hasSuffix("-")
      && label.utf8.allSatisfy {
        0x30...0x39 ~= $0 || 0x41...0x5A ~= $0 || 0x61...0x7A ~= $0 || $0 == 0x2D || $0 == 0x5F
      }
  }

  private static func encoded(_ label: Substring) -> String? {
    let scalars = label.unicodeScalars
    guard scalars.count < 60, scalars.allSatisfy({ $0.properties.isAlphabetic || isInner($0) })
    else { return nil }
    return "xn--\(Punycode.encode(scalars.map(\.value)))"
  }

  private static func isInner(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .decimalNumber, .nonspacingMark, .spacingMark, .otherLetter, .modifierLetter: true
    default: scalar == "-" || scalar.properties.isEmoji && scalar.value > 0xFF
    }
  }
}

/// The spelling of Unicode labels in ASCII (RFC 3492).
enum Punycode {
  private static let (base, tMin, tMax, skew, damp) = (36, 1, 26, 38, 700)

  static func encode(_ points: [UInt32]) -> String {
    var output = points.filter { $0 < 0x80 }.map { UInt8($0) }
    let plain = output.count
    if plain > 0 { output.append(0x2D) }
    var (code, delta, bias) = (UInt32(0x80), 0, 72)
    var handled = plain
    while handled < points.count {
      guard let next = points.filter({ $0 >= code }).min() else { break }
      delta += Int(next - code) * (handled + 1)
      code = next
      for point in points {
        if point < code { delta += 1 }
        guard point == code else { continue }
        output += digits(of: delta, bias: bias)
        bias = adapted(delta, count: handled + 1, isFirst: handled == plain)
        (delta, handled) = (0, handled + 1)
      }
      delta += 1
      code += 1
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// The characters that `text` spells; `nil` where it is no such spelling.
  static func decode(_ text: Substring) -> [UInt32]? {
    var points: [UInt32] = []
    var rest = text.utf8[...]
    if let mark = rest.lastIndex(of: 0x2D) {
      points = rest[..<mark].map { UInt32($0) }
      rest = rest[rest.index(after: mark)...]
    }
    var (code, place, bias) = (0x80, 0, 72)
    while !rest.isEmpty {
      let start = place
      var (weight, step) = (1, base)
      while true {
        guard let digit = rest.popFirst().flatMap(value) else { return nil }
        place += digit * weight
        let threshold = step <= bias ? tMin : step >= bias + tMax ? tMax : step - bias
        if digit < threshold { break }
        weight *= base - threshold
        step += base
        guard weight < 1 << 40, place < 1 << 40 else { return nil }
      }
      let count = points.count + 1
      bias = adapted(place - start, count: count, isFirst: start == 0)
      code += place / count
      place %= count
      guard code <= 0x10FFFF else { return nil }
      points.insert(UInt32(code), at: place)
      place += 1
    }
    return points.isEmpty ? nil : points
  }

  private static func value(_ digit: UInt8) -> Int? {
    switch digit {
    case 0x61...0x7A: Int(digit) - 0x61
    case 0x30...0x39: Int(digit) - 0x30 + 26
    default: nil
    }
  }

  private static func digits(of delta: Int, bias: Int) -> [UInt8] {
    var digits: [UInt8] = []
    var (rest, step) = (delta, base)
    while true {
      let threshold = step <= bias ? tMin : step >= bias + tMax ? tMax : step - bias
      if rest < threshold { break }
      digits.append(digit(threshold + (rest - threshold) % (base - threshold)))
      rest = (rest - threshold) / (base - threshold)
      step += base
    }
    return digits + [digit(rest)]
  }

  private static func digit(_ value: Int) -> UInt8 {
    UInt8(value < 26 ? 0x61 + value : 0x30 + value - 26)
  }

  private static func adapted(_ delta: Int, count: Int, isFirst: Bool) -> Int {
    var delta = isFirst ? delta / damp : delta / 2
    delta += delta / count
    var step = 0
    while delta > (base - tMin) * tMax / 2 {
      delta /= base - tMin
      step += base
    }
    return step + (base - tMin + 1) * delta / (delta + skew)
  }
}
