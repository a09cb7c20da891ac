import Foundation

/// The town and postcode of an address, told only where a country's usual shape shows them.
struct PostalPlace: Hashable {
  let city: String
  let postcode: String

  /// Reads the lines of an address from the last; `nil` where none has a shape we know.
  init?(address: [String]) {
    let lines = address.dropFirst().map { $0.trimmingCharacters(in: .whitespaces) }
    for (index, line) in lines.enumerated().reversed() where line.count <= 100 {
      let above = index > 0 ? lines[index - 1] : ""
      if let place = Self(line: line, above: above) {
        self = place
        return
      }
    }
    return nil
  }

  private init(city: String, postcode: String) {
    self.city = city
    self.postcode = postcode
  }

  private init?(line: String, above: String) {
    if let match = line.wholeMatch(of: /(?:[A-Z]{1,2}-)?(\d{4} ?[A-Z]{2}|\d{4,5}) (\D{2,60})/) {
      self.init(city: String(match.2), postcode: String(match.1))
    } else if let match = line.wholeMatch(of: /(\D{2,60}?),? [A-Z]{2},? (\d{5}(?:-\d{4})?)/) {
      self.init(city: String(match.1), postcode: String(match.2))
    } else if let (city, code) = Self.lettered(line) {
      guard !city.isEmpty || !above.isEmpty else { return nil }
      self.init(city: city.isEmpty ? above : city, postcode: code)
    } else {
      return nil
    }
  }

  /// British postcodes and Irish Eircodes, with the town before them or on the line above.
  private static func lettered(_ line: String) -> (city: String, postcode: String)? {
    let words = line.split(separator: " ").map(String.init)
    guard words.count >= 2 else { return nil }
    let code = words.suffix(2).joined(separator: " ")
    let isCode =
      code.wholeMatch(of: /[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}/) != nil
      || code.wholeMatch(of: /[A-Z]\d[\dW] [A-Z\d]{4}/) != nil
    guard isCode else { return nil }
    let town = words.dropLast(2).joined(separator: " ")
    return (town.trimmingCharacters(in: CharacterSet(charactersIn: ", ")), code)
  }
}
