/// A real IMAP server that a test has to itself: any user, with one password.
package protocol RealMailbox: AnyObject, Sendable {
  /// The port that is in the clear, at least until STARTTLS.
  var port: Int { get }
  /// The port that is TLS from the first byte.
  var securePort: Int { get }
  /// Puts mails into a user's inbox; their lines may end in bare line feeds.
  func deliver(_ mails: [[UInt8]], to user: String) async throws
  /// Starts it again after `stop`.
  func start() async throws
  /// Ends it and all its connections; its mail stays.
  func stop() async throws
  /// Ends it and deletes everything.
  func remove() async throws
}

/// The servers a test may run against.
package enum MailServer: String, CaseIterable, Sendable {
  /// Dovecot, installed from Debian.
  case dovecot = "Dovecot"
  /// Cyrus, unpacked from Debian's packages.
  case cyrus = "Cyrus"

  /// Those that can be started here; says why another cannot.
  package static let here: [MailServer] = allCases.filter { server in
    guard server == .cyrus, let missing = Cyrus.missing else { return true }
    print("skipped for Cyrus: \(missing)")
    return false
  }

  /// Starts one with a folder of its own; Dovecot can be told to share mailboxes.
  package func start(
    _ certificates: TestCertificates, shares: Bool = false
  ) async throws -> any RealMailbox {
    switch self {
    case .dovecot: try await Dovecot(certificates, shares: shares)
    case .cyrus: try await Cyrus(certificates)
    }
  }
}

// MARK: - Another client

extension RealMailbox {
  /// Every mail of a folder, as the server gives it out to a client that is not ours.
  package func mails(
    of user: String, in folder: String = "INBOX"
  ) async throws -> [(uid: Int, bytes: [UInt8])] {
    try await talk(as: user) { try $0.mails(in: folder) }
  }

  /// The flags of every mail of a folder; \Recent aside, which tells only who looked first.
  package func flags(of user: String, in folder: String = "INBOX") async throws -> [Set<String>] {
    try await talk(as: user) { talk in
      guard try !talk.ask("EXAMINE \(folder)").contains("* 0 EXISTS") else { return [] }
      return try talk.ask("UID FETCH 1:* (UID FLAGS)").compactMap { line in
        line.firstMatch(of: /FLAGS \(([^)]*)\)/).map { match in
          Set(match.1.split(separator: " ").map(String.init)).subtracting(["\\Recent"])
        }
      }
    }
  }

  /// Says commands to it as a user.
  package func ask(_ user: String, _ commands: String...) async throws {
    try await talk(as: user) { talk in
      for command in commands { try talk.ask(command) }
    }
  }

  /// Talks to it as a client that is not ours.
  package func talk<Value: Sendable>(
    as user: String, _ work: @escaping @Sendable (PlainTalk) throws -> Value
  ) async throws -> Value {
    try await PlainTalk.with(port) { talk in
      try talk.signIn(user, Dovecot.password)
      return try work(talk)
    }
  }
}

extension PlainTalk {
  /// Puts mails into a folder, as another program does, as received at a date
  /// (`25-Nov-2026 10:00:00 +0000`) or now; bare line feeds become line ends.
  package func append(
    _ mails: [[UInt8]], to folder: String, receivedAt date: String? = nil
  ) throws {
    for mail in mails {
      let bytes = Self.lines(mail)
      let date = date.map { "\"\($0)\" " } ?? ""
      try send("a APPEND \"\(folder)\" \(date){\(bytes.count)+}")
      try send(bytes + [0x0D, 0x0A])
    }
    for _ in mails {
      var line = try line()
      while line.hasPrefix("* ") { line = try self.line() }
      guard line.hasPrefix("a OK") else { throw TalkFailed(description: "APPEND: \(line)") }
    }
  }

  /// What a server that keeps mail as it was sent makes of bare line feeds.
  package static func lines(_ mail: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(mail.count + mail.count / 32)
    for byte in mail {
      if byte == 0x0A, bytes.last != 0x0D { bytes.append(0x0D) }
      bytes.append(byte)
    }
    return bytes
  }
}
