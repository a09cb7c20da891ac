import ChannelKit
import Wire

extension ByteStream {
  /// The next bytes; the end of the stream is a failure, since servers say goodbye first.
  func heard(from host: String, within limit: Duration) async throws(ChannelError) -> [UInt8] {
    let bytes: [UInt8]
    do {
      bytes = try await read(within: limit)
    } catch {
      throw ChannelError(error, host: host)
    }
    guard !bytes.isEmpty else {
      throw .unreachable(reason: "\(host): the server ended the connection")
    }
    return bytes
  }

  /// Sends all bytes in pieces, each with a deadline of its own, so that slow lines may be slow.
  func say(_ bytes: [UInt8], to host: String) async throws(ChannelError) {
    let piece = 64 << 10
    do {
      if bytes.count <= piece {
        guard !bytes.isEmpty else { return }
        try await write(bytes)
      } else {
        for start in stride(from: 0, to: bytes.count, by: piece) {
          try await write(Array(bytes[start..<min(start + piece, bytes.count)]))
        }
      }
    } catch {
      throw ChannelError(error, host: host)
    }
  }

  /// Starts TLS.
  func secure(with host: String) async throws(ChannelError) {
    do {
      try await upgradeToTLS()
    } catch {
      throw ChannelError(error, host: host)
    }
  }
}

extension Transport {
  /// Opens a stream.
  func call(_ endpoint: Endpoint) async throws(ChannelError) -> any ByteStream {
    do {
      return try await connect(endpoint)
    } catch {
      throw ChannelError(error, host: endpoint.host)
    }
  }
}
