/// What `/etc/resolv.conf` says, as resolv.conf(5) describes it.
package enum ResolverFile {
  /// The addresses of the name servers, three at most; this computer where none is named.
  package static func servers(in text: String) -> [String] {
    var servers: [String] = []
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard words.count >= 2, words[0] == "nameserver", servers.count < 3 else { continue }
      servers.append(String(words[1]))
    }
    return servers.isEmpty ? ["127.0.0.1"] : servers
  }
}
