import Desk
import Domain
import Foundation
import TOMLKit
import Terminal
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
    check(top, allowed: Settings.keys.keys.filter { !$0.contains(".") }.sorted())
    for table in tables("shop", in: root) { readShop(table, into: &settings) }
    for table in tables("agent", in: root) {
      settings.agent = readAgent(table, otherwise: settings.agent)
    }
    for table in tables("colleague", in: root) {
      settings.colleagues.append(readAgent(table, otherwise: settings.agent))
    }
    for table in tables("desk", in: root) {
      readDesk(table, into: &settings)
      noteLines(table, in: &settings.desk)
    }
    for table in tables("notify", in: root) {
      readNotify(table, into: &settings.desk)
      noteLines(table, in: &settings.desk)
    }
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
    readAppearance(table, into: &settings.desk)
    settings.desk.editor = strings(table, "editor") ?? []
    settings.desk.opener = strings(table, "opener") ?? []
    if let bell = occasions(table, "bell") { settings.desk.notifications.bell = bell }
    guard let value = table.table["send_window"] else { return }
    if let seconds = value.int, (0...600).contains(seconds) {
      settings.desk.sendWindow = .seconds(Int64(seconds))
    } else {
      complain(table, "send_window", "send_window is seconds from 0 to 600", "")
    }
  }

  /// Where settings stand that can be changed at the desk.
  private func noteLines(_ table: TableAt, in desk: inout DeskSettings) {
    for option in DeskOption.allCases where option.table == table.name {
      guard table.table[option.rawValue] != nil else { continue }
      desk.lines[option] = place(of: option.rawValue, in: table).line
    }
  }

  private mutating func readAppearance(_ table: TableAt, into desk: inout DeskSettings) {
    desk.theme = string(table, "theme") ?? desk.theme
    let signs = choice(table, "signs", among: ["auto"] + Signs.allCases.map(\.rawValue))
    desk.signs = signs.flatMap(Signs.init(rawValue:))
    let split = choice(table, "split", among: Split.allCases.map(\.rawValue))
    desk.split = split.flatMap(Split.init(rawValue:)) ?? desk.split
    let pictures = choice(table, "pictures", among: ["off"] + Picture.Form.allCases.map(\.rawValue))
    desk.pictures = pictures.flatMap(Picture.Form.init(rawValue:))
    if table.table["spelling"]?.array != nil {
      desk.dictionaries = strings(table, "spelling") ?? []
    } else {
      desk.spelling = string(table, "spelling") ?? desk.spelling
    }
    readColumns(table, into: &desk)
    guard let value = table.table["mouse"] else { return }
    if let mouse = value.bool {
      desk.hearsMouse = mouse
    } else {
      complain(table, "mouse", "mouse is true or false", "")
    }
  }

  /// Columns by their names; a name that is none is told at its own place.
  private mutating func readColumns(_ table: TableAt, into desk: inout DeskSettings) {
    guard let words = strings(table, "columns") else { return }
    if words == [ListColumns.standard] { return }
    do throws(Problem) {
      desk.columns = try ListColumns(reading: words.joined(separator: " "))
    } catch {
      // Where in the words the mistake is says which of them it is.
      var end = 0
      let index = words.firstIndex { word in
        end += word.count + 1
        return error.column < end
      }
      let word = index.map { words[$0] }
      let count = index.map { words[..<$0].count { $0 == word } } ?? 0
      complain(table, "columns", error.what, error.remedy, at: word, count)
    }
  }

  private mutating func readAccount(_ table: TableAt, shop: String) -> AccountSettings? {
    let type = string(table, "type") ?? Self.mailbox
    if let profile = Self.shop(of: type) { return readShopAccount(table, profile) }
    check(table, allowed: Settings.keys["account", default: []], secret: Self.wordsForSecrets)
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
    let signIn = signIn(table)
    guard let name, let address, imap != nil, smtp != nil, let signIn else { return nil }
    var account = Account(
      name: name, type: type, address: address, aliases: strings(table, "aliases") ?? [],
      displayName: string(table, "display_name") ?? shop,
      folders: strings(table, "folders") ?? ["INBOX"])
    account.settings["sent"] = string(table, "sent")
    account.settings["sent_copy"] =
      choice(table, "sent_copy", among: ["append", "server"]) ?? "append"
    account.settings["authserv_id"] = string(table, "authserv_id")
    account.settings["mark"] = marks(table)
    account.settings["archive"] = string(table, "archive")
    account.settings["labels"] = choice(table, "labels", among: ["tags"])
    account.settings["imap"] = string(table, "imap")
    account.settings["smtp"] = string(table, "smtp")
    account.settings["ca"] = ca
    if flag(table, "html") { account.settings["html"] = "true" }
    return AccountSettings(account: account, signIn: signIn)
  }

  /// Which marks mails get on the server.
  private mutating func marks(_ table: TableAt) -> String? {
    let marks = strings(table, "mark")
    let known = ["answered", "seen"]
    if let odd = marks?.first(where: { !known.contains($0) }) {
      complain(
        table, "mark", "mails are not marked \(odd)", "known: \(known.joined(separator: ", "))")
    }
    return marks?.joined(separator: " ")
  }

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

  mutating func required(_ table: TableAt, _ key: String) -> String? {
    if table.table[key] == nil {
      let header = table.within == nil ? "[[\(table.name)]]" : "[\(table.name)]"
      complain(table, key, "\(header) has no \(key)", "")
      return nil
    }
    return string(table, key)
  }

  mutating func string(_ table: TableAt, _ key: String) -> String? {
    guard let value = table.table[key] else { return nil }
    guard let text = value.string else {
      complain(table, key, "\(key) is a text in quotes, not \(value.type)", "")
      return nil
    }
    return text
  }

  mutating func flag(_ table: TableAt, _ key: String) -> Bool {
    guard let value = table.table[key] else { return false }
    guard let flag = value.bool else {
      complain(table, key, "\(key) is true or false, not \(value.type)", "")
      return false
    }
    return flag
  }

  /// One of a few words.
  private mutating func choice(
    _ table: TableAt, _ key: String, among known: [String]
  ) -> String? {
    guard let word = string(table, key) else { return nil }
    if known.contains(word) { return word }
    let near = Problem.nearest(to: word, among: known).map { "did you mean \($0)? " } ?? ""
    let remedy = "\(near)known: \(known.joined(separator: ", "))"
    complain(table, key, "\(key) is not \(word)", remedy)
    return nil
  }

  mutating func strings(_ table: TableAt, _ key: String) -> [String]? {
    guard let value = table.table[key] else { return nil }
    let texts = value.array?.compactMap { $0.string }
    guard let texts, texts.count == value.array?.count else {
      complain(table, key, "\(key) is a list of texts: [\"a\", \"b\"]", "")
      return nil
    }
    return texts
  }

  /// A path beside the configuration file, where it is no absolute one.
  func resolved(_ text: String) -> String {
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

  mutating func check(_ table: TableAt, allowed: [String], secret: Set<String> = []) {
    for key in table.table.keys where !allowed.contains(key) {
      if secret.contains(key) {
        let remedy = Self.secretRemedy(table.within == nil ? "secret" : "refresh_token")
        complain(table, key, "a secret does not stand in this file", remedy)
        continue
      }
      let near = Problem.nearest(to: key, among: allowed)
      let place = table.name.isEmpty ? "here" : "in [\(table.name)]"
      complain(
        table, key, "nothing is called \(key) \(place)", near.map { "did you mean \($0)?" } ?? "")
    }
  }

  /// Tells a mistake at the place of its key, or behind it at that of a text in quotes, the one
  /// after `earlier` of the same.
  mutating func complain(
    _ table: TableAt, _ key: String, _ what: String, _ remedy: String, at text: String? = nil,
    _ earlier: Int = 0
  ) {
    var (line, column) = place(of: key, in: table)
    if let text, let place = place(of: text, earlier, behind: line) { (line, column) = place }
    problems.append(Problem(file: path, line: line, column: column, what, remedy: remedy))
  }

  /// Where a key stands: TOMLKit keeps no places, so its header and line are looked up in the text.
  private func place(of key: String, in table: TableAt) -> (line: Int, column: Int) {
    let counted = table.within ?? table.name
    var current = ""
    var seen = -1
    var header = 1
    for (index, line) in lines.enumerated() {
      let text = line.trimmingCharacters(in: .whitespaces)
      if text.hasPrefix("[") {
        current =
          text.filter { !"[] ".contains($0) }.split(separator: "#").first.map(String.init) ?? ""
        if current == counted { seen += 1 }
        let isOurs = current == counted || current == table.name
        if isOurs && seen == table.occurrence || current == key { header = index + 1 }
        if table.name.isEmpty, current == key { return (index + 1, 1) }
        if current == "\(table.name).\(key)", seen == table.occurrence { return (index + 1, 1) }
        continue
      }
      guard table.name.isEmpty || seen == table.occurrence else { continue }
      let column = line.prefix { $0 == " " }.count + 1
      if current == table.name, Self.sets(key, in: text) { return (index + 1, column) }
      // A table in one line stands where its own name does.
      if current == counted, let inner = table.innerName, Self.sets(inner, in: text) {
        return (index + 1, column)
      }
    }
    return (header, 1)
  }

  /// Where a text stands in quotes in a line, or in those that follow it.
  private func place(
    of text: String, _ earlier: Int, behind line: Int
  ) -> (line: Int, column: Int)? {
    var left = earlier
    for (index, content) in lines.enumerated().dropFirst(line - 1).prefix(40) {
      for quote in ["\"", "'"] {
        for range in content.ranges(of: quote + text + quote) {
          if left == 0 {
            return (
              index + 1, content.distance(from: content.startIndex, to: range.lowerBound) + 1
            )
          }
          left -= 1
        }
      }
    }
    return nil
  }

  private static func sets(_ key: String, in line: String) -> Bool {
    line.hasPrefix(key) && line.dropFirst(key.count).drop(while: { $0 == " " }).first == "="
  }
}

/// A table, and which of those with its name it is.
struct TableAt {
  let table: TOMLTable
  let name: String
  let occurrence: Int
  /// The table it belongs to, whose occurrence it is then.
  var within: String?

  /// Its own name within the other.
  var innerName: String? { within.map { String(name.dropFirst($0.count + 1)) } }
}
