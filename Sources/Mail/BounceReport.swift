import Foundation

/// What a bounce says of each recipient: from its machine-readable part, or from its words.
struct BounceReport {
  private let message: MIMEMessage
  /// The words of the notice, without the mail that bounced.
  private let words: String

  init(_ message: MIMEMessage) {
    self.message = message
    words = BounceReport.words(of: message)
  }

  // MARK: - RFC 3464

  /// The recipients of the delivery-status part; `nil` where there is none with recipients.
  func recipients(of report: ReportFields) -> [BouncedRecipient]? {
    let blocks = report.blocks.filter {
      $0["final-recipient"] != nil || $0["original-recipient"] != nil || $0["action"] != nil
        || $0["status"] != nil
    }
    guard !blocks.isEmpty else { return nil }
    let failed = blocks.filter { isFailure($0) }
    return failed.prefix(1_000).map { block in
      let named =
        block["original-recipient"] ?? block["final-recipient"] ?? block["x-actual-recipient"]
      let diagnostic = block["diagnostic-code"] ?? ""
      var codes = StatusCodes(BounceReport.withoutType(diagnostic))
      let given = block["status"].flatMap { StatusCodes($0).status }
      // The server's own answer says more than what the sender's system made of it.
      codes.status = BounceReport.better(codes.status, given)
      if diagnostic.isEmpty || codes.reply == nil && codes.status == nil {
        let said = StatusCodes(near(named.flatMap(BounceReport.address)))
        codes = StatusCodes.merged(codes, said)
      }
      let delayed = block["action"].map { $0.lowercased().hasPrefix("delayed") } ?? false
      let spoken =
        diagnostic.isEmpty || diagnostic.utf8.count < 12 ? "\(diagnostic) \(words)" : diagnostic
      return conclude(
        named.flatMap(BounceReport.address), codes: codes, said: spoken, isDelayed: delayed)
    }
  }

  private func isFailure(_ block: ReportFields.Block) -> Bool {
    guard let action = block["action"]?.lowercased() else {
      return !(block["status"]?.hasPrefix("2") ?? false)
    }
    return !["deliver", "relay", "expand"].contains { action.hasPrefix($0) }
  }

  // MARK: - Words alone

  /// The recipients that the words of the notice name.
  func recipients() -> [BouncedRecipient] {
    var addresses = failedHeader
    if addresses.isEmpty { addresses = named }
    guard !addresses.isEmpty else {
      let codes = StatusCodes(words)
      return [conclude(nil, codes: codes, said: words, isDelayed: isStillTried(codes))]
    }
    return addresses.prefix(100).map { address in
      let near = addresses.count > 1 ? near(address, among: addresses) : words
      let codes = StatusCodes(near)
      return conclude(address, codes: codes, said: near, isDelayed: isStillTried(codes))
    }
  }

  /// Whether the notice only warns that delivery takes longer.
  private func isStillTried(_ codes: StatusCodes) -> Bool {
    guard codes.status?.first != "5", codes.reply?.first != "5" else { return false }
    return BouncePhrases.stillTrying.occurs(in: (message.subject ?? "").lowercased())
      || BouncePhrases.stillTrying.occurs(in: words.prefix(2_000).lowercased())
  }

  /// Exim's and Google's field of failed recipients.
  private var failedHeader: [String] {
    message.headers.all("x-failed-recipients").flatMap { header in
      header.raw.split(separator: ",").map { String(QuoteSigns.trim($0)) }
    }
  }

  /// Addresses in the words that are neither ours nor a mailer's: those that begin a line, as in
  /// `<someone@example.com>: …` or `554 someone@example.com… …`; failing that, the first one.
  private var named: [String] {
    let ours = Set((message.to + message.cc + message.from).map(\.key))
    var leading: [String] = []
    var others: [String] = []
    for line in BodyText.lines(words).prefix(200) {
      for (place, address) in BounceReport.addresses(in: line).enumerated() {
        let mailbox = Mailbox(address: address)
        guard !ours.contains(mailbox.key),
          !BouncePhrases.senders.contains(mailbox.localPart.lowercased()),
          !leading.contains(where: { $0.lowercased() == mailbox.key })
        else { continue }
        if place == 0, BounceReport.isLeading(address, in: line) {
          leading.append(address)
        } else {
          others.append(address)
        }
      }
    }
    return leading.isEmpty ? Array(others.prefix(1)) : leading
  }

  private static func isLeading(_ address: String, in line: Substring) -> Bool {
    let start = line.drop { " \t<>\"'(*-".contains($0) || $0.isNumber || $0 == "#" }
    return start.hasPrefix(address)
      || line.drop { " \t<\"'(*-".contains($0) }.hasPrefix(address)
  }

  /// The words from an address on to the next one.
  private func near(_ address: String?, among addresses: [String] = []) -> String {
    guard let address, let place = words.range(of: address, options: .caseInsensitive) else {
      return words
    }
    let rest = words[place.upperBound...]
    let next = addresses.filter { $0.lowercased() != address.lowercased() }
      .compactMap { rest.range(of: $0, options: .caseInsensitive)?.lowerBound }.min()
    return String(words[place.lowerBound..<(next ?? rest.endIndex)].prefix(2_000))
  }

  // MARK: - Conclusions

  private func conclude(
    _ address: String?, codes: StatusCodes, said: String, isDelayed: Bool
  ) -> BouncedRecipient {
    let lower = said.lowercased()
    var reason = isDelayed ? .delayed : BounceReport.reason(codes, lower)
    if reason == .userUnknown, codes.status?.hasSuffix(".1.1") != true, isSaidOfContents(address) {
      reason = .refused
    }
    var status = codes.status
    if status == nil {
      let first = codes.reply?.first ?? (reason == .delayed ? "4" : "5")
      status = "\(first == "2" ? "5" : first)\(reason?.detail ?? ".0.0")"
    }
    let isHard = (reason?.isHard ?? false) && status?.hasPrefix("4") != true
    return BouncedRecipient(
      recipient: address, status: status, replyCode: codes.reply, hard: isHard)
  }

  /// Whether the server took the recipient and refused after it had seen the mail: filters call
  /// the user unknown then, who is not.
  private func isSaidOfContents(_ address: String?) -> Bool {
    let lower = near(address).lowercased()
    // Commands that are sent ahead are answered late.
    if ["no valid recipients", "need rcpt"].contains(where: lower.contains) { return false }
    return ["reply to end of data", ">>> data\n", "after data", "sent <<< data"].contains {
      lower.contains($0)
    }
  }

  private static func reason(_ codes: StatusCodes, _ lower: String) -> BouncePhrases.Reason? {
    let row = BouncePhrases.reasons.first { $0.phrases.occurs(in: lower) }
    switch codes.status {
    case "5.1.1", "5.1.10", "5.0.1": return .userUnknown
    case "5.1.2", "5.4.4": return .hostUnknown
    case "5.1.6": return .hasMoved
    case "5.2.2": return .full
    case .some(let status) where status.hasPrefix("5.7.") || status.hasPrefix("5.6."):
      return .refused
    case "5.1.0", "5.1.3": return row?.reason ?? .userUnknown
    case "5.2.1": return row?.reason ?? .suspended
    default: return row?.reason
    }
  }

  /// The more telling of two status codes: `5.0.0` only says that it failed.
  static func better(_ given: String?, _ found: String?) -> String? {
    guard let given else { return found }
    guard given.hasSuffix(".0.0"), let found, !found.hasSuffix(".0.0") else { return given }
    return found
  }

  /// `smtp; 550 …` without the name of its language.
  private static func withoutType(_ value: String) -> Substring {
    guard let mark = value.firstIndex(of: ";"), value[..<mark].utf8.count < 20 else {
      return value[...]
    }
    return value[value.index(after: mark)...]
  }

  /// The address of `rfc822;someone@example.com`.
  private static func address(_ value: String) -> String? {
    let address = withoutType(value).filter { !$0.isWhitespace && $0 != "<" && $0 != ">" }
    return address.isEmpty ? nil : String(address)
  }

  // MARK: - Reading

  private static func words(of message: MIMEMessage) -> String {
    var words: [Substring] = []
    let text = message.text ?? ""
    for line in BodyText.lines(text).prefix(400) {
      let lower = line.prefix(200).lowercased()
      if !words.isEmpty, BouncePhrases.originals.occurs(in: lower) { break }
      words.append(line)
    }
    return words.joined(separator: "\n")
  }

  static func addresses(in line: Substring) -> [String] {
    guard line.utf8.contains(0x40) else { return [] }
    let marks = CharacterMarks.aroundAddresses
    return line.split { marks.contains($0) || $0.isWhitespace }.compactMap { word in
      var word = word
      for scheme in ["mailto:", "smtp:", "rfc822;", "rfc822:"]
      where word.prefix(scheme.count).lowercased() == scheme {
        word = word.dropFirst(scheme.count)
      }
      while let last = word.last, ".:;,'`".contains(last) { word.removeLast() }
      guard let at = word.firstIndex(of: "@"), at != word.startIndex,
        word[word.index(after: at)...].contains("."), !word[word.index(after: at)...].contains("@")
      else { return nil }
      return String(word)
    }
  }
}

/// Characters that stand around addresses in running text.
private enum CharacterMarks {
  static let aroundAddresses: Set<Character> = [
    "<", ">", "(", ")", "[", "]", "\"", ",", ";", "«", "»",
  ]
}

extension StatusCodes {
  /// What either found, the first one first.
  static func merged(_ first: StatusCodes, _ second: StatusCodes) -> StatusCodes {
    var codes = first
    codes.status = BounceReport.better(first.status, second.status)
    codes.reply = first.reply ?? second.reply
    return codes
  }
}
