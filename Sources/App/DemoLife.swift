import AfterShip
import ChannelKit
import Demo
import Domain
import Mailbox
import Mirakl
import Sync
import WooCommerce

/// The demo's channels beside its mailbox: the shops' doubles in memory behind the channels
/// themselves, so that all that happens goes the way it always goes.
struct DemoLife: Sendable {
  /// A marketplace whose customers write by its own interface.
  private let marketplace: SmallShop
  /// The shop's own orders; whoever follows parcels follows theirs.
  private let ownShop: SmallShop
  private let beginning: Instant
  private let timepiece: Timepiece

  /// Life as it begins at a moment.
  init(at now: Instant, timepiece: Timepiece = .system) {
    beginning = now
    self.timepiece = timepiece
    marketplace = SmallShop(SampleLife.marketplace(at: now))
    ownShop = SmallShop(SampleLife.ownShop(at: now))
  }

  /// The accounts that are signed in to them.
  var accounts: [SyncAccount] {
    [
      account(MiraklSimulator.self, at: marketplace),
      account(WooCommerceSimulator.self, at: ownShop),
      account(AfterShipSimulator.self, at: ownShop),
    ]
  }

  private func account(_ simulator: any Simulator.Type, at shop: SmallShop) -> SyncAccount {
    let meter = simulator.channel.profile.quota.map { QuotaMeter($0, now: timepiece.now) }
    return SyncAccount(account: simulator.account, meter: meter) { () throws(ChannelError) in
      meter.map { simulator.metered(at: shop, $0) } ?? simulator.channel(at: shop)
    }
  }

  /// Customers write, and answer what is written to them, until cancelled.
  func go(on engine: SyncEngine, _ mailbox: MailboxSimulator) async {
    await withDiscardingTaskGroup { group in
      for turn in SampleLife.turns(from: beginning) {
        group.addTask { await take(turn, engine, mailbox) }
      }
      group.addTask { await answer(on: engine) }
    }
  }

  private func take(
    _ turn: SampleLife.Turn, _ engine: SyncEngine, _ mailbox: MailboxSimulator
  ) async {
    await timepiece.sleep(.milliseconds(turn.after.milliseconds))
    guard !Task.isCancelled else { return }
    switch turn.act {
    case .says(let saying):
      await keepTime()
      await marketplace.change(saying)
      await engine.tryAgain(MiraklSimulator.account.name)
    case .buys(let order):
      await keepTime()
      await ownShop.change { $0.put(order) }
    case .mails(let mail):
      await mailbox.deliver(mail.bytes, receivedAt: timepiece.now().date)
    }
  }

  /// A customer of the marketplace answers the first answer in each conversation.
  private func answer(on engine: SyncEngine) async {
    var thanked: Set<String> = []
    while !Task.isCancelled {
      await timepiece.sleep(.seconds(1))
      await keepTime()
      let answered = await marketplace.state.talks
        .filter { $0.words.last?.author == .us && !thanked.contains($0.id) }.map(\.id)
      for talk in answered {
        thanked.insert(talk)
        let (span, words) = SampleLife.thanks
        await timepiece.sleep(.milliseconds(span.milliseconds))
        guard !Task.isCancelled else { return }
        await keepTime()
        await marketplace.change { $0.say(words, in: talk) }
        await engine.tryAgain(MiraklSimulator.account.name)
      }
    }
  }

  /// The shops' clocks go as ours does.
  private func keepTime() async {
    let now = timepiece.now()
    for shop in [marketplace, ownShop] { await shop.change { $0.now = now } }
  }
}
