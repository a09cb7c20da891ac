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
    let transport = stand.transport
    let listener = try await Listener.open(on: stand.loops) { client in
      let endpoint = Endpoint(host: "127.0.0.1", port: server, security: .plain)
      guard let stream = try? await transport.connect(endpoint) else { return }
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await carry(.toServer, from: client, to: stream, wire, edit) }
        group.addTask { await carry(.toClient, from: stream, to: client, wire, edit) }
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
    _ way: Way, from: any ByteStream, to: any ByteStream, _ wire: Wiretap,
    _ edit: @Sendable (Way, [UInt8]) async -> [UInt8]?
  ) async {
    while let bytes = try? await from.read(within: .seconds(120)), !bytes.isEmpty {
      wire.hear(bytes, way)
      guard let passed = await edit(way, bytes) else { return }
      do { try await to.write(passed) } catch { return }
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
