import Dispatch
import Foundation
import Glibc

/// A name server on a port of this computer that answers with whatever bytes a test wants, over
/// UDP: none, one or several datagrams for each question.
package final class StubNameServer: Sendable {
  /// Its port of 127.0.0.1.
  package let port: Int
  /// Only ever cancelled, which any thread may do.
  nonisolated(unsafe) private let source: any DispatchSourceRead

  /// Listens until it is closed; port 0 takes any free one.
  package init(
    port: Int = 0, _ answers: @escaping @Sendable ([UInt8]) -> [[UInt8]]
  ) throws {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { throw POSIXError(.EMFILE) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, size) == 0 && getsockname(socket, $0, &size) == 0
      }
    }
    guard isBound else {
      Glibc.close(socket)
      throw POSIXError(.EADDRINUSE)
    }
    self.port = Int(in_port_t(bigEndian: address.sin_port))
    source = DispatchSource.makeReadSource(fileDescriptor: socket)
    source.setEventHandler { Self.answer(socket, answers) }
    source.setCancelHandler { Glibc.close(socket) }
    source.activate()
  }

  /// Answers nobody any more.
  package func close() {
    source.cancel()
  }

  private static func answer(_ socket: Int32, _ answers: ([UInt8]) -> [[UInt8]]) {
    var question = [UInt8](repeating: 0, count: 2048)
    var client = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &client) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { client in
        let count = recvfrom(socket, &question, question.count, 0, client, &size)
        guard count > 0 else { return }
        for bytes in answers(Array(question[..<count])) {
          _ = sendto(socket, bytes, bytes.count, 0, client, size)
        }
      }
    }
  }
}

/// Messages of a name server, byte by byte, the wrong ones too.
package enum DNSBytes {
  /// A name without pointers.
  package static func name(_ text: String) -> [UInt8] {
    text.utf8.split(separator: 0x2E).flatMap { [UInt8($0.count)] + $0 } + [0]
  }

  /// Two bytes.
  package static func word(_ value: Int) -> [UInt8] {
    [UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
  }

  /// A record; its owner is the question's name (a pointer to it) unless another is given.
  package static func record(
    _ type: Int, _ data: [UInt8], owner: [UInt8] = [0xC0, 12], class kind: Int = 1
  ) -> [UInt8] {
    owner + word(type) + word(kind) + [0, 0, 1, 0] + word(data.count) + data
  }

  /// Who takes the mail.
  package static func mx(_ preference: Int, _ host: String) -> [UInt8] {
    record(15, word(preference) + name(host))
  }

  /// Where a service is.
  package static func srv(
    _ priority: Int, _ weight: Int, _ port: Int, _ host: String
  ) -> [UInt8] {
    record(33, word(priority) + word(weight) + word(port) + name(host))
  }

  /// An answer to the question in `question`, which is repeated as it was asked.
  package static func answer(
    to question: [UInt8], _ records: [[UInt8]], flags: Int = 0x8180, count: Int? = nil
  ) -> [UInt8] {
    var bytes = Array(question.prefix(2))
    for value in [flags, 1, count ?? records.count, 0, 0] { bytes += word(value) }
    bytes += asked(question)
    for record in records { bytes += record }
    return bytes
  }

  /// The question's own bytes: name, type and class.
  package static func asked(_ question: [UInt8]) -> [UInt8] {
    let rest = question.dropFirst(12)
    guard let end = rest.firstIndex(of: 0) else { return [] }
    return Array(rest[...min(end + 4, rest.endIndex - 1)])
  }

  /// The name that is asked for.
  package static func name(in question: [UInt8]) -> String {
    var labels: [String] = []
    var rest = question.dropFirst(12)
    while let count = rest.popFirst(), count > 0 {
      labels.append(String(decoding: rest.prefix(Int(count)), as: UTF8.self))
      rest = rest.dropFirst(Int(count))
    }
    return labels.joined(separator: ".")
  }
}
