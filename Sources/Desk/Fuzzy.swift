/// Finds what a person means by a few letters.
package enum Fuzzy {
  /// How well `text` fits what was typed: higher is better, `nil` where it does not fit.
  ///
  /// Every typed word must be found, its letters in order; a word found as it was typed counts
  /// more, most at the beginning of a word.
  package static func score(_ typed: String, in text: String) -> Int? {
    let text = text.lowercased()
    var sum = 0
    for word in typed.lowercased().split(separator: " ") {
      guard let score = score(word: word, in: text) else { return nil }
      sum += score
    }
    return sum
  }

  private static func score(word: Substring, in text: String) -> Int? {
    if text.hasPrefix(word) { return 100 + (text.count == word.count ? 20 : 0) }
    let letters = Array(text)
    let wanted = Array(word)
    if let start = find(wanted, in: letters, onlyAtWords: true) { return 80 - min(30, start) }
    if let start = find(wanted, in: letters, onlyAtWords: false) { return 40 - min(20, start) }
    var next = 0
    var gaps = 0
    for letter in letters where next < wanted.count {
      if letter == wanted[next] { next += 1 } else if next > 0 { gaps += 1 }
    }
    guard next == wanted.count, gaps <= wanted.count * 3 else { return nil }
    return max(1, 15 - gaps)
  }

  private static func find(
    _ wanted: [Character], in letters: [Character], onlyAtWords: Bool
  ) -> Int? {
    guard wanted.count <= letters.count else { return nil }
    return (0...(letters.count - wanted.count)).first { start in
      let isAtWord = start == 0 || !(letters[start - 1].isLetter || letters[start - 1].isNumber)
      return (isAtWord || !onlyAtWords)
        && letters[start..<start + wanted.count].elementsEqual(wanted)
    }
  }

  /// Where words stand in a text, in characters; case does not matter.
  static func places(of words: String, in text: String) -> [Range<Int>] {
    let letters = text.map { $0.lowercased().first ?? $0 }
    let wanted = words.map { $0.lowercased().first ?? $0 }
    var places: [Range<Int>] = []
    var start = 0
    while !wanted.isEmpty, start + wanted.count <= letters.count {
      if letters[start..<start + wanted.count].elementsEqual(wanted) {
        places.append(start..<start + wanted.count)
        start += wanted.count
      } else {
        start += 1
      }
    }
    return places
  }
}
