import Sockets
import Synchronization
import TestKit
import Wire

/// Which way bytes go.
enum Way: Hashable, Sendable {
  case toServer
  case toClient
}

/// All bytes that went through a proxy, since it was last told to forget them.
final class Wiretap: Sendable {
  private let heard = Mutex<[Way: [UInt8]]>([:])

  /// How many bytes went a way.
  func count(_ way: Way) -> Int { bytes(way).count }

  /// The bytes that went a way.
  func bytes(_ way: Way) -> [UInt8] { heard.withLock { $0[way] ?? [] } }

  /// The bytes that went a way, as text.
  func text(_ way: Way) -> String { String(decoding: bytes(way), as: UTF8.self) }

  /// Begins anew.
  func forget() { heard.withLock { $0 = [:] } }

  func hear(_ bytes: [UInt8], _ way: Way) { heard.withLock { $0[way, default: []] += bytes } }
}

/// What a faulty line makes of a piece that goes by.
struct Passage: Sendable {
  /// What is passed on.
  var bytes: [UInt8]
  /// The connection is cut behind it.
  var isLast = false
  /// It is passed on one byte at a time.
  var isDribbled = false
}

/// A faulty line to a server on this computer: it hears all, and may change or cut what goes by.
struct Proxy: Sendable {
  private let listener: Listener

  /// Where it listens.
  var port: Int { listener.port }

  /// Opens one; `edit` returns what is passed on instead, or `nil` to cut the connection.
  static func open(
    on stand: Stand, to server: Int, _ wire: Wiretap,
    edit: @escaping @Sendable (Way, [UInt8]) async -> [UInt8]?
  ) async throws -> Proxy {
    try await open(on: stand, to: server) { way, bytes in
      wire.hear(bytes, way)
      guard let passed = await edit(way, bytes) else { return Passage(bytes: [], isLast: true) }
      return Passage(bytes: passed)
    }
  }

  /// Opens one; `pass` says what becomes of each piece.
  static func open(
    on stand: Stand, to server: Int,
    passing pass: @escaping @Sendable (Way, [UInt8]) async -> Passage
  ) async throws -> Proxy {
    let transport = stand.transport
    let listener = try await Listener.open(on: stand.loops) { client in
      let endpoint = Endpoint(host: "127.0.0.1", port: server, security: .plain)
      guard let stream = try? await transport.connect(endpoint) else { return }
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await carry(.toServer, from: client, to: stream, pass) }
        group.addTask { await carry(.toClient, from: stream, to: client, pass) }
        await group.next()
        await client.close()
        await stream.close()
      }
    }
    return Proxy(listener: listener)
  }

  /// Closes it and its connections.
  func close() async { await listener.close() }

  private static func carry(
    _ way: Way, from: any ByteStream, to: any ByteStream,
    _ pass: @Sendable (Way, [UInt8]) async -> Passage
  ) async {
    while let bytes = try? await from.read(within: .seconds(120)), !bytes.isEmpty {
      let passage = await pass(way, bytes)
      do {
        if passage.isDribbled {
          for byte in passage.bytes { try await to.write([byte]) }
        } else if !passage.bytes.isEmpty {
          try await to.write(passage.bytes)
        }
      } catch { return }
      if passage.isLast { return }
    }
  }
}

/// Connects to this computer under a name that is not this computer's, so that a protection is
/// demanded that loopback addresses are spared.
struct Renamed: Transport {
  /// The name.
  static let host = "mail.shop.example"

  let transport: any Transport

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    try await transport.send(request)
  }

  func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    var endpoint = endpoint
    if endpoint.host == Self.host { endpoint.host = "127.0.0.1" }
    return try await transport.connect(endpoint, within: limit)
  }
}
