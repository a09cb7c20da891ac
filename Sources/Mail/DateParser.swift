import Foundation

/// Reads the date of a mail (RFC 5322 paragraph 3.3), and the forms that old or careless software
/// writes instead: weekday and zone missing, names in any case, ISO 8601, the order of `ctime`.
enum DateParser {
  static func parse(_ text: String) -> MailDate? {
    var fields = Fields()
    for word in words(text) { fields.take(word) }
    return fields.date
  }

  /// Words without comments; unknown signs part words.
  private static func words(_ text: String) -> [[UInt8]] {
    var words: [[UInt8]] = []
    var word: [UInt8] = []
    var depth = 0
    for byte in text.utf8.prefix(200) {
      if byte == 0x28 { depth += 1 }
      if depth > 0 {
        if byte == 0x29 { depth -= 1 }
        continue
      }
      if byte <= 0x20 || byte == 0x2C {
        if !word.isEmpty { words.append(word) }
        word = []
      } else {
        word.append(byte)
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  private static let months: [String: Int] = [
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
    "oct": 10, "nov": 11, "dec": 12,
  ]

  /// Zone names in minutes east of UTC (RFC 5322 paragraph 4.3, and those still met).
  private static let zones: [String: Int] = [
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300,
    "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "bst": 60, "cet": 60, "cest": 120,
    "met": 60, "mest": 120, "mez": 60, "mesz": 120, "eet": 120, "eest": 180, "wet": 0,
    "west": 60, "msk": 180, "jst": 540, "kst": 540, "hkt": 480, "sgt": 480, "ist": 330,
    "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "hst": -600, "akst": -540, "akdt": -480,
  ]

  private struct Fields {
    var day: Int?
    var month: Int?
    var year: Int?
    var time: (hour: Int, minute: Int, second: Int)?
    var offset: Int?
    var isOffsetUnknown = false

    mutating func take(_ word: [UInt8]) {
      if takeISO(word) || takeDashed(word) || takeTime(word) || takeOffset(word) { return }
      if let number = Fields.number(word[...]) {
        takeNumber(number, digits: word.count)
        return
      }
      let name = String(decoding: word, as: UTF8.self).lowercased()
      let letters = name.prefix { $0.isLetter }
      if month == nil, let found = DateParser.months[String(letters.prefix(3))],
        letters.count >= 3
      {
        month = found
      } else if time != nil, offset == nil, let minutes = DateParser.zones[name] {
        offset = minutes * 60
      } else if time != nil, name.hasPrefix("gmt") || name.hasPrefix("utc") {
        _ = takeOffset(Array(word.dropFirst(3)))
      }
    }

    private mutating func takeNumber(_ number: Int, digits: Int) {
      if day == nil, (1...31).contains(number), digits <= 2 {
        day = number
      } else if year == nil, digits >= 2, digits <= 4 {
        year = Fields.fullYear(number, digits: digits)
      }
    }

    static func fullYear(_ number: Int, digits: Int) -> Int {
      switch digits {
      case 2: number < 50 ? 2000 + number : 1900 + number
      case 3: 1900 + number
      default: number
      }
    }

    /// `2021-03-05T09:55:06+02:00`, `2021-03-05`.
    private mutating func takeISO(_ word: [UInt8]) -> Bool {
      guard word.count >= 10, word[4] == 0x2D || word[4] == 0x2F, word[7] == word[4],
        let year = Fields.number(word[0..<4]), let month = Fields.number(word[5..<7]),
        let day = Fields.number(word[8..<10])
      else { return false }
      (self.year, self.month, self.day) = (year, month, day)
      guard word.count > 11, word[10] == 0x54 || word[10] == 0x74 else { return true }
      let rest = word[11...]
      let end = rest.firstIndex { !(0x30...0x3A).contains($0) && $0 != 0x2E } ?? rest.endIndex
      _ = takeTime(Array(rest[..<end]))
      let zone = Array(rest[end...])
      if zone == [0x5A] || zone == [0x7A] { offset = 0 } else { _ = takeOffset(zone) }
      return true
    }

    /// `17-May-2000`, `5/17/2000` is left alone: nobody knows which number is the month.
    private mutating func takeDashed(_ word: [UInt8]) -> Bool {
      let pieces = word.split(separator: 0x2D)
      guard pieces.count == 3, let day = Fields.number(pieces[0]),
        let month = DateParser.months[
          String(decoding: pieces[1].prefix(3), as: UTF8.self).lowercased()],
        let year = Fields.number(pieces[2])
      else { return false }
      self.day = day
      self.month = month
      self.year = Fields.fullYear(year, digits: pieces[2].count)
      return true
    }

    private mutating func takeTime(_ word: [UInt8]) -> Bool {
      let pieces = word.split(separator: 0x3A, omittingEmptySubsequences: false)
      guard time == nil, pieces.count == 2 || pieces.count == 3,
        let hour = Fields.number(pieces[0]),
        let minute = Fields.number(pieces[1].prefix { $0 != 0x2E })
      else { return false }
      var second = 0
      if pieces.count == 3 {
        guard let found = Fields.number(pieces[2].prefix { $0 >= 0x30 && $0 <= 0x39 }) else {
          return false
        }
        second = found
      }
      time = (hour, minute, second)
      return true
    }

    private mutating func takeOffset(_ word: [UInt8]) -> Bool {
      guard time != nil, offset == nil, let sign = word.first, sign == 0x2B || sign == 0x2D else {
        return false
      }
      let digits = word.dropFirst().filter { $0 != 0x3A }
      guard let number = Fields.number(digits[...]), digits.count <= 4 else { return false }
      let minutes = digits.count <= 2 ? number * 60 : number / 100 * 60 + number % 100
      if sign == 0x2D && minutes == 0 { isOffsetUnknown = true }
      offset = minutes <= 24 * 60 ? (sign == 0x2D ? -60 : 60) * minutes : 0
      return true
    }

    static func number(_ digits: some Collection<UInt8>) -> Int? {
      guard !digits.isEmpty, digits.count <= 6 else { return nil }
      var number = 0
      for digit in digits {
        guard 0x30...0x39 ~= digit else { return nil }
        number = number * 10 + Int(digit - 0x30)
      }
      return number
    }

    var date: MailDate? {
      guard let day, let month, let year, (1...9999).contains(year), (1...12).contains(month),
        (1...31).contains(day)
      else { return nil }
      let time = self.time ?? (0, 0, 0)
      guard time.hour < 25, time.minute < 60, time.second < 61 else { return nil }
      let days = Fields.daysSince1970(year: year, month: month, day: day)
      let seconds = ((days * 24 + time.hour) * 60 + time.minute) * 60 + time.second
      return MailDate(
        instant: Date(timeIntervalSince1970: Double(seconds - (offset ?? 0))),
        offset: isOffsetUnknown ? nil : offset ?? 0)
    }

    /// Counts years from March, so that the leap day is the last of its year.
    static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
      let shifted = month > 2 ? year : year - 1
      let era = (shifted >= 0 ? shifted : shifted - 399) / 400
      let yearOfEra = shifted - era * 400
      let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
      return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
  }
}
