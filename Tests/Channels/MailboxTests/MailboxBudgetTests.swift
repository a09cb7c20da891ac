import ChannelKit
import Domain
import Mailbox
import Testing
import Wire

/// Many accounts at one host with few connections.
struct MailboxBudgetTests {
  @Test func manyAccountsShareFewConnections() async throws {
    let stand = MailboxStand()
    await stand.deliver(150)
    let budget = ConnectionBudget(perHost: 3)
    let transport = BudgetedTransport(MailboxSimulatorTransport(stand.simulator), budget)
    await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let channel = stand.channel(sent: nil, transport: transport)
          return (try? await channel.all().arrivals.count) ?? -1
        }
      }
      for await count in group { #expect(count == 150) }
    }
    #expect(await budget.count(to: "localhost") <= 2, "what is not in use is closed")
  }
}
