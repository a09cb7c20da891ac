package import Domain
import Foundation
package import Wire

/// The small shop that every simulator speaks for: orders and parcels, a key, and mishaps on demand.
package actor SmallShop {
  /// What the shop has.
  package struct State: Sendable {
    /// Its time.
    package var now: Instant
    /// Its orders by their inner number.
    package var orders: [Entry] = []
    /// Conversations with its customers.
    package var talks: [Talk] = []
    /// How many messages there were so far.
    package var said = 0
    /// Events that a list was told of its customers, by what each is known by.
    package var events: [String: String] = [:]
    /// Which of its customers, by address, have an open ticket, as it was told.
    package var waiting: [String: Bool] = [:]
    /// What was done to its orders through its interface, in order.
    package var deeds: [Deed] = []
    /// How much it lets itself be asked.
    package var allowance = Allowance()
    /// The key still counts.
    package var isKeyGood = true
    /// No page holds more.
    package var pageLimit = 1000
    /// Every list gives the same next page for ever.
    package var repeatsItself = false

    /// A shop with nothing in it.
    package init(now: Instant) {
      self.now = now
    }

    /// The orders that changed at a moment or later, by their inner number.
    package func orders(since moment: Instant?) -> [Entry] {
      orders.filter { entry in moment.map { entry.changedAt >= $0 } ?? true }
        .sorted { $0.key < $1.key }
    }

    /// Puts an order in, or changes it, now.
    package mutating func put(_ order: Order) {
      orders.removeAll { $0.order.id == order.id }
      let key = 5000 + (Int(order.number.filter(\.isNumber)) ?? orders.count)
      orders.append(Entry(key: key, order: order, changedAt: now))
    }
  }

  /// How much the shop lets itself be asked, which its answers tell.
  package struct Allowance: Sendable {
    /// How much is left.
    package var left = 412
    /// How much there is when nothing is used up.
    package var full = 500
    /// In how long all of it is there again.
    package var fullIn = Span.minutes(4)
    /// Each request uses one up; otherwise it stands still.
    package var isCounted = false

    fileprivate mutating func use() {
      if isCounted { left = max(0, left - 1) }
    }
  }

  /// An order and what only the shop knows of it.
  package struct Entry: Sendable {
    /// The number that the shop itself works with.
    package var key: Int
    /// The order.
    package var order: Order
    /// When it was last changed.
    package var changedAt: Instant
  }

  /// Something that was done to an order through the shop's interface.
  package struct Deed: Hashable, Sendable {
    /// The order's number.
    package var order: String
    /// What was done: `note`, `cancel`.
    package var what: String
    /// What was said with it.
    package var words: String

    /// A deed.
    package init(order: String, what: String, words: String = "") {
      self.order = order
      self.what = what
      self.words = words
    }
  }

  /// What goes wrong with one request.
  package enum Mishap: Sendable {
    /// The key no longer counts.
    case signedOut
    /// Asked to wait, in one of the forms there are.
    case slowDown(retryAfter: String?)
    /// A status with a body in JSON.
    case status(Int)
    /// A web page with a status.
    case page(status: Int)
    /// The body ends half-way.
    case cut
    /// The body ends half-way, and its length says so.
    case short
    /// A failure in an answer with status 200, where the shop knows such.
    case errorInside
    /// Nobody answers, and nothing was done.
    case away
    /// What was asked for is done, but the answer is lost.
    case lostAnswer
    /// The very next thing happens only after the answer: another order changes.
    case changes(@Sendable (inout State) -> Void)
  }

  /// What it has.
  package private(set) var state: State
  /// What was asked, in order.
  package private(set) var requests: [HTTPRequest] = []
  /// What it answered to each.
  package private(set) var answers: [HTTPResponse] = []
  /// What goes wrong with the request of a number, counted from 0.
  private var mishaps: [Int: Mishap] = [:]
  /// What goes wrong with the next request that changes something.
  private var mishapOfChange: Mishap?
  /// From which request on it says nothing, whether that one is still heard, and who is told.
  private var silence: (from: Int, isHeard: Bool, told: @Sendable () -> Void)?

  /// A shop whose clock stands at `now`.
  package init(now: Instant, orders: [Order] = []) {
    state = State(now: now)
    for order in orders { state.put(order) }
  }

  /// A shop as it stands.
  package init(_ state: State) {
    self.state = state
  }

  /// Changes what it has.
  package func change(_ body: @Sendable (inout State) -> Void) { body(&state) }

  /// Something goes wrong with a request, counted from the next one.
  package func plan(_ mishap: Mishap, at number: Int = 0) {
    mishaps[requests.count + number] = mishap
  }

  /// Something goes wrong with the next request that changes something.
  package func planForChange(_ mishap: Mishap) { mishapOfChange = mishap }

  /// Whether a request changes something: who asks for a token does not, nor who puts a question
  /// into a body.
  package static func isChange(_ request: HTTPRequest) -> Bool {
    guard request.method != .get, !request.url.hasSuffix("token") else { return false }
    let body = String(decoding: request.body.prefix(200), as: UTF8.self)
    return !body.contains("\"query\":\"query ")
  }

  /// Nothing that was planned happens any more.
  package func calm() {
    mishaps = [:]
    mishapOfChange = nil
  }

  /// Says nothing from a request on, counted from the next one, as to a process that has ended:
  /// whoever asks waits for ever. What the first of them asks is done where it is heard.
  package func fallSilent(
    at number: Int = 0, heard isHeard: Bool = false, _ told: @escaping @Sendable () -> Void = {}
  ) {
    silence = (requests.count + number, isHeard, told)
  }

  /// Answers again, though not what was asked meanwhile.
  package func speakAgain() { silence = nil }
}

// MARK: - Answering

extension SmallShop {
  /// What a request is answered with, by the double that speaks for the shop.
  package func exchange(
    _ request: HTTPRequest, with simulator: any Simulator.Type
  ) async throws(TransportError) -> HTTPResponse {
    if let silence, requests.count >= silence.from {
      if silence.isHeard, requests.count == silence.from {
        _ = simulator.answer(SimulatedRequest(request), &state)
      }
      requests.append(request)
      silence.told()
      await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
    }
    var mishap = mishaps.removeValue(forKey: requests.count)
    if Self.isChange(request), let planned = mishapOfChange {
      (mishap, mishapOfChange) = (planned, nil)
    }
    requests.append(request)
    if case .away = mishap { throw .unreachable(reason: "no route") }
    state.allowance.use()
    var response = answer(request, simulator, mishap)
    simulator.tell(state.allowance, at: state.now, in: &response)
    response.headers["Date"] = Self.stamp(state.now)
    answers.append(response)
    switch mishap {
    case .lostAnswer: throw .timedOut
    case .changes(let change): change(&state)
    default: break
    }
    return response
  }

  private func answer(
    _ request: HTTPRequest, _ simulator: any Simulator.Type, _ mishap: Mishap?
  ) -> HTTPResponse {
    let known = state.isKeyGood
    switch mishap {
    case .signedOut:
      state.isKeyGood = false
      defer { state.isKeyGood = known }
      return simulator.answer(SimulatedRequest(request), &state)
    case .slowDown(let field): return simulator.slowDown(retryAfter: field)
    case .status(let status): return HTTPResponse(status: status, json: ["message": "no"])
    case .page(let status):
      return HTTPResponse(
        status: status, headers: ["Content-Type": "text/html; charset=utf-8"],
        body: Array("<!doctype html><title>One moment</title><p>Checking your browser".utf8))
    case .errorInside:
      if let response = simulator.errorInside { return response }
    case .cut, .short:
      var response = simulator.answer(SimulatedRequest(request), &state)
      let length = response.body.count
      response.body.removeLast(length / 2)
      if case .short = mishap { response.headers["Content-Length"] = "\(length)" }
      return response
    case .away, .lostAnswer, .changes, nil: break
    }
    return simulator.answer(SimulatedRequest(request), &state)
  }

  /// A moment as header fields tell it.
  private static func stamp(_ moment: Instant) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return formatter.string(from: moment.date)
  }
}
