import Wire

/// Reads lines and counted bytes from a client, for the simulated servers.
struct ServiceLines: Sendable {
  private let stream: any ByteStream
  private var buffer: [UInt8] = []

  init(_ stream: any ByteStream) { self.stream = stream }

  /// The next line without its end; `nil` when the client has gone.
  mutating func line() async -> [UInt8]? {
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        var line = Array(buffer[..<end])
        buffer.removeFirst(end + 1)
        if line.last == 0x0D { line.removeLast() }
        return line
      }
      guard await more() else { return nil }
    }
  }

  /// The next `count` bytes; `nil` when the client has gone.
  mutating func bytes(_ count: Int) async -> [UInt8]? {
    while buffer.count < count {
      guard await more() else { return nil }
    }
    let result = Array(buffer[..<count])
    buffer.removeFirst(count)
    return result
  }

  private mutating func more() async -> Bool {
    guard let bytes = try? await stream.read(within: .seconds(3600)), !bytes.isEmpty else {
      return false
    }
    buffer.append(contentsOf: bytes)
    return true
  }
}
