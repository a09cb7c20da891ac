/// What a domain's own file says of its mail servers: `config-v1.1.xml`, as Thunderbird and others
/// read it (draft-ietf-mailmaint-autoconfig). What is not protected with TLS is not taken.
package struct Autoconfig: Hashable, Sendable {
  /// One server of the file.
  package struct Server: Hashable, Sendable {
    /// In ASCII, lower case.
    package var host: String
    /// 1 to 65535.
    package var port: Int
    /// TLS from the first byte; otherwise STARTTLS.
    package var isTLS: Bool
    /// The name to sign in with, its placeholders still in it; `nil` where it is not said.
    package var user: String?
  }

  /// Where mail is read, the first that can be used.
  package var imap: Server?
  /// Where mail is handed in, the first that can be used.
  package var smtp: Server?

  /// The longest file that is read.
  package static let limit = XMLTags.limit

  /// Reads the file; `nil` where it is none.
  package init?(_ bytes: [UInt8]) {
    guard let tokens = XMLTags.tokens(bytes) else { return nil }
    var path: [String] = []
    var (type, text) = ("", "")
    var fields: [String: String] = [:]
    var isRight = false
    for token in tokens {
      switch token {
      case .open(let name, let attribute):
        path.append(name)
        text = ""
        if path.count == 1 { isRight = name == "clientConfig" }
        if path.count == 3 { (type, fields) = (attribute ?? "", [:]) }
      case .text(let more): text += more
      case .close:
        if path.count == 4, fields[path[3]] == nil { fields[path[3]] = text.trimmed }
        if path.count == 3, path[1] == "emailProvider" { take(path[2], type, fields) }
        path = path.dropLast()
        text = ""
      }
    }
    guard isRight else { return nil }
  }

  private mutating func take(_ element: String, _ type: String, _ fields: [String: String]) {
    switch (element, type) {
    case ("incomingServer", "imap"): imap = imap ?? Server(fields)
    case ("outgoingServer", "smtp"): smtp = smtp ?? Server(fields)
    default: break
    }
  }
}

extension Autoconfig.Server {
  /// A server whose fields all make sense.
  fileprivate init?(_ fields: [String: String]) {
    guard let host = fields["hostname"].flatMap(HostName.ascii),
      let port = fields["port"].flatMap({ Int($0) }), 1...65535 ~= port
    else { return nil }
    switch fields["socketType"]?.uppercased() {
    case "SSL": isTLS = true
    case "STARTTLS": isTLS = false
    default: return nil
    }
    self.host = host
    self.port = port
    user = fields["username"].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The name that `address` signs in with; `nil` where the file does not say one that can be.
  package func user(of address: String) -> String? {
    guard var name = user, let at = address.lastIndex(of: "@") else { return nil }
    for (placeholder, value) in [
      ("%EMAILADDRESS%", address), ("%EMAILLOCALPART%", String(address[..<at])),
      ("%EMAILDOMAIN%", String(address[address.index(after: at)...])),
    ] {
      name = name.split(separator: placeholder, omittingEmptySubsequences: false)
        .joined(separator: value)
    }
    let isPlain = name.unicodeScalars.allSatisfy { $0.value > 0x20 && !(0x7F...0x9F ~= $0.value) }
    let isRight = isPlain && name.utf8.count <= 256 && !name.contains("%")
    return isRight ? name : nil
  }
}

extension String {
  /// Without white space at either end.
  fileprivate var trimmed: String {
    let isSpace: (Character) -> Bool = { $0.isWhitespace }
    return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
  }
}
