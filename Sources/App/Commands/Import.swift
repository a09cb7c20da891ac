import ArgumentParser
import Desk
import Domain
import Foundation
import Mail
import Store
import Sync

/// Brings old mail in.
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring in mail from mbox, Maildir or .eml files.",
    discussion: """
      Messages that are here already are counted as duplicates; a broken one is kept in quarantine \
      and counted, and never stops the others. - reads a mailbox from standard input.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Files or Maildir folders.") var paths: [String]
  @Option(help: "The account they belong to.") var account: String?

  func run() async throws {
    let settings = try global.settings()
    for path in paths where path != "-" {
      guard FileManager.default.isReadableFile(atPath: path) else {
        throw Failure(
          .malformedInput, "\(path) is not there or cannot be read; nothing was imported")
      }
    }
    let store = try StoreOpening.open(global.storePath)
    let relays = try Syncing.relays(for: settings.accounts.map(\.account))
    let owner = try owner(settings)
    let start = Date()
    var total = Reception.Tally()
    var unread: [String] = []
    for path in paths {
      let archive = MailArchive(path: path == "-" ? nil : path)
      var work = Import(
        into: store, account: owner, relays: relays, seed: .random(in: .min ... .max))
      let before = total
      total += try await storing { () throws(StoreError) in
        try await work.run(archive) { tally in
          global.output.progress(before.messages + tally.messages, of: nil, "messages")
        }
      }
      unread += work.unread
    }
    global.output.progressEnded()
    let seconds = (Date().timeIntervalSince(start) * 100).rounded() / 100
    global.output.result(
      JSON.object([
        "messages": .int(total.messages), "tickets": .int(total.tickets),
        "duplicates": .int(total.duplicates), "quarantined": .int(total.quarantined),
        "failed": .int(unread.count), "seconds": .number(seconds),
      ]),
      "\(Wording.count(total.messages, "message")), \(Wording.count(total.tickets, "ticket")), "
        + "\(Wording.count(total.duplicates, "duplicate")), "
        + "\(total.quarantined) quarantined, in \(seconds) s")
    for file in unread { global.output.remark(file) }
    if let failure = failure(total, unread) { throw failure }
  }

  /// What is wrong with it all; a few broken messages among others are only remarked.
  private func failure(_ total: Reception.Tally, _ unread: [String]) -> Failure? {
    let place = paths.joined(separator: ", ")
    let kept = "kept in quarantine, `shopbell search is:quarantined` lists them"
    guard unread.isEmpty else {
      return Failure(
        .inputOutput,
        "\(place): \(Wording.count(unread.count, "file")) could not be read; the others are imported"
      )
    }
    guard total.messages > 0 else {
      return Failure(.malformedInput, "\(place): there is no message in it")
    }
    guard total.quarantined < total.messages else {
      return Failure(
        .malformedInput, "\(place): nothing in it reads as a customer's mail; it is \(kept)")
    }
    if total.quarantined > 0 { global.output.remark("\(total.quarantined) are \(kept)") }
    return nil
  }

  /// The account the mail belongs to; one without settings stands for "some mailbox of ours".
  private func owner(_ settings: Settings) throws(Failure) -> Account {
    if let account {
      if let found = settings.account(account)?.account { return found }
      guard !settings.accounts.isEmpty else {
        return Account(name: account, type: "mail", address: settings.agent.address)
      }
      let near = Problem.nearest(to: account, among: settings.accounts.map(\.account.name))
      throw Failure(
        .usage, "no account is called \(account)" + (near.map { "; did you mean \($0)?" } ?? ""))
    }
    let mailboxes = settings.accounts.map(\.account).filter { $0.type == SettingsReading.mailbox }
    return mailboxes.first
      ?? Account(name: "import", type: "mail", address: settings.agent.address)
  }
}

/// Brings in orders, for shops without an API key.
struct ImportOrdersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-orders", abstract: "Bring in orders from a CSV or JSON file.",
    discussion: """
      Columns: order_number, created_at, channel, customer_name, customer_email, customer_phone, \
      currency, total, status, item_title, item_sku, item_quantity, item_price, carrier, \
      tracking_number, tracking_url, shipped_at, delivered_at; one line an item, unknown columns \
      are kept. The order exports of Shopify and WooCommerce are read as they are.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "The file.") var file: String
  @Option(help: "The channel of orders whose line names none.") var channel = "shop"

  func run() async throws {
    let settings = try global.settings()
    let text = try InputReading.file(file)
    let result = OrderImport(
      path: file, channel: ChannelName(rawValue: channel), zone: settings.zone, now: Instant(Date())
    ).read(text)
    if result.orders.isEmpty {
      throw Failure(
        .malformedInput,
        result.problems.isEmpty ? [Problem(file: file, "there is no order in it")] : result.problems
      )
    }
    let store = try StoreOpening.open(global.storePath)
    var updated = 0
    for start in stride(from: 0, to: result.orders.count, by: 500) {
      let part = Array(result.orders[start..<min(start + 500, result.orders.count)])
      let numbers = part.map(\.number)
      let known = try await storing { () throws(StoreError) in
        try await store.ask(.orders(numbers: numbers, addresses: [], tracking: []))
      }
      if case .orders(let orders) = known {
        let ids = Set(orders.map(\.id))
        updated += part.count { ids.contains($0.id) }
      }
      try await storing { () throws(StoreError) in
        _ = try await store.commit([], facts: part.map { .order($0) }, by: .importer)
      }
    }
    for problem in result.problems { global.output.remark(problem.description) }
    global.output.result(
      JSON.object([
        "orders": .int(result.orders.count), "items": .int(result.items), "updated": .int(updated),
        "failed": .int(result.problems.count),
      ]),
      "\(Wording.count(result.orders.count, "order")), \(Wording.count(result.items, "item")), "
        + "\(updated) of the orders updated"
        + (result.problems.isEmpty
          ? "" : ", \(Wording.count(result.problems.count, "line")) failed"))
  }
}
