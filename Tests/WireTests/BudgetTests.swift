import Synchronization
import TestKit
import Testing
import Wire

/// The budget of connections that all accounts share.
struct BudgetTests {
  /// Opens streams that do nothing, and knows how many are open at once.
  private final class Doors: Transport {
    struct State {
      var open = 0
      var most = 0
      var isShut = false
    }

    let state = Mutex(State())

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
      throw .unreachable(reason: "no HTTP here")
    }

    func connect(
      _ endpoint: Endpoint, within limit: Duration
    ) async throws(TransportError) -> any ByteStream {
      let isShut = state.withLock { state in
        if !state.isShut { state.open += 1 }
        state.most = max(state.most, state.open)
        return state.isShut
      }
      if isShut { throw .unreachable(reason: "shut") }
      return Stream(doors: self)
    }
  }

  private struct Stream: ByteStream {
    let doors: Doors
    func read(within limit: Duration) async throws(TransportError) -> [UInt8] { [] }
    func write(_ bytes: [UInt8], within limit: Duration) async throws(TransportError) {}
    func upgradeToTLS(within limit: Duration) async throws(TransportError) {}
    func close() async { doors.state.withLock { $0.open -= 1 } }
  }

  private let doors = Doors()
  private let budget = ConnectionBudget(perHost: 4)
  private var transport: BudgetedTransport { BudgetedTransport(doors, budget) }

  private func endpoint(_ host: String = "imap.shop.example") -> Endpoint {
    Endpoint(host: host, port: 993, security: .tls)
  }

  @Test func neverMoreThanAllowedAndEverybodyGetsATurn() async throws {
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<100 {
        group.addTask { [transport, endpoint] in
          let host = number % 2 == 0 ? "IMAP.shop.example" : "imap.shop.example"
          let stream = try? await transport.connect(endpoint(host))
          for _ in 0..<number % 7 { await Task.yield() }
          await stream?.close()
        }
      }
    }
    #expect(doors.state.withLock { ($0.open, $0.most <= 4) } == (0, true))
    #expect(await budget.count(to: "imap.shop.example") == 0)
  }

  @Test func hostsAreCountedApart() async throws {
    for host in ["a.example", "b.example"] {
      for _ in 0..<4 { _ = try await transport.connect(endpoint(host)) }
    }
    #expect(doors.state.withLock(\.open) == 8)
  }

  @Test func whoWaitsForNewsLeavesRoomForThoseWhoWork() async throws {
    var streams: [any ByteStream] = []
    for number in 0..<3 {
      #expect(await transport.hasRoom(for: endpoint()) == (number < 2), "\(number)")
      streams.append(try await transport.connect(endpoint()))
    }
    #expect(await streams[0].isWanted(), "more than half are open")
    await streams[0].close()
    await streams[0].close()
    #expect(await budget.count(to: "imap.shop.example") == 2, "closing twice counts once")
    #expect(await !streams[1].isWanted())
  }

  @Test func whoIsCancelledWhileWaitingLeavesTheQueue() async throws {
    var streams: [any ByteStream] = []
    for _ in 0..<4 { streams.append(try await transport.connect(endpoint())) }
    let waiting = Task { [transport, endpoint] in
      try await transport.connect(endpoint("imap.shop.example"))
    }
    try await eventually("it waits") { await budget.waiting(for: "imap.shop.example") == 1 }
    waiting.cancel()
    await #expect(throws: TransportError.self) { try await waiting.value }
    for stream in streams { await stream.close() }
    #expect(await budget.count(to: "imap.shop.example") == 0)
    _ = try await transport.connect(endpoint())
  }

  @Test func aConnectionThatFailsCostsNothing() async throws {
    doors.state.withLock { $0.isShut = true }
    for _ in 0..<10 {
      await #expect(throws: TransportError.self) { _ = try await transport.connect(endpoint()) }
    }
    #expect(await budget.count(to: "imap.shop.example") == 0)
  }
}
