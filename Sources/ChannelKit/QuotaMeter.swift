package import Domain
package import Wire

/// What a shop last told of one account's quota, whichever of its answers did.
package actor QuotaMeter {
  private let mark: QuotaMark
  private let now: @Sendable () -> Instant
  /// What it told; `nil` while it has told nothing.
  package private(set) var quota: Quota?

  /// A meter for a channel that tells by `mark`.
  package init(_ mark: QuotaMark, now: @escaping @Sendable () -> Instant) {
    self.mark = mark
    self.now = now
  }

  fileprivate func hear(_ answer: HTTPResponse) {
    if let heard = mark.quota(in: answer, at: now()) { quota = heard }
  }
}

/// Another transport whose answers a meter reads.
package struct MeteredTransport: Transport {
  private let transport: any Transport
  private let meter: QuotaMeter

  /// A transport over `transport`, which only one account uses.
  package init(_ transport: any Transport, _ meter: QuotaMeter) {
    self.transport = transport
    self.meter = meter
  }

  package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let answer = try await transport.send(request)
    await meter.hear(answer)
    return answer
  }

  package func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    try await transport.connect(endpoint, within: limit)
  }

  package func hasRoom(for endpoint: Endpoint) async -> Bool {
    await transport.hasRoom(for: endpoint)
  }
}
