import Foundation

/// Where a mailbox is read or mail is handed in: `imaps://user%40shop.example@mail.example:993`.
package struct MailURL: Hashable, Sendable {
  /// What is spoken there.
  package enum Service: Hashable, Sendable {
    case imap
    case smtp
  }

  /// What is spoken there.
  package var service: Service
  /// The name we sign in with, percent-decoded; `nil` where the address has none.
  package var user: String?
  /// The host, its port, and the protection that the scheme and host demand.
  package var endpoint: Endpoint

  /// Reads an address; `ca` is a PEM file to trust beside the system's certificates.
  ///
  /// `imaps` and `smtps` are TLS from the first byte. `imap` and `smtp` demand STARTTLS, except
  /// to this computer, where they are plain. Throws with the reason, for the person who wrote it.
  package init(_ text: String, ca: String? = nil) throws(MailURLProblem) {
    guard let mark = text.range(of: "://") else {
      throw MailURLProblem(reason: "it must start with imaps://, imap://, smtps:// or smtp://")
    }
    let scheme = try Scheme(text[..<mark.lowerBound])
    var rest = text[mark.upperBound...]
    while rest.last == "/" { rest.removeLast() }
    guard !rest.contains(where: { "/?#".contains($0) }) else {
      throw MailURLProblem(reason: "nothing may follow the host and port")
    }
    user = nil
    if let at = rest.lastIndex(of: "@") {
      user = try MailURL.user(in: rest[..<at])
      rest = rest[rest.index(after: at)...]
    }
    let (host, port) = try MailURL.hostAndPort(in: rest)
    service = scheme.service
    let open: Endpoint.Security = Endpoint.isLoopback(host) ? .plain : .startTLS
    endpoint = Endpoint(
      host: host, port: port ?? scheme.port, security: scheme.isProtected ? .tls : open, ca: ca)
  }
}

/// What is wrong with a mail server's address, for the person who wrote it.
package struct MailURLProblem: Error, Hashable, Sendable {
  /// A sentence that also says what is expected.
  package var reason: String
}

// MARK: - The parts

private struct Scheme {
  var service: MailURL.Service
  var isProtected: Bool
  var port: Int

  init(_ name: Substring) throws(MailURLProblem) {
    switch name.lowercased() {
    case "imaps": (service, isProtected, port) = (.imap, true, 993)
    case "imap": (service, isProtected, port) = (.imap, false, 143)
    case "smtps": (service, isProtected, port) = (.smtp, true, 465)
    case "smtp": (service, isProtected, port) = (.smtp, false, 587)
    default:
      throw MailURLProblem(
        reason: "\"\(name)\" is not one of imaps, imap, smtps and smtp")
    }
  }
}

extension MailURL {
  private static func user(in text: Substring) throws(MailURLProblem) -> String {
    guard !text.contains(":") else {
      throw MailURLProblem(
        reason: "it holds a password; name a secret = { command | env | file } instead, "
          + "and write a colon in the user as %3A")
    }
    guard let user = text.removingPercentEncoding, !user.isEmpty else {
      throw MailURLProblem(reason: "the user \"\(text)\" is not percent-encoded UTF-8")
    }
    guard !user.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      throw MailURLProblem(reason: "the user holds a control character")
    }
    return user
  }

  private static func hostAndPort(
    in text: Substring
  ) throws(MailURLProblem) -> (String, Int?) {
    var host = text
    var port: Substring?
    if text.first == "[" {
      guard let end = text.firstIndex(of: "]") else {
        throw MailURLProblem(reason: "the address after [ has no ]")
      }
      host = text[text.index(after: text.startIndex)..<end]
      let after = text[text.index(after: end)...]
      guard after.isEmpty || after.first == ":" else {
        throw MailURLProblem(reason: "after ] only a colon and a port may follow")
      }
      port = after.isEmpty ? nil : after.dropFirst()
    } else if let colon = text.lastIndex(of: ":") {
      host = text[..<colon]
      port = text[text.index(after: colon)...]
    }
    let isBracketed = text.first == "["
    let allowed = host.utf8.allSatisfy { byte in
      0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte || byte == 0x2D
        || byte == 0x2E || byte == 0x5F || (isBracketed && (byte == 0x3A || byte == 0x25))
    }
    guard !host.isEmpty, allowed, host.first != "-" else {
      throw MailURLProblem(reason: "\"\(host)\" is not a host name or an IP address")
    }
    guard let port else { return (String(host), nil) }
    guard let number = Int(port), 1...65535 ~= number else {
      throw MailURLProblem(reason: "the port \"\(port)\" is not a number from 1 to 65535")
    }
    return (String(host), number)
  }
}
