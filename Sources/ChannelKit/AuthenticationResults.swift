/// What our own mail server found when it checked who sent a mail (RFC 8601).
package struct AuthenticationResults: Hashable, Sendable {
  /// One check and what it found.
  package struct Finding: Hashable, Sendable {
    /// `dkim`, `dmarc`, `spf`, in lower case.
    package var method: String
    /// `pass`, `fail`, `none`, in lower case.
    package var result: String
    /// What was checked, such as `header.d`, in lower case.
    package var properties: [String: String]
  }

  /// Who checked: the first word of the field, in lower case; empty where it begins with what was
  /// found, as Microsoft's does against the RFC.
  package var server: String
  /// What it found.
  package var findings: [Finding]

  /// Reads the value of one `Authentication-Results` field, forgivingly.
  package init(_ field: String) {
    var parts = Self.parts(of: field)[...]
    server = parts.first?.first ?? ""
    if server.contains("=") { server = "" } else { parts = parts.dropFirst() }
    findings = parts.compactMap { Finding($0) }
  }

  /// Whether one of `domains` stands behind the mail: its signature held, or its own policy is
  /// fulfilled. `sender` is the domain in From, which is what an unnamed DMARC result is about.
  package func vouch(for domains: Set<String>, sender: String) -> Bool {
    findings.contains { finding in
      guard finding.result == "pass" else { return false }
      switch finding.method {
      case "dmarc": return domains.contains(finding.properties["header.from"] ?? sender)
      case "dkim": return finding.signer.map { domains.contains($0) } ?? false
      default: return false
      }
    }
  }
}

// MARK: - Whose word it is

extension AuthenticationResults {
  /// How an account's setting calls a server that does not name itself.
  private static let nameless = "none"

  /// Whether the account's setting means the server that checked: by its name, or a domain above
  /// it, where a provider has many.
  package func isWord(of setting: String) -> Bool {
    if setting == Self.nameless { return server.isEmpty }
    return setting == server || server.hasSuffix(".\(setting)")
  }

  /// The server that checked at least half of the mails, and three of them, judging by the topmost
  /// field of each; the domain above where there are several of one, as a setting calls it. `nil` where it is not that
  /// clear: a field further down, or a rare one, is somebody else's.
  package static func server(among tops: [String?]) -> (name: String, mails: Int)? {
    let names = tops.compactMap { $0.map { AuthenticationResults($0).server } }
    guard names.count >= 3, names.count * 2 >= tops.count, var labels = names.first?.labels else {
      return nil
    }
    if names.allSatisfy(\.isEmpty) { return (nameless, names.count) }
    for name in names {
      let others = name.labels
      while !others.ends(with: labels), !labels.isEmpty { labels.removeFirst() }
    }
    let isHost = labels.allSatisfy { label in
      !label.isEmpty
        && label.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x7A ~= $0 || $0 == 0x2D }
    }
    guard labels.count >= 2, isHost else { return nil }
    return (labels.joined(separator: "."), names.count)
  }
}

extension String {
  fileprivate var labels: [Substring] { split(separator: ".", omittingEmptySubsequences: false) }
}

extension [Substring] {
  fileprivate func ends(with others: [Substring]) -> Bool { suffix(others.count) == others[...] }
}

// MARK: - The sender's own domain

extension AuthenticationResults {
  /// The check that says that a mail does not come from `sender`, the domain in its From, such as
  /// `dmarc=fail`; `nil` where one confirms it, or none says anything.
  package func denial(of sender: String) -> String? {
    let about = findings.filter { $0.isAbout(sender) }
    // DMARC weighs the others; only where it says nothing do they count by themselves.
    if let weighed = about.first(where: { $0.method == "dmarc" && $0.isVerdict }) {
      return weighed.result == "pass" ? nil : weighed.words
    }
    guard !about.contains(where: { $0.result == "pass" }) else { return nil }
    return about.first { $0.isVerdict }?.words
  }
}

extension AuthenticationResults.Finding {
  /// `dmarc=fail`.
  fileprivate var words: String { "\(method)=\(result)" }

  /// Whether it says yes or no.
  fileprivate var isVerdict: Bool { ["pass", "fail", "softfail", "hardfail"].contains(result) }

  /// Whether it is about this domain or one above or below it; what names none counts as that.
  fileprivate func isAbout(_ domain: String) -> Bool {
    let named: String? =
      switch method {
      case "dmarc": properties["header.from"]
      case "dkim": signer
      case "spf": (properties["smtp.mailfrom"] ?? properties["smtp.helo"]).map(Self.domain)
      default: ""
      }
    guard let named else { return true }
    return named == domain || named.hasSuffix(".\(domain)")
      || domain.hasSuffix(".\(named)")
        && named.contains(".")
  }

  private static func domain(_ address: String) -> String {
    address.split(separator: "@").last.map(String.init) ?? ""
  }
}

extension AuthenticationResults.Finding {
  fileprivate init?(_ words: [String]) {
    guard let first = words.first, let (method, result) = Self.pair(first) else { return nil }
    // A method may carry a version: `dkim/1`.
    self.method = String(method.prefix { $0 != "/" })
    self.result = result
    properties = [:]
    for word in words.dropFirst() {
      guard let (name, value) = Self.pair(word), properties[name] == nil else { continue }
      properties[name] = value
    }
  }

  /// The domain that signed.
  fileprivate var signer: String? {
    if let domain = properties["header.d"] { return domain }
    return properties["header.i"]?.split(separator: "@").last.map(String.init)
  }

  private static func pair(_ word: String) -> (String, String)? {
    guard let mark = word.firstIndex(of: "=") else { return nil }
    return (String(word[..<mark]), String(word[word.index(after: mark)...]))
  }
}

// MARK: - Taking the field apart

extension AuthenticationResults {
  /// Words by `;`, in lower case, without comments; white space around `=` does not count.
  private static func parts(of field: String) -> [[String]] {
    var parts: [[String]] = [[]]
    var word = ""
    var depth = 0
    var isQuoted = false
    var isAfterSpace = false
    func end(_ word: inout String) {
      if !word.isEmpty { parts[parts.count - 1].append(word) }
      word = ""
    }
    var isEscaped = false
    for character in field.lowercased().unicodeScalars {
      // A backslash takes from the next character whatever it means (RFC 5322 paragraph 3.2.1).
      if isEscaped {
        isEscaped = false
        if isQuoted { word.unicodeScalars.append(character) }
        continue
      }
      switch character {
      case "\\" where isQuoted || depth > 0: isEscaped = true
      case "\"" where depth == 0:
        if isAfterSpace { end(&word) }
        isQuoted.toggle()
      case _ where isQuoted: word.unicodeScalars.append(character)
      case "(": depth += 1
      case ")": depth = max(0, depth - 1)
      case _ where depth > 0: break
      case ";":
        end(&word)
        parts.append([])
      case " ", "\t", "\r", "\n":
        isAfterSpace = !word.hasSuffix("=") && !word.isEmpty
        continue
      default:
        if isAfterSpace, character != "=" { end(&word) }
        word.unicodeScalars.append(character)
      }
      isAfterSpace = false
    }
    end(&word)
    return parts
  }
}
