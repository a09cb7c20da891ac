import Foundation
import Glibc

/// What a server said that it should not have, or a line that did not come.
package struct TalkFailed: Error, CustomStringConvertible {
  /// A sentence for the test's output.
  package var description: String
}

/// A connection to a server on this computer, in the clear, that knows nothing of our own mail code.
///
/// It blocks: call it through `PlainTalk.with`.
package final class PlainTalk {
  private let socket: Int32
  private var waiting: [UInt8] = []

  private init(_ port: Int) throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw TalkFailed(description: "nobody answers at port \(port)") }
  }

  deinit {
    close(socket)
  }

  /// Talks to the server at a port, on a thread that may block.
  package static func with<Value: Sendable>(
    _ port: Int, _ talk: @escaping @Sendable (PlainTalk) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try talk(PlainTalk(port)) })
      }
    }
  }

  /// Sends bytes as they are.
  package func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw TalkFailed(description: "the server takes no more") }
      rest = rest.dropFirst(count)
    }
  }

  /// Sends a line.
  package func send(_ line: String) throws {
    try send(Array("\(line)\r\n".utf8))
  }

  /// The next line, without its end.
  package func line() throws -> String {
    while true {
      if let end = waiting.firstIndex(of: 0x0A) {
        let line = waiting[..<end]
        waiting = Array(waiting[(end + 1)...])
        return String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
      }
      try fill()
    }
  }

  /// The next so many bytes.
  package func bytes(_ count: Int) throws -> [UInt8] {
    while waiting.count < count { try fill() }
    let bytes = Array(waiting.prefix(count))
    waiting = Array(waiting.dropFirst(count))
    return bytes
  }

  private func fill() throws {
    var place = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    guard poll(&place, 1, 30_000) > 0 else {
      throw TalkFailed(description: "the server is silent")
    }
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(socket, &piece, piece.count, 0)
    guard count > 0 else { throw TalkFailed(description: "the server hung up") }
    waiting += piece.prefix(count)
  }
}

// MARK: - IMAP

extension PlainTalk {
  /// Signs in to an IMAP server.
  package func signIn(_ user: String, _ password: String) throws {
    _ = try line()
    try ask("LOGIN \"\(user)\" \"\(password)\"")
  }

  /// Says a command and returns the lines before its OK.
  @discardableResult
  package func ask(_ command: String) throws -> [String] {
    try send("q \(command)")
    var lines: [String] = []
    while true {
      let line = try line()
      if line.hasPrefix("q OK") { return lines }
      guard !line.hasPrefix("q "), !line.hasPrefix("+") else {
        throw TalkFailed(description: "\(command): \(line)")
      }
      lines.append(line)
    }
  }

  /// Every mail of a folder with its UID, as the server gives it out.
  package func mails(in folder: String) throws -> [(uid: Int, bytes: [UInt8])] {
    let lines = try ask("EXAMINE \"\(folder)\"")
    guard !lines.contains("* 0 EXISTS") else { return [] }
    try send("f UID FETCH 1:* (UID BODY.PEEK[])")
    var mails: [(uid: Int, bytes: [UInt8])] = []
    while true {
      let line = try line()
      if line.hasPrefix("f OK") { return mails }
      guard let match = line.firstMatch(of: /^\* \d+ FETCH \(UID (\d+) BODY\[\] \{(\d+)\}$/),
        let uid = Int(match.1), let count = Int(match.2)
      else { throw TalkFailed(description: "no mail: \(line)") }
      mails.append((uid, try bytes(count)))
      guard try self.line() == ")" else { throw TalkFailed(description: "more than asked for") }
    }
  }
}

// MARK: - SMTP

extension PlainTalk {
  /// Hands a mail in, its lines ended by CRLF.
  package func handIn(_ bytes: [UInt8], from sender: String, to recipient: String) throws {
    try expect("220")
    try send("EHLO client.example")
    try expect("250")
    try send("MAIL FROM:<\(sender)>")
    try expect("250")
    try send("RCPT TO:<\(recipient)>")
    try expect("250")
    try send("DATA")
    try expect("354")
    try send(bytes + Array("\r\n.\r\n".utf8))
    try expect("250")
    try send("QUIT")
  }

  private func expect(_ code: String) throws {
    while true {
      let line = try line()
      guard line.hasPrefix(code) else {
        throw TalkFailed(description: "not \(code), but: \(line)")
      }
      if line.dropFirst(3).first != "-" { return }
    }
  }
}
