import Foundation
import TestKit

/// A store of the real program whose customers write what could drive a terminal or shift its
/// cells, into every field that comes from outside.
struct ForeignMailbox {
  let folder: TestFolder
  private let words: [String]

  init() async throws {
    folder = try TestFolder("foreign")
    words = ForeignWords.controls + Self.mixed(ForeignWords.injections, ForeignWords.widths)
    try folder.file("config.toml", Self.configuration, mode: 0o600)
    let mails = Corpora.files("terminal-injection").map(\.bytes) + letters.map { Array($0.utf8) }
    try folder.folder("mails")
    for (number, mail) in mails.enumerated() {
      try Data(mail).write(to: URL(filePath: folder["mails/\(1000 + number).eml"]))
    }
    try folder.file("orders.csv", orders)
    try await must("import", folder["mails"], "--quiet")
    try await must("import-orders", folder["orders.csv"], "--quiet")
    for (number, word) in ForeignWords.injections.prefix(3).enumerated() {
      try await must("note", "\(number + 1)", word)
    }
  }

  func remove() { folder.remove() }

  /// Whether there are such words; says why tests are skipped where not.
  static var hasWords: Bool {
    Corpora.folder("unicode") != nil && Corpora.folder("terminal-injection") != nil
  }

  /// Every word that a script or a customer may hand over as an argument.
  static var arguments: [String] {
    (ForeignWords.injections + ForeignWords.controls).filter { !$0.contains("\0") }
  }

  /// Where its store and its configuration are.
  var places: [String] { ["--store", folder["store.sqlite"], "--config", folder["config.toml"]] }

  var environment: [String: String] { ShopbellProgram.environment(home: folder.path) }

  /// Runs the program on it to its end.
  func shopbell(_ words: [String]) async throws -> Ending {
    try await run(
      ShopbellProgram.path, words + places, environment: environment, within: .seconds(240))
  }

  /// A mail more comes in.
  func receive(_ number: Int) async throws {
    let moment = DateFormatter()
    moment.locale = Locale(identifier: "en_US_POSIX")
    moment.dateFormat = "EEE, dd MMM yyyy HH:mm:ss Z"
    let mail = letter(number, words: [words[number]]).replacing(
      /Date: .*/, with: "Date: \(moment.string(from: Date()))", maxReplacements: 1)
    let path = try folder.file("late-\(number).eml", mail)
    try await must("import", path, "--quiet")
  }

  private func must(_ words: String...) async throws {
    let ending = try await shopbell(words)
    guard ending.status == 0 else { throw Overdue(what: "\(words) ends well: \(ending)") }
  }
}

// MARK: - What is in it

extension ForeignMailbox {
  /// What a shop is set up with comes from its owner, and still drives no terminal.
  private static let configuration = #"""
    [shop]
    name = "North\u001B[2Jlight\u202Ethgil"
    [agent]
    name = "Ana\u001B]0;title\u0007 Reyes\u009B31m"
    [notify]
    title = ["new"]

    """#

  private static func mixed(_ one: [String], _ other: [String]) -> [String] {
    (0..<max(one.count, other.count)).flatMap { index in
      [one, other].compactMap { index < $0.count ? $0[index] : nil }
    }
  }

  /// As many mails as it takes until every word stands in one, in turn as subject, as name, as the
  /// name of a file, and in the text.
  private var letters: [String] {
    stride(from: 0, to: words.count, by: 14).enumerated().map { number, start in
      letter(number, words: Array(words[start..<min(start + 14, words.count)]))
    }
  }

  private func letter(_ number: Int, words: [String]) -> String {
    let text = words.joined(separator: "\n") + "\n\n> \(words[0])\n> \(words.last ?? "")\n"
    let file = words[words.count / 2].addingPercentEncoding(withAllowedCharacters: .alphanumerics)
    return """
      Message-ID: <\(number).\(words.count)@foreign.example>
      Date: Mon, 02 Nov 2026 \(10 + number / 60):\(10 + number % 50):00 +0000
      From: \(encoded("Kim \(words[words.count / 3])")) <kim.\(number)@customer.example>
      Cc: \(encoded(words[words.count / 4])) <cc@customer.example>
      To: support@shop.example
      Subject: \(encoded("About \(words[0])"))
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary=part

      --part
      Content-Type: text/plain; charset=utf-8
      Content-Transfer-Encoding: base64

      \(Data(text.utf8).base64EncodedString(options: .lineLength76Characters))
      --part
      Content-Type: application/pdf
      Content-Disposition: attachment; filename*=utf-8''\(file ?? "")

      x
      --part--

      """
  }

  private func encoded(_ words: String) -> String {
    "=?utf-8?b?\(Data(words.utf8).base64EncodedString())?="
  }

  /// An order for each of those customers, strangers' words in every field that has any.
  private var orders: String {
    var lines = [
      "order_number,created_at,channel,customer_name,customer_email,customer_phone,currency,total,"
        + "status,item_title,item_sku,item_quantity,item_price,carrier,tracking_number,"
        + "tracking_url,shipped_at,remarks"
    ]
    let words = words.filter { !$0.contains { "\0\r\n".contains($0) } }
    for number in 0..<40 {
      let own = (0..<9).map { words[(number * 9 + $0) % words.count].replacing("\"", with: "'") }
      let fields = [
        "\(2000 + number)", "2026-11-01", "shop", own[0], "kim.\(number)@customer.example", own[1],
        "EUR", "12.50", own[2], own[3], own[4], "2", "6.25", own[5], own[6],
        "https://track.example/\(own[7])", "2026-11-02", own[8],
      ]
      lines.append(fields.map { "\"\($0)\"" }.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
