import Foundation
import Sockets
import TestKit
import Testing
import Wire

/// Loops, a transport and a listener that live as long as one test.
func withServer(
  _ identity: Listener.Identity? = nil, ca: String? = nil,
  serve: @escaping @Sendable (any ByteStream) async -> Void,
  test: (LiveTransport, Int) async throws -> Void
) async throws {
  let loops = Loops(threads: 1)
  let transport = try LiveTransport(on: loops, ca: ca)
  let listener = try await Listener.open(on: loops, identity: identity, serve: serve)
  let outcome: Result<Void, any Error>
  do {
    outcome = .success(try await test(transport, listener.port))
  } catch {
    outcome = .failure(error)
  }
  await listener.close()
  await transport.shutDown()
  await loops.shutDown()
  try outcome.get()
}

/// Sends back what comes.
@Sendable func echo(_ stream: any ByteStream) async {
  while let bytes = try? await stream.read(), !bytes.isEmpty {
    guard (try? await stream.write(bytes)) != nil else { return }
  }
}

extension ByteStream {
  /// Exactly so many bytes, or fewer at the end.
  func read(count: Int) async throws -> [UInt8] {
    var result: [UInt8] = []
    while result.count < count {
      let bytes = try await read(within: .seconds(60))
      guard !bytes.isEmpty else { break }
      result += bytes
    }
    return result
  }
}

struct SocketTests {
  @Test func bytesGoThereAndBack() async throws {
    try await withServer(serve: echo) { transport, port in
      let stream = try await transport.connect(
        Endpoint(host: "127.0.0.1", port: port, security: .plain))
      let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
      try await stream.write(bytes)
      #expect(try await stream.read(count: bytes.count) == bytes)
      await stream.close()
      await stream.close()
    }
  }

  @Test func aClosedPortIsUnreachable() async throws {
    try await withServer(serve: echo) { transport, _ in
      let error = await #expect(throws: TransportError.self) {
        _ = try await transport.connect(Endpoint(host: "127.0.0.1", port: 1, security: .plain))
      }
      guard case .unreachable = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }

  @Test func theEndIsEmptyAndAfterTheLastBytes() async throws {
    let serve: @Sendable (any ByteStream) async -> Void = { try? await $0.write([1, 2, 3]) }
    try await withServer(serve: serve) { transport, port in
      let stream = try await transport.connect(
        Endpoint(host: "127.0.0.1", port: port, security: .plain))
      #expect(try await stream.read(count: 10) == [1, 2, 3])
      #expect(try await stream.read() == [])
    }
  }

  @Test func silenceEndsAtTheDeadline() async throws {
    let serve: @Sendable (any ByteStream) async -> Void = { _ = try? await $0.read() }
    try await withServer(serve: serve) { transport, port in
      let stream = try await transport.connect(
        Endpoint(host: "127.0.0.1", port: port, security: .plain))
      await #expect(throws: TransportError.timedOut) {
        try await stream.read(within: .milliseconds(50))
      }
      await #expect(throws: TransportError.self) { try await stream.write([1]) }
    }
  }

  @Test func cancellationEndsAPendingRead() async throws {
    let serve: @Sendable (any ByteStream) async -> Void = { _ = try? await $0.read() }
    try await withServer(serve: serve) { transport, port in
      let stream = try await transport.connect(
        Endpoint(host: "127.0.0.1", port: port, security: .plain))
      let reading = Task { try await stream.read(within: .seconds(60)) }
      reading.cancel()
      await #expect(throws: TransportError.closed(reason: "cancelled")) {
        try await reading.value
      }
    }
  }

  @Test func aServerThatReadsNothingStopsAWriteAtItsDeadline() async throws {
    let serve: @Sendable (any ByteStream) async -> Void = { stream in
      _ = try? await stream.read()
      await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
        Task {
          // Holds the stream without reading, until the client has given up.
          while (try? await stream.write([0])) != nil { await Task.yield() }
          waiter.resume()
        }
      }
    }
    try await withServer(serve: serve) { transport, port in
      let stream = try await transport.connect(
        Endpoint(host: "127.0.0.1", port: port, security: .plain))
      let error = await #expect(throws: TransportError.self) {
        try await stream.write([UInt8](repeating: 7, count: 64 << 20), within: .milliseconds(300))
      }
      #expect(error == .timedOut)
    }
  }
}

struct TLSTests {
  @Test(arguments: ["localhost", "127.0.0.1"])
  func aCertificateOfAKnownRootIsTaken(_ host: String) async throws {
    let certificates = try #require(try TestCertificates(), "needs the openssl command")
    defer { certificates.remove() }
    let identity = Listener.Identity(
      certificate: certificates.certificate, key: certificates.key)
    try await withServer(identity, serve: echo) { transport, port in
      let stream = try await transport.connect(
        Endpoint(host: host, port: port, security: .tls, ca: certificates.root))
      try await stream.write(Array("hello".utf8))
      #expect(try await stream.read(count: 5) == Array("hello".utf8))
      await stream.close()
    }
  }

  @Test(arguments: [
    (TestCertificates.Claim.loopback, 2, false), (.elsewhere, 2, true), (.loopback, -1, true),
  ])
  func otherCertificatesAreRefusedAndNamed(
    _ claim: TestCertificates.Claim, _ days: Int, _ isRootKnown: Bool
  ) async throws {
    let certificates = try #require(
      try TestCertificates(claim, days: days), "needs the openssl command")
    defer { certificates.remove() }
    let identity = Listener.Identity(
      certificate: certificates.certificate, key: certificates.key)
    for host in ["localhost", "127.0.0.1"] {
      try await withServer(identity, serve: echo) { transport, port in
        let ca = isRootKnown ? certificates.root : nil
        let error = await #expect(throws: TransportError.self) {
          _ = try await transport.connect(
            Endpoint(host: host, port: port, security: .tls, ca: ca))
        }
        guard case .certificate(host, _) = error else {
          Issue.record("\(String(describing: error))")
          return
        }
      }
    }
  }

  @Test func anOpenStreamIsUpgraded() async throws {
    let certificates = try #require(try TestCertificates(), "needs the openssl command")
    defer { certificates.remove() }
    let identity = Listener.Identity(
      certificate: certificates.certificate, key: certificates.key, moment: .onUpgrade)
    let serve: @Sendable (any ByteStream) async -> Void = { stream in
      _ = try? await stream.read()
      try? await stream.write(Array("go".utf8))
      try? await stream.upgradeToTLS()
      await echo(stream)
    }
    try await withServer(identity, serve: serve) { transport, port in
      let stream = try await transport.connect(
        Endpoint(host: "localhost", port: port, security: .startTLS, ca: certificates.root))
      try await stream.write([1])
      #expect(try await stream.read(count: 2) == Array("go".utf8))
      try await stream.upgradeToTLS()
      try await stream.write(Array("secret".utf8))
      #expect(try await stream.read(count: 6) == Array("secret".utf8))
      await stream.close()
    }
  }

  @Test func bytesBeforeTheUpgradeCloseTheStream() async throws {
    let certificates = try #require(try TestCertificates(), "needs the openssl command")
    defer { certificates.remove() }
    let identity = Listener.Identity(
      certificate: certificates.certificate, key: certificates.key, moment: .onUpgrade)
    let serve: @Sendable (any ByteStream) async -> Void = { stream in
      try? await stream.write(Array("a1 OK\r\n".utf8))
      _ = try? await stream.read()
      try? await stream.write(Array("* injected\r\n".utf8))
      try? await stream.upgradeToTLS()
    }
    try await withServer(identity, serve: serve) { transport, port in
      let stream = try await transport.connect(
        Endpoint(host: "localhost", port: port, security: .startTLS, ca: certificates.root))
      #expect(try await stream.read(count: 7) == Array("a1 OK\r\n".utf8))
      try await stream.write([1])
      await #expect(throws: TransportError.self) { try await stream.upgradeToTLS() }
      await #expect(throws: TransportError.self) { try await stream.write([2]) }
    }
  }

  @Test func aServerWithoutTLSIsRefused() async throws {
    let serve: @Sendable (any ByteStream) async -> Void = { stream in
      try? await stream.write(Array("* OK plain\r\n".utf8))
      _ = try? await stream.read()
    }
    try await withServer(serve: serve) { transport, port in
      await #expect(throws: TransportError.self) {
        _ = try await transport.connect(
          Endpoint(host: "localhost", port: port, security: .tls), within: .seconds(60))
      }
    }
  }
}

struct HTTPTests {
  /// Answers every request with these bytes.
  static func answering(_ text: String) -> @Sendable (any ByteStream) async -> Void {
    { stream in
      _ = try? await stream.read()
      try? await stream.write(Array(text.utf8))
    }
  }

  @Test func anAnswerComesBackAsAValue() async throws {
    let serve = HTTPTests.answering(
      "HTTP/1.1 429 Slow Down\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\nno")
    try await withServer(serve: serve) { transport, port in
      let answer = try await transport.send(HTTPRequest(.get, "http://127.0.0.1:\(port)/a?b=c"))
      #expect(answer.status == 429)
      #expect(answer.headers["retry-after"] == "7")
      #expect(answer.text == "no")
    }
  }

  @Test func redirectsAreNotFollowed() async throws {
    let serve = HTTPTests.answering(
      "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
    try await withServer(serve: serve) { transport, port in
      let answer = try await transport.send(HTTPRequest(.get, "http://127.0.0.1:\(port)/"))
      #expect(answer.status == 302)
    }
  }

  @Test func tooLongAnswersAreGivenUp() async throws {
    let serve = HTTPTests.answering(
      "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world")
    try await withServer(serve: serve) { transport, port in
      await #expect(throws: TransportError.tooLarge(limit: 5)) {
        try await transport.send(
          HTTPRequest(.get, "http://127.0.0.1:\(port)/", answerLimit: 5))
      }
    }
  }

  @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"])
  func silenceEndsAtTheDeadline(_ beginning: String) async throws {
    let serve: @Sendable (any ByteStream) async -> Void = { stream in
      _ = try? await stream.read()
      try? await stream.write(Array(beginning.utf8))
      _ = try? await stream.read()
    }
    try await withServer(serve: serve) { transport, port in
      await #expect(throws: TransportError.timedOut) {
        try await transport.send(
          HTTPRequest(.get, "http://127.0.0.1:\(port)/", deadline: .milliseconds(200)))
      }
    }
  }

  @Test func onlyThisComputerIsAskedWithoutTLS() async throws {
    try await withServer(serve: echo) { transport, _ in
      let error = await #expect(throws: TransportError.self) {
        try await transport.send(HTTPRequest(.get, "http://shop.example/"))
      }
      #expect(error?.description.contains("without TLS") == true)
    }
  }
}
