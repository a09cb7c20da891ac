import Domain

/// One line of a reply, held against what it must not say.
struct ReplyLine {
  let text: Substring
  let number: Int

  /// The words between white space, without the marks around them.
  var words: [Substring] {
    text.split(whereSeparator: \.isWhitespace).map { word in
      var word = word.drop { "([<\"'„“".contains($0) }
      while let last = word.last, ")]>\"'.,;:!?”".contains(last) { word.removeLast() }
      return word
    }.filter { !$0.isEmpty }
  }

  private func finding(
    _ weight: ReplyFinding.Weight, _ excerpt: some StringProtocol, _ what: String
  ) -> ReplyFinding {
    ReplyFinding(weight: weight, line: number, excerpt: String(excerpt.prefix(60)), what: what)
  }

  // MARK: - For every channel

  /// Holes, and braces that look like a template's.
  func unfinished() -> [ReplyFinding] {
    let line = String(text)
    let holes = Hole.markers(in: line).map {
      finding(.stop, line[$0], "this hole is not filled")
    }
    return line.contains("{{")
      ? holes + [finding(.warning, "{{", "this looks like an unfinished template")] : holes
  }

  /// Phrases that no person says.
  func robotic() -> [ReplyFinding] {
    let lower = text.lowercased()
    return Self.robotic.filter { lower.contains($0) }.map {
      finding(.hint, $0, "nobody talks like this")
    }
  }

  // MARK: - What an owner forbids

  /// Links, addresses, phone numbers and advertising, where they are forbidden.
  func forbidden(by policy: AnswerPolicy) -> [ReplyFinding] {
    guard !policy.forbidden.isEmpty else { return [] }
    let words = words
    func found(_ matter: AnswerPolicy.Matter, _ excerpts: () -> [String], _ what: String)
      -> [ReplyFinding]
    {
      guard policy.forbidden.contains(matter) else { return [] }
      return excerpts().map { finding(.warning, $0, "\(policy.owner) allows \(what)") }
    }
    let lower = text.lowercased()
    return found(
      .links, { words.filter { isLink($0, policy.homes) }.map(String.init) },
      "no links to elsewhere")
      + found(.addresses, { words.filter(isAddress).map(String.init) }, "no mail addresses")
      + found(.phones, phoneNumbers, "no phone numbers")
      + found(
        .advertising, { Self.promotions.filter { lower.contains($0) } },
        "no advertising and no asking for reviews")
  }

  private func isLink(_ word: Substring, _ homes: Set<String>) -> Bool {
    let lower = word.lowercased()
    guard !lower.contains("@") else { return false }
    let isMarked = lower.contains("://") || lower.hasPrefix("www.")
    let afterScheme = lower.firstRange(of: "://").map { lower[$0.upperBound...] } ?? lower[...]
    let host = afterScheme.prefix { $0 != "/" && $0 != "?" && $0 != "#" && $0 != ":" }
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty }) else { return isMarked }
    guard !homes.contains(owner(of: labels)) else { return false }
    return isMarked || Self.endings.contains(String(labels[labels.count - 1]))
  }

  /// The label that one registers: `amazon` of `www.amazon.co.uk`, `evil` of `amazon.evil.example`.
  private func owner(of labels: [Substring]) -> String {
    let names = labels.dropLast()
    let last = names.last ?? ""
    let isShared = ["co", "com"].contains(last) && names.count > 1
    return String(isShared ? names.dropLast().last ?? "" : last)
  }

  private func isAddress(_ word: Substring) -> Bool {
    guard let at = word.firstIndex(of: "@"), at > word.startIndex else { return false }
    let host = word[word.index(after: at)...]
    return host.contains(".") && !host.hasSuffix(".")
  }

  /// Runs of digits that begin like a phone number; order and tracking numbers do not.
  private func phoneNumbers() -> [String] {
    var found: [String] = []
    var run = ""
    for character in text + "\n" {
      if character.isASCII, character.isNumber || "+ ()/-.".contains(character) {
        run.append(character)
        continue
      }
      let begun = run.drop { !"+0123456789(".contains($0) }
      let number = String(begun.reversed().drop { !$0.isNumber }.reversed())
      if isPhone(number) { found.append(number) }
      run = ""
    }
    return found
  }

  private func isPhone(_ run: String) -> Bool {
    let digits = run.filter(\.isNumber)
    guard (8...15).contains(digits.count) else { return false }
    if run.hasPrefix("+") || run.hasPrefix("00") || run.hasPrefix("(") { return true }
    let groups = run.split { !$0.isNumber }.map(\.count)
    let isAmerican = groups == [3, 3, 4] || groups == [1, 3, 3, 4]
    let isDate = groups.count == 3 && groups[0] <= 2 && groups[1] <= 2 && groups[2] == 4
    return isAmerican || (run.hasPrefix("0") && groups.count >= 2 && !isDate)
  }

  // MARK: - Words

  private static let endings: Set<String> = [
    "com", "net", "org", "io", "eu", "de", "fr", "es", "it", "uk", "ie", "at", "ch", "nl", "be",
    "us", "ca", "shop", "store", "online", "info", "biz", "co", "example",
  ]

  private static let promotions = [
    "discount code", "coupon", "promo code", "% off", "voucher for your next", "positive review",
    "5-star", "five-star", "5 star", "five star", "leave us a review", "leave a review",
    "our website", "our web shop", "newsletter", "gutschein", "rabattcode", "positive bewertung",
    "code promo", "avis positif", "código de descuento", "codice sconto",
  ]

  private static let robotic = [
    "apologize for any inconvenience", "apologise for any inconvenience",
    "sorry for any inconvenience", "valued customer", "please do not hesitate", "kindly be advised",
    "as per our policy", "your satisfaction is our", "we value your business", "rest assured",
    "dear sir or madam", "your query has been", "unwavering", "we strive to",
  ]
}
