package import Wire

/// One end of a stream in memory: what is written to one end is read from the other.
package struct BytePipe: ByteStream {
  private let incoming: AsyncStream<[UInt8]>
  private let arrivals: AsyncStream<[UInt8]>.Continuation
  private let departures: AsyncStream<[UInt8]>.Continuation

  /// Two ends of one stream.
  package static func pair() -> (BytePipe, BytePipe) {
    let (oneWay, one) = AsyncStream.makeStream(of: [UInt8].self)
    let (otherWay, other) = AsyncStream.makeStream(of: [UInt8].self)
    return (
      BytePipe(incoming: oneWay, arrivals: one, departures: other),
      BytePipe(incoming: otherWay, arrivals: other, departures: one)
    )
  }

  package func read(within limit: Duration) async throws(TransportError) -> [UInt8] {
    let outcome = await withTaskGroup(of: Result<[UInt8], TransportError>.self) { group in
      group.addTask {
        var iterator = incoming.makeAsyncIterator()
        let bytes = await iterator.next()
        return Task.isCancelled ? .failure(.closed(reason: "cancelled")) : .success(bytes ?? [])
      }
      group.addTask {
        do {
          try await Task.sleep(for: limit)
          return .failure(.timedOut)
        } catch {
          return .failure(.closed(reason: "cancelled"))
        }
      }
      let first = await group.next() ?? .success([])
      group.cancelAll()
      return first
    }
    if case .failure = outcome { await close() }
    return try outcome.get()
  }

  package func write(_ bytes: [UInt8], within limit: Duration) async throws(TransportError) {
    guard !bytes.isEmpty else { return }
    guard case .enqueued = departures.yield(bytes) else {
      throw .closed(reason: "the other end is closed")
    }
  }

  /// Memory needs no protection: this only marks the moment.
  package func upgradeToTLS(within limit: Duration) async throws(TransportError) {}

  package func close() async {
    departures.finish()
    arrivals.finish()
  }
}
