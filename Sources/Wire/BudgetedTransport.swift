/// Another transport whose streams keep to a budget.
package struct BudgetedTransport: Transport {
  private let transport: any Transport
  private let budget: ConnectionBudget

  /// A transport over `transport`; all that share `budget` keep to it together.
  package init(_ transport: any Transport, _ budget: ConnectionBudget) {
    self.transport = transport
    self.budget = budget
  }

  package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    try await transport.send(request)
  }

  package func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    let host = endpoint.host.lowercased()
    guard let pass = await budget.enter(host) else { throw .closed(reason: "cancelled") }
    do {
      let stream = try await transport.connect(endpoint, within: limit)
      return BudgetedStream(stream: stream, host: host, pass: pass, budget: budget)
    } catch {
      await budget.leave(host, pass)
      throw error
    }
  }

  package func hasRoom(for endpoint: Endpoint) async -> Bool {
    await budget.hasRoom(to: endpoint.host.lowercased())
  }
}

/// A stream that counts until it is closed.
private struct BudgetedStream: ByteStream {
  let stream: any ByteStream
  let host: String
  let pass: Int
  let budget: ConnectionBudget

  func read(within limit: Duration) async throws(TransportError) -> [UInt8] {
    try await stream.read(within: limit)
  }

  func write(_ bytes: [UInt8], within limit: Duration) async throws(TransportError) {
    try await stream.write(bytes, within: limit)
  }

  func upgradeToTLS(within limit: Duration) async throws(TransportError) {
    try await stream.upgradeToTLS(within: limit)
  }

  func isWanted() async -> Bool { await budget.isCrowded(host) }

  func close() async {
    await stream.close()
    await budget.leave(host, pass)
  }
}
