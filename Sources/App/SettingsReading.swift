import Desk
import Domain
import Foundation
import TOMLKit
import Wire

/// Reads config.toml: syntax by TOMLKit, meaning here, mistakes as problems at their line.
struct SettingsReading {
  /// The file, for problems.
  let path: String
  private let lines: [Substring]
  private var problems: [Problem] = []

  /// Reads the text of a configuration file.
  static func read(_ text: String, path: String, environment: [String: String]) throws(Failure)
    -> Settings
  {
    guard text.utf8.count <= 1 << 20 else {
      throw Failure(.configuration, "\(path): over 1 MiB; that is no configuration")
    }
    var reading = SettingsReading(path: path, text: text)
    let settings = reading.settings(text, environment: environment)
    guard reading.problems.isEmpty else { throw Failure(.configuration, reading.problems) }
    return settings
  }

  private init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  private mutating func settings(_ text: String, environment: [String: String]) -> Settings {
    var settings = Settings.none(environment: environment)
    settings.path = path
    let root: TOMLTable
    do { root = try TOMLTable(string: text) } catch let error as TOMLParseError {
      let place = error.source.begin
      problems.append(
        Problem(file: path, line: place.line, column: place.column, error.description))
      return settings
    } catch {
      problems.append(Problem(file: path, "\(error)"))
      return settings
    }
    let top = TableAt(table: root, name: "", occurrence: 0)
    check(top, allowed: Settings.keys.keys.sorted())
    for table in tables("shop", in: root) { readShop(table, into: &settings) }
    for table in tables("agent", in: root) {
      settings.agent = readAgent(table, otherwise: settings.agent)
    }
    for table in tables("colleague", in: root) {
      settings.colleagues.append(readAgent(table, otherwise: settings.agent))
    }
    for table in tables("desk", in: root) { readDesk(table, into: &settings) }
    for table in tables("account", in: root) {
      guard let account = readAccount(table, shop: settings.shop.name) else { continue }
      if settings.account(account.account.name) != nil {
        complain(table, "name", "a second account is named \(account.account.name)", "rename one")
      }
      settings.accounts.append(account)
    }
    return settings
  }

  // MARK: - Tables

  private mutating func readShop(_ table: TableAt, into settings: inout Settings) {
    check(table, allowed: Settings.keys["shop", default: []])
    var shop = ShopSettings()
    shop.name = string(table, "name") ?? ""
    shop.url = string(table, "url") ?? ""
    shop.address = string(table, "address") ?? ""
    shop.returnsAddress = string(table, "returns_address") ?? shop.address
    shop.phone = string(table, "phone") ?? ""
    shop.signature = string(table, "signature") ?? ""
    shop.locale = string(table, "locale") ?? "en"
    settings.shop = shop
    guard let name = string(table, "timezone") else { return }
    if let zone = TimeZone(identifier: name),
      TimeZone.knownTimeZoneIdentifiers.contains(name) || name == "UTC" || name.hasPrefix("Etc/")
    {
      settings.zone = zone
    } else {
      let near = Problem.nearest(to: name, among: TimeZone.knownTimeZoneIdentifiers)
      complain(
        table, "timezone", "no time zone is called \(name)",
        near.map { "did you mean \($0)?" } ?? "use a name such as Europe/Dublin")
    }
  }

  private mutating func readAgent(_ table: TableAt, otherwise: Agent) -> Agent {
    check(table, allowed: Settings.keys["agent", default: []])
    let name = string(table, "name") ?? otherwise.name
    let first = name.split(separator: " ").first.map(String.init) ?? name
    let handle = string(table, "handle") ?? first.lowercased()
    return Agent(id: AgentID(handle), name: name, address: string(table, "address") ?? "")
  }

  private mutating func readDesk(_ table: TableAt, into settings: inout Settings) {
    check(table, allowed: Settings.keys["desk", default: []])
    settings.desk.keymap = string(table, "keymap") ?? settings.desk.keymap
    settings.desk.editor = strings(table, "editor") ?? []
    settings.desk.opener = strings(table, "opener") ?? []
    if let name = string(table, "bell") {
      if let bell = Setting.Bell(rawValue: name) {
        settings.desk.bell = bell
      } else {
        let known = Setting.Bell.allCases.map(\.rawValue).joined(separator: ", ")
        complain(table, "bell", "the bell rings for one of: \(known)", "")
      }
    }
    guard let value = table.table["send_window"] else { return }
    if let seconds = value.int, (0...600).contains(seconds) {
      settings.desk.sendWindow = .seconds(Int64(seconds))
    } else {
      complain(table, "send_window", "send_window is seconds from 0 to 600", "")
    }
  }

  private mutating func readAccount(_ table: TableAt, shop: String) -> AccountSettings? {
    check(
      table, allowed: Settings.keys["account", default: []],
      secret: ["password", "pass", "token", "api_key"])
    let type = string(table, "type") ?? "mail"
    if !Catalogue.types.contains(type) {
      let near = Problem.nearest(to: type, among: Catalogue.types)
      complain(
        table, "type", "no channel is called \(type)",
        near.map { "did you mean \($0)?" } ?? "known: \(Catalogue.types.joined(separator: ", "))")
    }
    let ca = string(table, "ca").map { resolved($0) }
    let name = required(table, "name")
    let address = required(table, "address")
    let imap = mailURL(table, "imap", ca: ca)
    let smtp = mailURL(table, "smtp", ca: ca)
    let secret = secret(table)
    guard let name, let address, imap != nil, smtp != nil, let secret else { return nil }
    var account = Account(
      name: name, type: type, address: address, aliases: strings(table, "aliases") ?? [],
      displayName: string(table, "display_name") ?? shop,
      folders: strings(table, "folders") ?? ["INBOX"])
    account.settings["sent"] = string(table, "sent")
    account.settings["sent_copy"] = string(table, "sent_copy") ?? "append"
    account.settings["authserv_id"] = string(table, "authserv_id")
    account.settings["imap"] = string(table, "imap")
    account.settings["smtp"] = string(table, "smtp")
    account.settings["ca"] = ca
    return AccountSettings(account: account, secret: secret)
  }

  private mutating func secret(_ table: TableAt) -> SecretSource? {
    guard let inner = table.table["secret"]?.table else {
      complain(
        table, "secret",
        table.table["secret"] == nil
          ? "the account has no secret" : "a secret does not stand in this file",
        Self.secretRemedy)
      return nil
    }
    if let words = inner["command"]?.array?.compactMap({ $0.string }), !words.isEmpty {
      return .command(words)
    }
    if let name = inner["env"]?.string { return .environment(name) }
    if let file = inner["file"]?.string { return .file(resolved(file)) }
    complain(
      table, "secret",
      "the secret names no command, env or file; a secret does not stand in this file",
      Self.secretRemedy)
    return nil
  }

  private static let secretRemedy =
    "write secret = { command = [\"pass\", \"show\", \"…\"] }, { env = \"NAME\" } or { file = \"path\" }"

  // MARK: - Values

  private mutating func mailURL(_ table: TableAt, _ key: String, ca: String?) -> MailURL? {
    guard let text = required(table, key) else { return nil }
    do {
      let url = try MailURL(text, ca: ca)
      guard (url.service == .imap) == (key == "imap") else {
        complain(table, key, "\(key) does not begin with \(key)", "")
        return nil
      }
      return url
    } catch {
      complain(table, key, "\(key): \(error.reason)", "")
      return nil
    }
  }

  private mutating func required(_ table: TableAt, _ key: String) -> String? {
    if table.table[key] == nil {
      complain(table, key, "[[\(table.name)]] has no \(key)", "")
      return nil
    }
    return string(table, key)
  }

  private mutating func string(_ table: TableAt, _ key: String) -> String? {
    guard let value = table.table[key] else { return nil }
    guard let text = value.string else {
      complain(table, key, "\(key) is a text in quotes, not \(value.type)", "")
      return nil
    }
    return text
  }

  private mutating func strings(_ table: TableAt, _ key: String) -> [String]? {
    guard let value = table.table[key] else { return nil }
    let texts = value.array?.compactMap { $0.string }
    guard let texts, texts.count == value.array?.count else {
      complain(table, key, "\(key) is a list of texts: [\"a\", \"b\"]", "")
      return nil
    }
    return texts
  }

  /// A path beside the configuration file, where it is no absolute one.
  private func resolved(_ text: String) -> String {
    if text.hasPrefix("/") { return text }
    if text.hasPrefix("~/") { return NSHomeDirectory() + text.dropFirst(1) }
    return URL(filePath: path).deletingLastPathComponent().appending(path: text).path
  }

  private mutating func tables(_ name: String, in root: TOMLTable) -> [TableAt] {
    if let table = root[name]?.table {
      return [TableAt(table: table, name: name, occurrence: 0)]
    }
    if let array = root[name]?.array {
      let tables = array.compactMap { $0.table }
      if tables.count == array.count {
        return tables.enumerated().map { TableAt(table: $1, name: name, occurrence: $0) }
      }
    }
    if root[name] != nil {
      let top = TableAt(table: root, name: "", occurrence: 0)
      complain(top, name, "\(name) is a table: [\(name)]", "")
    }
    return []
  }

  // MARK: - Problems

  private mutating func check(_ table: TableAt, allowed: [String], secret: Set<String> = []) {
    for key in table.table.keys where !allowed.contains(key) {
      if secret.contains(key) {
        complain(
          table, key, "a secret does not stand in this file", Self.secretRemedy)
        continue
      }
      let near = Problem.nearest(to: key, among: allowed)
      let place = table.name.isEmpty ? "here" : "in [\(table.name)]"
      complain(
        table, key, "nothing is called \(key) \(place)", near.map { "did you mean \($0)?" } ?? "")
    }
  }

  private mutating func complain(_ table: TableAt, _ key: String, _ what: String, _ remedy: String)
  {
    let (line, column) = place(of: key, in: table)
    problems.append(Problem(file: path, line: line, column: column, what, remedy: remedy))
  }

  /// Where a key stands: TOMLKit keeps no places, so its header and line are looked up in the text.
  private func place(of key: String, in table: TableAt) -> (line: Int, column: Int) {
    var current = ""
    var seen = -1
    var header = 1
    for (index, line) in lines.enumerated() {
      let text = line.trimmingCharacters(in: .whitespaces)
      if text.hasPrefix("[") {
        current =
          text.filter { !"[] ".contains($0) }.split(separator: "#").first.map(String.init) ?? ""
        if current == table.name { seen += 1 }
        if current == table.name || current == key { header = index + 1 }
        if table.name.isEmpty, current == key { return (index + 1, 1) }
        continue
      }
      let isHere = current == table.name && (table.name.isEmpty || seen == table.occurrence)
      if isHere, text.hasPrefix(key),
        text.dropFirst(key.count).drop(while: { $0 == " " }).first == "="
      {
        return (index + 1, line.prefix { $0 == " " }.count + 1)
      }
    }
    return (header, 1)
  }
}

/// A table, and which of those with its name it is.
private struct TableAt {
  let table: TOMLTable
  let name: String
  let occurrence: Int
}
