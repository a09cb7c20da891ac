import Mail
import Testing

/// A correct conversation, act by act.
protocol FuzzConversation: Sendable {
  associatedtype Act: Sendable
  /// What it is about.
  var name: String { get }
  /// What happens in it.
  var acts: [Act] { get }
  /// All of them.
  static var all: [Self] { get }
  /// How their words are damaged.
  static var mangling: Mangling { get }
  /// What the server says in an act; `nil` where it is ours.
  static func words(of act: Act) -> String?
}

/// Plays a server against a dialogue, does what the channel would do, and notes whatever no dialogue
/// may ever do.
protocol FuzzPlayer: Sendable {
  associatedtype Conversation: FuzzConversation
  associatedtype Event: Hashable, Sendable
  /// What was seen.
  var witness: Witness { get }
  /// What the dialogue has told.
  var events: [Event] { get }
  init(_ conversation: Conversation)
  mutating func perform(_ act: Conversation.Act)
  /// The server says all `pieces`, one after the other, in one turn. `isHasty` sends what is due
  /// after each, else after the last.
  mutating func hear(_ pieces: [[UInt8]], isHasty: Bool)
  /// A server's words as bytes, here and now.
  func bytes(of text: String) -> [UInt8]
  /// The player before its next turn, with no record of those before where that is not needed.
  var blank: Self { get }
  /// The events that must not depend on how the bytes were cut.
  var news: [Event] { get }
  /// Whether two faults are the same for whoever must act.
  static func areAlike(_ one: MailFault?, _ other: MailFault?) -> Bool
}

/// What was said and heard in a dialogue, and what should not have been.
struct Witness: Sendable {
  var fault: MailFault?
  var said: [UInt8] = []
  var heard: [UInt8] = []
  var flaws: [String] = []
  var isProtected: Bool

  init(_ protection: MailProtection) { isProtected = protection != .startTLS }

  /// Forgets what was said and heard.
  mutating func beginRecord() {
    said = []
    heard = []
  }

  /// The dialogue has ended with a fault, maybe not for the first time.
  mutating func note(_ error: MailFault) {
    if let fault, fault != error { flaws.append("\(fault) became \(error)") }
    if error.description.isEmpty { flaws.append("a fault without a reason") }
    fault = error
  }

  /// The dialogue says this.
  mutating func note(_ output: [UInt8]) {
    if fault != nil { flaws.append("something was said after the end: \(Self.text(output))") }
    if !isProtected, IMAPConversation.secrets.contains(where: { Self.text(output).contains($0) }) {
      flaws.append("a secret was said without protection")
    }
    said += output
  }

  /// Whether the server has said these words, in capitals or not.
  func wasHeard(_ words: String) -> Bool {
    Self.text(heard).uppercased().contains(words.uppercased())
  }

  static func text(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: bytes, as: Unicode.ASCII.self)
  }
}

/// Damaged conversations of one kind.
struct DialogueFuzz<Player: FuzzPlayer>: Sendable {
  typealias Conversation = Player.Conversation

  /// A place in a conversation where the server speaks.
  private struct Turn: Sendable {
    var player: Player
    var bytes: [UInt8]
    var rest: ArraySlice<Conversation.Act>
    var name: String
  }

  private let turns: [Turn]
  /// How many acts are played on after a damaged turn.
  private let playedOn: Int

  init(playedOn: Int) {
    self.playedOn = playedOn
    turns = Conversation.all.flatMap { conversation in
      var player = Player(conversation)
      var turns: [Turn] = []
      for (place, act) in conversation.acts.enumerated() {
        if let text = Conversation.words(of: act) {
          turns.append(
            Turn(
              player: player.blank, bytes: player.bytes(of: text),
              rest: conversation.acts[(place + 1)...], name: conversation.name))
        }
        player.perform(act)
      }
      return turns
    }
  }

  /// A conversation as it is has no flaw; `mayEnd` are the names of those that end with a fault.
  func expectSound(_ conversation: Conversation, mayEnd: Set<String>, ready: Player.Event) {
    var player = Player(conversation)
    for act in conversation.acts { player.perform(act) }
    let fault = player.witness.fault
    #expect(player.witness.flaws.isEmpty)
    #expect(
      (fault != nil) == mayEnd.contains(conversation.name),
      "\(conversation.name): \(String(describing: fault))")
    #expect(player.events.contains(ready) == !mayEnd.contains(conversation.name))
  }

  /// FUZZ_CASE and the seed bring a case back. Each of `ends` must come about in some case.
  func expectNoFlaw(seed: Int, of count: Int, ends wanted: [String]) {
    var ends: [String: Int] = [:]
    for number in FuzzScale.numbers(count) {
      var generator = FuzzScale.generator(seed: seed, number: number)
      let turn = generator.one(of: turns)
      let other = generator.one(of: turns).bytes
      let bytes = Conversation.mangling.mangle(turn.bytes, other: other, with: &generator)
      let (flaws, fault) = play(turn, bytes, &generator)
      for flaw in flaws { Issue.record("\(turn.name), seed \(seed), case \(number): \(flaw)") }
      ends[fault.map(FuzzScale.kind) ?? "", default: 0] += 1
    }
    guard FuzzScale.numbers(count).count > 1 else { return }
    for end in wanted { #expect(ends[end, default: 0] > 0, "no case ended so: \(end)") }
  }

  /// The same bytes whole, in pieces, and in pieces with answers in between.
  private func play(
    _ turn: Turn, _ bytes: [UInt8], _ generator: inout SplitMix
  ) -> ([String], MailFault?) {
    var whole = turn.player
    whole.hear([bytes], isHasty: false)
    var split = turn.player
    split.hear(generator.pieces(of: bytes), isHasty: false)
    let (one, other) = (whole.witness, split.witness)
    var flaws = one.flaws + other.flaws
    if !Player.areAlike(one.fault, other.fault) {
      flaws.append(
        "whole: \(String(describing: one.fault)), split: \(String(describing: other.fault))")
    }
    if whole.news != split.news { flaws.append("other events when split") }
    if one.said != other.said { flaws.append("other words when split") }
    var hasty = turn.player
    hasty.hear(generator.pieces(of: bytes), isHasty: true)
    for act in turn.rest.prefix(playedOn) { hasty.perform(act) }
    return (flaws + hasty.witness.flaws, one.fault)
  }
}
