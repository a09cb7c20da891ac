import NIOCore
import NIOPosix
package import Wire

/// The real name servers, asked over UDP, and over TCP for what does not fit into a datagram
/// (RFC 1035, section 4.2).
package struct NameServers: NameLookup {
  /// Where one is.
  package struct Server: Hashable, Sendable {
    /// An IP address; names would have to be asked for.
    package var address: String
    /// 53 unless a test says otherwise.
    package var port: Int

    /// A name server.
    package init(_ address: String, port: Int = 53) {
      self.address = address
      self.port = port
    }
  }

  private let loops: Loops
  private let servers: [Server]
  private let chance: @Sendable () -> UInt16

  /// Those servers, in that order; `chance` gives each question a number that no stranger guesses
  /// (RFC 5452, section 4.3).
  package init(
    on loops: Loops, _ servers: [Server],
    chance: @escaping @Sendable () -> UInt16 = { UInt16.random(in: 0...UInt16.max) }
  ) {
    self.loops = loops
    self.servers = servers
    self.chance = chance
  }

  /// Asks one server after the other, and each once more: a datagram may be lost.
  package func records(
    for question: DNSQuestion, within limit: Duration
  ) async throws(TransportError) -> [DNSRecord] {
    var failure = TransportError.unreachable(reason: "no name server is known")
    for server in servers + servers {
      guard !Task.isCancelled else { throw .closed(reason: "cancelled") }
      do throws(TransportError) {
        return try await ask(server, question, within: limit / (2 * servers.count))
      } catch {
        failure = error
      }
    }
    throw failure
  }

  private func ask(
    _ server: Server, _ question: DNSQuestion, within limit: Duration
  ) async throws(TransportError) -> [DNSRecord] {
    do {
      return try await withThrowingTaskGroup(of: [DNSRecord]?.self) { group in
        group.addTask { try await records(from: server, question, within: limit) }
        group.addTask {
          try await Task.sleep(for: limit)
          return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let records = first else {
          throw TransportError.timedOut
        }
        return records
      }
    } catch {
      throw TransportError(error, host: server.address)
    }
  }

  private func records(
    from server: Server, _ question: DNSQuestion, within limit: Duration
  ) async throws -> [DNSRecord] {
    let id = chance()
    var reply = try await overUDP(server, question, id)
    if reply == .truncated { reply = try await overTCP(server, question, id, within: limit) }
    switch reply {
    case .records(let records): return records
    case .refused(let code):
      throw TransportError.unreachable(reason: "the name server answers with error \(code)")
    case .truncated, .broken, .foreign:
      throw TransportError.closed(reason: "the name server's answer cannot be read")
    }
  }
}

// MARK: - Carrying

extension NameServers {
  private typealias Datagram = AddressedEnvelope<ByteBuffer>

  /// How many strange datagrams are looked at before the true one is given up.
  private static let patience = 32
  /// A longer answer says nothing that is wanted here.
  private static let longest = 16 << 10

  /// A socket of its own for each question, so that its port is as hard to guess as the number;
  /// connected, so that only the server is heard.
  private func overUDP(
    _ server: Server, _ question: DNSQuestion, _ id: UInt16
  ) async throws -> DNSReply {
    let address = try SocketAddress(ipAddress: server.address, port: server.port)
    let channel = try await DatagramBootstrap(group: loops.group).connect(to: address) { channel in
      channel.eventLoop.makeCompletedFuture {
        try NIOAsyncChannel<Datagram, Datagram>(wrappingChannelSynchronously: channel)
      }
    }
    return try await channel.executeThenClose { inbound, outbound in
      let message = ByteBuffer(bytes: question.message(id: id))
      try await outbound.write(Datagram(remoteAddress: address, data: message))
      var strange = 0
      for try await datagram in inbound {
        let reply = DNSReply(Array(datagram.data.readableBytesView), to: question, id: id)
        guard reply == .foreign, strange < Self.patience else { return reply }
        strange += 1
      }
      throw TransportError.closed(reason: "no answer came")
    }
  }

  /// Two bytes of length go before the message (RFC 1035, section 4.2.2).
  private func overTCP(
    _ server: Server, _ question: DNSQuestion, _ id: UInt16, within limit: Duration
  ) async throws -> DNSReply {
    let endpoint = Endpoint(host: server.address, port: server.port, security: .plain)
    let stream = try await Dialler(loops: loops).dial(endpoint, within: limit)
    let message = question.message(id: id)
    do {
      try await stream.write(
        [UInt8(message.count >> 8), UInt8(message.count & 0xFF)] + message, within: limit)
      var bytes: [UInt8] = []
      while bytes.count < 2 || bytes.count < 2 + Self.length(of: bytes) {
        let more = try await stream.read(within: limit)
        bytes += more
        guard !more.isEmpty, bytes.count < 2 || Self.length(of: bytes) <= Self.longest else {
          throw TransportError.closed(reason: "the name server's answer cannot be read")
        }
      }
      await stream.close()
      return DNSReply(Array(bytes[2..<(2 + Self.length(of: bytes))]), to: question, id: id)
    } catch {
      await stream.close()
      throw error
    }
  }

  private static func length(of bytes: [UInt8]) -> Int {
    Int(bytes[0]) << 8 | Int(bytes[1])
  }
}
