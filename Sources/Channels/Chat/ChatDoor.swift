import ChannelKit
import Wire

/// Opens the bridge's socket for each line.
struct ChatDoor: LineDoor {
  /// The longest answer.
  private static let limit = 32_000_000

  let path: String
  let transport: any Transport

  var name: String { "the chat bridge at \(path)" }

  func exchange(_ line: [UInt8], isRepeatable: Bool) async throws(ChannelError) -> [UInt8] {
    let stream: any ByteStream
    do throws(TransportError) {
      stream = try await transport.connect(Endpoint(local: path), within: .seconds(10))
    } catch {
      throw .unreachable(reason: "\(name): \(error.description)")
    }
    let answer = await Self.talk(line, over: stream)
    await stream.close()
    switch answer {
    case .success(let bytes): return bytes
    case .failure(.tooLarge(let limit)) where isRepeatable:
      throw .unreadable(excerpt: "\(name): the answer is longer than \(limit) bytes")
    case .failure(.unreachable(let reason)): throw .unreachable(reason: "\(name): \(reason)")
    case .failure(let error):
      throw lost("did not answer to the end: \(error.description)", isRepeatable: isRepeatable)
    }
  }

  private static func talk(
    _ line: [UInt8], over stream: any ByteStream
  ) async -> Result<[UInt8], TransportError> {
    do throws(TransportError) {
      try await stream.write(line, within: .seconds(20))
      var answer: [UInt8] = []
      while !LineAnswer.isWhole(answer) {
        let bytes = try await stream.read(within: .seconds(60))
        if bytes.isEmpty { break }
        answer += bytes
        guard answer.count <= limit else { throw .tooLarge(limit: limit) }
      }
      return .success(answer)
    } catch {
      return .failure(error)
    }
  }
}
