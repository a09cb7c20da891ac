package import Domain
package import Mail

/// Which marketplace or shop a mail comes from: the files of `Share/relays` as one table.
package struct Relays: Hashable, Sendable {
  /// The marketplaces and shops, in the order of their files.
  package var relays: [Relay]
  /// What holds for ordinary mail.
  package var ordinary: Relay
  /// The domains that others like to imitate. Whoever reads the files adds the shop's own and
  /// those of mail providers.
  package var known = KnownDomains()

  /// A table from its parts.
  package init(_ relays: [Relay] = [], ordinary: Relay = Relay(channel: .email, title: "Mail")) {
    self.relays = relays
    self.ordinary = ordinary
  }

  /// What is known of a channel's mail.
  package func relay(of channel: ChannelName) -> Relay? {
    channel == ordinary.channel ? ordinary : relays.first { $0.channel == channel }
  }

  /// What the channels ask of answers.
  package var terms: [ChannelName: AnswerTerms] {
    Dictionary(([ordinary] + relays).map { ($0.channel, $0.terms) }) { first, _ in first }
  }

  /// The source of a mail by the domain of Reply-To, then of From; all in lower case.
  package func relay(replyTo: [String], from: [String]) -> Relay? {
    for address in replyTo + from {
      guard let at = address.utf8.lastIndex(of: 0x40) else { continue }
      let (local, domain) = (address[..<at], String(address[address.index(after: at)...]))
      if let relay = relays.first(where: { $0.speaks(for: local, at: domain) }) { return relay }
    }
    return nil
  }
}

// MARK: - Reading the files

extension Relays {
  /// One file: where it is, for problems, and what it says.
  package struct File: Hashable, Sendable {
    /// The path as the person knows it.
    package var path: String
    /// The text.
    package var text: String

    /// A file.
    package init(path: String, text: String) {
      self.path = path
      self.text = text
    }
  }

  /// Reads the files of `Share/relays`; a file with a problem counts as far as it can be read.
  ///
  /// A file is lines of `key: value`; `#` begins a comment line; a key may stand several times
  /// where it says several things. The one file without a domain is about ordinary mail.
  /// docs/relays.md has every key.
  package static func read(_ files: [File]) -> (Relays, [Problem]) {
    var relays = Relays()
    var problems: [Problem] = []
    for file in files {
      var reader = RelayReader(file: file.path)
      let relay = reader.read(file.text)
      problems += reader.problems
      guard let relay else { continue }
      if relay.isOrdinary { relays.ordinary = relay } else { relays.relays.append(relay) }
    }
    for relay in relays.relays {
      relays.known.add(relay.shared, as: .provider)
      relays.known.add(relay.domains.union(relay.signers), as: .marketplace)
    }
    return (relays, problems)
  }
}

/// Reads one `.relay` file, line by line.
private struct RelayReader {
  let file: String
  var line = 0
  var problems: [Problem] = []
  var channel: ChannelName?
  var title: String?
  var relay = Relay(channel: .email, title: "")
  var policy = AnswerPolicy(owner: "", checked: "")

  init(file: String) {
    self.file = file
  }

  mutating func read(_ text: String) -> Relay? {
    for row in text.split(separator: "\n", omittingEmptySubsequences: false) {
      line += 1
      let trimmed = row.trimmed
      guard !trimmed.isEmpty, !trimmed.hasPrefix("#") else { continue }
      guard let colon = trimmed.firstIndex(of: ":") else {
        complain("this line says nothing", "write it as key: value")
        continue
      }
      take(
        trimmed[..<colon].trimmed.lowercased(), trimmed[trimmed.index(after: colon)...].trimmed)
    }
    guard let channel else {
      line = 1
      complain("the file names no channel", "add a line such as channel: amazon")
      return nil
    }
    if relay.isOwn, relay.marks.isEmpty || relay.customer != .replyTo {
      complain(
        "mail from our own domain needs a mark, and a customer in Reply-To",
        "add mark: X-Mailer: NAME and customer: reply-to")
      return nil
    }
    relay.channel = channel
    relay.title = title ?? channel.rawValue
    takePolicy()
    return relay
  }

  private static let keys = [
    "channel", "title", "domain", "except", "mark", "local", "signed-by", "customer",
    "name-after", "name-before", "reply", "order", "answer-within", "automatic", "begin", "end",
    "attachment-limit", "sender", "form", "forbids", "links-to", "language", "checked", "note",
  ]

  private mutating func take(_ key: String, _ value: String) {
    switch key {
    case "channel": channel = ChannelName(rawValue: value)
    case "title": title = value
    case "domain": takeDomains(value)
    case "except": relay.shared.formUnion(domains(value))
    case "mark": if let mark = mark(value, or: "") { relay.marks.append(mark) }
    case "signed-by": relay.signers.formUnion(domains(value))
    case "local": relay.local = pattern(value)
    case "customer": relay.customer = choice(value) ?? relay.customer
    case "name-after": relay.nameAfter += list(value)
    case "name-before": relay.nameBefore += list(value)
    case "reply": relay.reply = choice(value) ?? relay.reply
    case "order": if let pattern = pattern(value) { relay.orders.append(pattern) }
    case "answer-within": takeDue(value)
    case "automatic": takeAutomatic(value)
    case "begin": relay.begins.append(value.lowercased())
    case "end": relay.ends.append(value.lowercased())
    case "attachment-limit": takeLimit(value)
    case "sender": relay.sender = choice(value) ?? relay.sender
    case "form": relay.form = choice(value) ?? relay.form
    case "forbids": takeForbidden(value)
    case "links-to": policy.homes.formUnion(list(value))
    case "language": takeLanguage(value)
    case "checked": takeDay(value)
    case "note": relay.notes.append(value)
    default:
      let near = Problem.nearest(to: key, among: Self.keys)
      complain(
        "there is no key \"\(key)\"",
        near.map { "did you mean \($0)?" } ?? "the keys are \(Self.keys.joined(separator: ", "))")
    }
  }
}

// MARK: - The values

extension RelayReader {
  private mutating func complain(_ what: String, _ remedy: String) {
    problems.append(Problem(file: file, line: line, what, remedy: remedy))
  }

  private func list(_ value: String) -> [String] {
    value.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }.map { $0.lowercased() }
  }

  /// `a.{com, co.uk}, b.com` as three domains.
  private mutating func domains(_ value: String) -> [String] {
    var found: [String] = []
    var rest = Substring(value.lowercased())
    while let open = rest.firstIndex(of: "{") {
      guard let close = rest[open...].firstIndex(of: "}") else {
        complain("the list after { has no end", "write it as example.{com, co.uk}")
        return found
      }
      var heads = rest[..<open].split(separator: ",", omittingEmptySubsequences: false)
      let head = heads.popLast()?.trimmed ?? ""
      found += heads.map(\.trimmed)
      found += rest[rest.index(after: open)..<close].split(separator: ",").map { head + $0.trimmed }
      rest = rest[rest.index(after: close)...]
    }
    found += rest.split(separator: ",").map(\.trimmed)
    return found.filter { !$0.isEmpty }
  }

  /// `own` among the domains stands for the domains of the account's addresses.
  private mutating func takeDomains(_ value: String) {
    let found = Set(domains(value))
    relay.isOwn = relay.isOwn || found.contains("own")
    relay.domains.formUnion(found.subtracting(["own"]))
  }

  /// `X-Mailer: name`, or `Subject: * words` where they may stand anywhere.
  private mutating func mark(_ value: String, or other: String) -> Relay.Mark? {
    let parts = value.split(separator: ":", maxSplits: 1).map(\.trimmed)
    let words = parts.count == 2 ? parts[1].lowercased() : ""
    let start = words.hasPrefix("*") ? words.dropFirst().trimmed : words
    guard let field = parts.first, !field.isEmpty, !start.isEmpty else {
      complain("\"\(value)\" marks nothing", "write \(other)Field-Name: how its value begins")
      return nil
    }
    return Relay.Mark(field: field, value: start, isAnywhere: words.hasPrefix("*"))
  }

  private mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ value: String
  ) -> Choice? where Choice.RawValue == String {
    if let choice = Choice(rawValue: value.lowercased()) { return choice }
    let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    complain("\"\(value)\" cannot stand here", "write one of \(known)")
    return nil
  }

  /// `[0-9]{13} after order, po`.
  private mutating func pattern(_ value: String) -> OrderPattern? {
    let parts = value.split(separator: " after ", maxSplits: 1)
    do throws(OrderPattern.Unreadable) {
      return try OrderPattern(
        parts.first.map(\.trimmed) ?? "", after: parts.count > 1 ? list(String(parts[1])) : [])
    } catch {
      complain(error.reason, "write it as [0-9]{3}-[0-9]{7}, or [0-9]{5,9} after order, po")
      return nil
    }
  }

  private mutating func takeDue(_ value: String) {
    let words = value.lowercased().split(separator: " ")
    guard let hours = words.first.flatMap({ Int64($0.replacing("h", with: "")) }), hours > 0,
      words.count == 1 || words[1...] == ["measured"]
    else {
      return complain("\"\(value)\" is no time", "write it as 24h, or 24h measured")
    }
    relay.due = .hours(hours)
    relay.isMeasured = words.count > 1
  }

  private mutating func takeAutomatic(_ value: String) {
    if value.lowercased() == "all" {
      relay.isAutomatic = true
      return
    }
    if let mark = mark(value, or: "all, or ") { relay.notices.append(mark) }
  }

  private mutating func takeForbidden(_ value: String) {
    for word in list(value) {
      if let matter: AnswerPolicy.Matter = choice(word) { policy.forbidden.insert(matter) }
    }
  }

  private mutating func takeLanguage(_ value: String) {
    guard value.wholeMatch(of: /[a-z]{2,3}/) != nil else {
      return complain("\"\(value)\" is no language", "write its short name, such as en")
    }
    policy.language = value
  }

  private mutating func takeDay(_ value: String) {
    guard value.wholeMatch(of: /20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])/) != nil else {
      return complain("\"\(value)\" is no day", "write it as 2026-11-28")
    }
    policy.checked = value
  }

  /// Rules that nobody knows the age of are not believed.
  private mutating func takePolicy() {
    policy.owner = relay.title
    guard policy.checked.isEmpty else {
      relay.policy = policy
      return
    }
    guard policy != AnswerPolicy(owner: relay.title, checked: "") else { return }
    complain(
      "it does not say when these rules were read",
      "add a line such as checked: 2026-11-28")
  }

  private mutating func takeLimit(_ value: String) {
    let words = value.split(separator: " ")
    guard words.count == 2, words[1].uppercased() == "MB", let size = Int(words[0]), size > 0 else {
      return complain("\"\(value)\" is no size", "write it as 10 MB")
    }
    relay.attachmentLimit = size * 1_000_000
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  fileprivate var trimmed: String {
    var rest = self[startIndex..<endIndex]
    while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
    while rest.last?.isWhitespace == true { rest = rest.dropLast() }
    return String(rest)
  }
}
