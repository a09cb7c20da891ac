import Domain
import Mailbox

/// How the server and the line to it do, from hour to hour.
struct Weather {
  private var chance: Mint
  private var hour: Int64 = -1
  /// What goes wrong now.
  private(set) var faults = MailboxFaults()
  /// The line is down.
  private(set) var isDown = false
  /// Hours in which something was wrong with reading.
  private(set) var badHours = 0

  init(seed: UInt64) {
    chance = Mint(seed: seed)
  }

  /// A server of another make answers from now on: what it tells of changes, whether it can push.
  mutating func changeServer() {
    faults.memory = [.none, .counts, .remembersGone][roll(3)]
    faults.hidesIdle = roll(3) == 0
  }

  /// Nothing goes wrong.
  mutating func clear() {
    let (memory, hidesIdle) = (faults.memory, faults.hidesIdle)
    faults = MailboxFaults()
    faults.memory = memory
    faults.hidesIdle = hidesIdle
    isDown = false
    hour = -1
  }

  /// What the hour brings: every night from one to four there is no getting through, and by day
  /// sometimes. True where what is open breaks.
  mutating func change(to moment: Instant) -> Bool {
    faults.afterDot = roll(5) == 0 ? Self.afterDot[roll(Self.afterDot.count)] : .accepts
    guard moment.hour != hour else { return false }
    let next = moment.hour
    clear()
    hour = next
    guard (1..<4).contains(hour % 24) || roll(12) == 0 else { return false }
    badHours += 1
    switch roll(4) {
    case 0: isDown = true
    case 1: faults.greeting = .bye
    default: faults.cutAfter = 100 << roll(8)
    }
    if roll(2) == 0 { faults.senderAnswer = "421 4.3.2 not now" }
    return isDown || faults.greeting == .bye
  }

  private static let afterDot: [MailboxFaults.AfterDot] = [
    .keepsAndHangsUp, .losesAndHangsUp, .answers("451 4.3.0 not now"), .answers("554 5.7.1 never"),
  ]

  private mutating func roll(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &chance) }
}
