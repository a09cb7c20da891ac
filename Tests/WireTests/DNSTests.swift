import Foundation
import Sockets
import Synchronization
import TestKit
import Testing
import Wire

/// Questions to name servers, and answers as anybody may forge them.
struct DNSReplyTests {
  private let question = DNSQuestion("shop.example", .mx)
  private let service = DNSQuestion("_imaps._tcp.shop.example", .srv)

  private func read(
    _ records: [[UInt8]], flags: Int = 0x8180, count: Int? = nil,
    _ change: (inout [UInt8]) -> Void = { _ in }
  ) throws -> DNSReply {
    let question = try #require(question)
    var bytes = DNSBytes.answer(
      to: question.message(id: 0x1234), records, flags: flags, count: count)
    change(&bytes)
    return DNSReply(bytes, to: question, id: 0x1234)
  }

  @Test func aQuestionIsWrittenAsTheStandardSays() throws {
    let bytes = try #require(DNSQuestion("Shop.example", .mx)).message(id: 0xABCD)
    #expect(Array(bytes[..<12]) == [0xAB, 0xCD, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1])
    #expect(Array(bytes[12..<30]) == DNSBytes.name("shop.example") + [0, 15, 0, 1])
    #expect(Array(bytes[30...]) == [0, 0, 41, 4, 0xD0, 0, 0, 0, 0, 0, 0])
  }

  @Test(arguments: [
    "", ".", "shop..example", "shop.example.", "shop example", "müller.example",
    String(repeating: "a", count: 64) + ".example",
    String(repeating: "abcdefg.", count: 32) + "example",
  ])
  func whatIsNoNameIsNotAsked(_ name: String) {
    #expect(DNSQuestion(name, .mx) == nil)
  }

  @Test func recordsAreRead() throws {
    #expect(
      try read([DNSBytes.mx(10, "MX1.shop.example"), DNSBytes.mx(5, "mx2.other.example")])
        == .records([
          .mx(preference: 10, host: "mx1.shop.example"),
          .mx(preference: 5, host: "mx2.other.example"),
        ]))
    #expect(try read([]) == .records([]))
    #expect(try read([], flags: 0x8183) == .records([]), "there is no such name")
    #expect(try read([], flags: 0x8182) == .refused(code: 2))
    #expect(try read([DNSBytes.mx(0, "")]) == .records([.mx(preference: 0, host: "")]))
  }

  @Test func servicesAreRead() throws {
    let service = try #require(service)
    let bytes = DNSBytes.answer(
      to: service.message(id: 7), [DNSBytes.srv(1, 20, 993, "mail.shop.example")])
    #expect(
      DNSReply(bytes, to: service, id: 7)
        == .records([.srv(priority: 1, weight: 20, port: 993, host: "mail.shop.example")]))
  }

  @Test func aliasesAreFollowedAndStrangersLeftOut() throws {
    let alias = DNSBytes.record(5, DNSBytes.name("other.example"))
    let there = DNSBytes.record(
      15, DNSBytes.word(1) + DNSBytes.name("mx.other.example"),
      owner: DNSBytes.name("Other.example"))
    let stranger = DNSBytes.record(
      15, DNSBytes.word(0) + DNSBytes.name("mx.evil.example"),
      owner: DNSBytes.name("evil.example"))
    #expect(
      try read([stranger, alias, there])
        == .records([.mx(preference: 1, host: "mx.other.example")]))
    let back = DNSBytes.record(
      5, DNSBytes.name("shop.example"), owner: DNSBytes.name("other.example"))
    #expect(try read([alias, back]) == .records([]), "aliases in a circle")
    #expect(
      try read([DNSBytes.record(15, DNSBytes.word(1) + DNSBytes.name("m.example"), class: 3)])
        == .records([]), "another class")
  }

  /// A label with a dot of its own, or a control character, is nobody's host.
  @Test func namesThatPretendAreLeftOut() throws {
    for label in ["a.b", "a\u{1B}[2J", "a b", "a\0b"] {
      let name = [UInt8(label.utf8.count)] + Array(label.utf8) + DNSBytes.name("example")
      #expect(try read([DNSBytes.record(15, DNSBytes.word(1) + name)]) == .records([]))
    }
  }

  @Test func anAnswerToAnotherQuestionIsForeign() throws {
    let question = try #require(question)
    let other = try #require(DNSQuestion("shop.exampl3", .mx))
    let kind = try #require(DNSQuestion("shop.example", .srv))
    let record = DNSBytes.mx(1, "evil.example")
    for asked in [other, kind] {
      let bytes = DNSBytes.answer(to: asked.message(id: 9), [record])
      #expect(DNSReply(bytes, to: question, id: 9) == .foreign)
    }
    #expect(
      try read([record]) { $0[1] ^= 1 } == .foreign, "another number")
    #expect(try read([record], flags: 0x0100) == .foreign, "a question")
    #expect(try read([record], flags: 0xA180) == .foreign, "another operation")
    #expect(try read([record]) { $0[5] = 0 } == .foreign, "no question in it")
    #expect(DNSReply([], to: question, id: 9) == .foreign)
    #expect(DNSReply(question.message(id: 9), to: question, id: 9) == .foreign, "an echo")
  }

  @Test func pointersInCirclesEnd() throws {
    let start = 12 + 18
    // Behind owner, type, class, time, length and preference.
    let name = start + 2 + 2 + 2 + 4 + 2 + 2
    let pointer = { (place: Int) in [UInt8(0xC0 | place >> 8), UInt8(place & 0xFF)] }
    for target in [name, name + 2, name - 2, 0x3FFF, start] {
      let data = DNSBytes.word(1) + pointer(target)
      let reply = try read([DNSBytes.record(15, data)])
      guard target != name - 2, target != start else { continue }
      #expect(reply == .broken, "a pointer at \(name) to \(target)")
    }
    #expect(
      try read([DNSBytes.record(15, DNSBytes.word(1) + [1, 0x61] + pointer(name))]) == .broken)
    let two = DNSBytes.record(15, DNSBytes.word(1) + pointer(name + 2) + pointer(name))
    #expect(try read([two]) == .broken)
    #expect(
      try read([DNSBytes.record(15, DNSBytes.word(1) + [0x80, 0])]) == .broken, "a label's kind")
  }

  @Test func lengthsThatLieAreBroken() throws {
    let whole = DNSBytes.mx(1, "mx.shop.example")
    #expect(try read([whole], count: 2) == .broken)
    #expect(try read([whole], count: 65_535) == .broken)
    #expect(try read([whole]) { $0[12 + 18 + 11] += 1 } == .broken, "longer than it is")
    #expect(try read([whole]) { $0[12 + 18 + 11] -= 1 } == .broken, "shorter than it is")
    let more = DNSBytes.record(15, DNSBytes.word(1) + DNSBytes.name("mx.shop.example") + [0])
    #expect(try read([more]) == .broken, "something behind the name")
    #expect(try read([DNSBytes.record(15, [0])]) == .broken)
    #expect(try read([DNSBytes.record(5, [])]) == .broken)
    let label = [63] + [UInt8](repeating: 0x61, count: 63)
    let long = Array([label, label, label, label, label].joined()) + [0]
    #expect(try read([DNSBytes.record(15, DNSBytes.word(1) + long)]) == .broken)
    #expect(try read([whole], flags: 0x8380) == .truncated)
  }

  /// Whatever is cut off or turned over, reading ends, and never with a host that was not said.
  @Test func damageIsSurvived() throws {
    let question = try #require(question)
    let bytes = DNSBytes.answer(
      to: question.message(id: 1),
      [DNSBytes.mx(1, "mx.shop.example"), DNSBytes.record(5, DNSBytes.name("a.example"))])
    for count in bytes.indices {
      let reply = DNSReply(Array(bytes[..<count]), to: question, id: 1)
      #expect(reply == .broken || reply == .foreign, "\(count) bytes")
    }
    for place in bytes.indices {
      for value in [0x00, 0x3F, 0x40, 0x80, 0xC0, 0xFF] as [UInt8] {
        var damaged = bytes
        damaged[place] = value
        guard case .records(let records) = DNSReply(damaged, to: question, id: 1) else { continue }
        #expect(records.count <= 2)
      }
    }
  }

  @Test(arguments: [
    ("nameserver 192.0.2.1\nnameserver\t2001:db8::1\n", ["192.0.2.1", "2001:db8::1"]),
    ("# nameserver 192.0.2.1\nsearch example\noptions ndots:2", ["127.0.0.1"]),
    ("", ["127.0.0.1"]),
    ("nameserver a\nnameserver b\nnameserver c\nnameserver d\n", ["a", "b", "c"]),
  ])
  func theFileOfTheResolverIsRead(_ text: String, _ servers: [String]) {
    #expect(ResolverFile.servers(in: text) == servers)
  }
}

/// The same over real sockets of this computer.
struct NameServersTests {
  private let question = DNSQuestion("shop.example", .mx)

  private func ask(
    _ ports: [Int], within limit: Duration = .seconds(20), on loops: Loops
  ) async throws -> [DNSRecord] {
    let servers = ports.map { NameServers.Server("127.0.0.1", port: $0) }
    let names = NameServers(on: loops, servers, chance: { 0x4242 })
    return try await names.records(for: try #require(question), within: limit)
  }

  private func withLoops(_ test: (Loops) async throws -> Void) async throws {
    let loops = Loops(threads: 1)
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await test(loops)) } catch { outcome = .failure(error) }
    await loops.shutDown()
    try outcome.get()
  }

  @Test func theTrueAnswerIsHeardAmongForgedOnes() async throws {
    let server = try StubNameServer { question in
      let evil = DNSBytes.answer(to: question, [DNSBytes.mx(0, "mx.evil.example")])
      let other = [0xFF, 0xFF] + evil.dropFirst(2)
      let name = evil.map { $0 == 0x73 ? 0x74 : $0 }
      return [[], [0x42], other, name, DNSBytes.answer(to: question, [DNSBytes.mx(1, "mx.a.b")])]
    }
    defer { server.close() }
    try await withLoops { loops in
      let records = try await ask([server.port], on: loops)
      #expect(records == [.mx(preference: 1, host: "mx.a.b")])
    }
  }

  @Test func anotherServerIsAskedWhereOneCannotSay() async throws {
    let failing = try StubNameServer { [DNSBytes.answer(to: $0, [], flags: 0x8182)] }
    let broken = try StubNameServer { [DNSBytes.answer(to: $0, [], count: 3)] }
    let right = try StubNameServer { [DNSBytes.answer(to: $0, [DNSBytes.mx(1, "mx.a.b")])] }
    defer { for server in [failing, broken, right] { server.close() } }
    try await withLoops { loops in
      let closed = LoopbackPorts.free(1)
      let ports = closed + [failing.port, broken.port, right.port]
      let records = try await ask(ports, on: loops)
      #expect(records == [.mx(preference: 1, host: "mx.a.b")])
    }
  }

  @Test func aLostDatagramIsSentAgain() async throws {
    let asked = Mutex(0)
    let server = try StubNameServer { question in
      let count = asked.withLock { count in
        count += 1
        return count
      }
      return count == 1 ? [] : [DNSBytes.answer(to: question, [DNSBytes.mx(1, "mx.a.b")])]
    }
    defer { server.close() }
    try await withLoops { loops in
      let records = try await ask([server.port], within: .seconds(8), on: loops)
      #expect(records == [.mx(preference: 1, host: "mx.a.b")])
      #expect(asked.withLock { $0 } >= 2)
    }
  }

  @Test func silenceEnds() async throws {
    let server = try StubNameServer { _ in [] }
    defer { server.close() }
    try await withLoops { loops in
      await #expect(throws: TransportError.timedOut) {
        _ = try await ask([server.port], within: .milliseconds(200), on: loops)
      }
      await #expect(throws: TransportError.self) { _ = try await ask([], on: loops) }
    }
  }

  /// What does not fit into a datagram comes over TCP, in pieces.
  @Test func aLongAnswerComesOverTCP() async throws {
    let records = (0..<40).map { DNSBytes.mx($0, "mx\($0).a-rather-long-name.shop.example") }
    try await withLoops { loops in
      let listener = try await Listener.open(on: loops) { stream in
        var bytes: [UInt8] = []
        while bytes.count < 2 || bytes.count < 2 + Int(bytes[1]) {
          guard let more = try? await stream.read(), !more.isEmpty else { return }
          bytes += more
        }
        let answer = DNSBytes.answer(to: Array(bytes.dropFirst(2)), records)
        let whole = DNSBytes.word(answer.count) + answer
        try? await stream.write(Array(whole[..<1]))
        try? await stream.write(Array(whole[1...]))
        _ = try? await stream.read()
      }
      let forward = try StubNameServer(port: listener.port) { question in
        [DNSBytes.answer(to: question, [], flags: 0x8380)]
      }
      let found = try await ask([listener.port], on: loops)
      forward.close()
      await listener.close()
      #expect(
        found.count == 40
          && found.last
            == .mx(
              preference: 39, host: "mx39.a-rather-long-name.shop.example")
      )
    }
  }
}
