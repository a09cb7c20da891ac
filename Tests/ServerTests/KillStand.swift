import Domain
import Foundation
import Store
import TestKit
import Testing

/// A shop with one question in its store, whose program is killed at a point of its work; every
/// try begins with a copy of the same store and with an answer of its own.
final class KillStand {
  let sink: SMTPSink
  private(set) var shop: RealShop
  /// How many tries were ended by force so far.
  private(set) var tried = 0
  private let stops: StopPoints
  private let prepared: String
  private var count = 0
  private var text = ""

  /// Runs a test with such a shop, and cleans up whatever comes of it.
  static func with(_ test: (KillStand) async throws -> Void) async throws {
    try await Stand.with { stand in
      guard let stops = try await StopPoints(in: stand.folder) else { return }
      let sink = try await SMTPSink([])
      do {
        try await test(try await KillStand(stand, sink, stops))
      } catch {
        try await sink.remove()
        throw error
      }
      try await sink.remove()
    }
  }

  private init(_ stand: Stand, _ sink: SMTPSink, _ stops: StopPoints) async throws {
    self.sink = sink
    self.stops = stops
    shop = try RealShop(stand, smtp: sink)
    try stand.dovecot.deliver(Letter().bytes, to: Stand.shop)
    prepared = try stand.folder.folder("prepared", mode: 0o700)
    shop.store = "\(prepared)/store.sqlite"
    let line = try await shop.sync()
    #expect(line.fetched == 1 && line.error == nil, "\(line)")
    try renew()
  }

  /// Begins anew with a copy of the prepared store.
  func renew() throws {
    count += 1
    let folder = shop.stand.folder["try-\(count)"]
    try FileManager.default.copyItem(atPath: prepared, toPath: folder)
    shop.store = "\(folder)/store.sqlite"
  }
}

// MARK: - Working, and being killed

extension KillStand {
  /// Accepts an answer of its own.
  func accept(stoppingAt point: Int) async throws -> Ending {
    try await answer(stops.environment(stoppingAt: point, in: watched))
  }

  private func answer(_ environment: [String: String]) async throws -> Ending {
    text = "Answer \(count)\n" + String(repeating: "A line.\n", count: 20) + "End \(count)"
    let body = try shop.write("body.txt", text)
    return try await ended(
      try shop.start(
        "reply", "1", "--body-file", body, "--send", "--json", and: environment))
  }

  /// Accepts an answer, undisturbed.
  func acceptOne() async throws {
    let ending = try await accept(stoppingAt: 0)
    #expect(ending.status == 0, "\(ending)")
  }

  /// Syncs once.
  func sync(stoppingAt point: Int) async throws -> Ending {
    try await ended(
      try shop.start(
        "sync", "--once", "--json", and: stops.environment(stoppingAt: point, in: watched)))
  }

  /// Accepts an answer of its own on a disk that fails.
  func accept(failingFrom point: Int, with error: Int32) async throws -> Ending {
    try await answer(stops.environment(failingFrom: point, with: error, in: watched))
  }

  /// Syncs once on a disk that fails.
  func sync(failingFrom point: Int, with error: Int32) async throws -> Ending {
    try await ended(
      try shop.start(
        "sync", "--once", "--json",
        and: stops.environment(failingFrom: point, with: error, in: watched)))
  }

  private var watched: String { shop.stand.folder["try-\(count)/"] }

  private func ended(_ running: Running) async throws -> Ending {
    let ending = try await running.ended()
    if ending.isKilled { tried += 1 }
    return ending
  }

  /// The points that some work comes to when nobody ends it.
  func points(
    _ what: String, whileDoing work: (Int) async throws -> Ending
  ) async throws -> [StopPoints.Point] {
    let ending = try await work(0)
    #expect(ending.status == 0 && !ending.isKilled, "\(ending)")
    let all = stops.passed
    let syncs = all.count(where: \.isSync)
    let network = all.count(where: \.isNetwork)
    print("\(what): \(all.count) points, \(syncs) of them syncs, \(network) on the network")
    return all
  }

  /// The numbers of the points to be killed at: every sync and every word on the network, what
  /// follows them, and some of the rest; all of them where `SHOPBELL_EVERY_POINT` is set. The last
  /// one is never come to.
  func chosen(_ all: [StopPoints.Point], every step: Int) -> [Int] {
    let isThorough = ProcessInfo.processInfo.environment["SHOPBELL_EVERY_POINT"] != nil
    let numbers = (1...all.count).filter { number in
      let isMarked = { (point: StopPoints.Point) in point.isSync || point.isNetwork }
      return isThorough || number % step == 0 || isMarked(all[number - 1])
        || (number > 1 && isMarked(all[number - 2]))
    }
    return numbers + [all.count + 1_000]
  }

  /// What the last one was killed before.
  var lastPoint: String { stops.passed.last.map { "\($0.call) \($0.target)" } ?? "nothing" }
}

// MARK: - Judging

extension KillStand {
  /// The store is whole, whatever happened.
  func expectSound(_ point: String) async throws {
    let bad = try await opened().checkIntegrity(full: true).filter { !$0.isFine }
    #expect(bad == [], "\(point)")
  }

  /// How many messages there are.
  func messages() async throws -> Int { try await opened().messages().count }

  /// The one answer in the outbox; `nil` where it was never accepted.
  func row(_ point: String) async throws -> OutboxRow? {
    let rows = try await opened().outbox(includingSent: true)
    #expect(rows.count <= 1 && rows.allSatisfy { $0.reply.text == text }, "\(point)")
    return rows.first
  }

  /// How the one answer stands.
  func state() async throws -> Delivery? { try await row("state")?.state }

  /// The bytes that its mail was fixed to.
  func bytes(_ row: OutboxRow) async throws -> String? {
    try await opened().bytes(sha256: row.parcel ?? "").map { String(decoding: $0, as: UTF8.self) }
  }

  /// How many copies of its mail the server has taken.
  func copies(of row: OutboxRow) -> Int {
    sink.mails.count { $0.contains("<\(row.reply.externalID ?? "?")>") }
  }

  /// So many copies are at the server, whole.
  func expectCopies(_ count: Int, of row: OutboxRow, _ point: String) async throws {
    try await eventually("the server has the mail: \(point)") { copies(of: row) >= count }
    #expect(copies(of: row) == count, "\(point)")
    let closing = "End \(self.count)"
    #expect(sink.mails.contains { $0.contains(closing) }, "\(point)")
  }

  /// No mail has reached the server or the Sent folder twice in all the tries.
  func expectNoDoubles() async throws {
    let filed = try await shop.stand.dovecot.mails(of: Stand.shop, in: "Sent")
      .map { String(decoding: $0.bytes, as: UTF8.self) }
    for (place, mails) in [("the server", sink.mails), ("the Sent folder", filed)] {
      let names = mails.compactMap { $0.firstMatch(of: /<sb\.[^>]+>/).map { String($0.0) } }
      #expect(names.count == mails.count && Set(names).count == names.count, "at \(place)")
      print("\(place) has \(names.count) mails, \(Set(names).count) different ones")
    }
  }

  private func opened() throws -> Store {
    try Store.open(
      .file(shop.store), as: .readOnly, clock: { Instant(Date()) }, seed: .random(in: 0...9))
  }
}
