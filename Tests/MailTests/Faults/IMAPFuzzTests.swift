import Mail
import Testing

/// S10, S11: whatever an IMAP server says, the dialogue goes on rightly or ends with a reason.
@Suite struct IMAPFuzzTests {
  /// A place in a conversation where the server speaks.
  private struct Turn {
    var player: IMAPPlayer
    var bytes: [UInt8]
    var rest: ArraySlice<IMAPConversation.Act>
    var name: String
  }

  private static let turns: [Turn] = IMAPConversation.all.flatMap { conversation in
    var player = IMAPPlayer(conversation)
    var turns: [Turn] = []
    for (place, act) in conversation.acts.enumerated() {
      if case .server(let text) = act {
        var blank = player
        blank.beginRecord()
        turns.append(
          Turn(
            player: blank, bytes: player.bytes(of: text),
            rest: conversation.acts[(place + 1)...], name: conversation.name))
      }
      player.perform(act)
    }
    return turns
  }

  @Test(arguments: IMAPConversation.all.indices)
  func theConversationsThemselvesAreSound(index: Int) {
    let conversation = IMAPConversation.all[index]
    var player = IMAPPlayer(conversation)
    for act in conversation.acts { player.perform(act) }
    #expect(player.flaws.isEmpty)
    let mayEnd = ["token refused", "PREAUTH before TLS"].contains(conversation.name)
    #expect(
      (player.fault != nil) == mayEnd, "\(conversation.name): \(String(describing: player.fault))")
    #expect(player.events.contains(.ready) == !mayEnd)
  }

  /// FUZZ_CASE and the seed bring a case back.
  @Test(.timeLimit(.minutes(60)), arguments: FuzzScale.seeds)
  func whateverAServerSays(seed: Int) {
    var ends: [String: Int] = [:]
    for number in FuzzScale.numbers(10_000) {
      var generator = FuzzScale.generator(seed: seed, number: number)
      let turn = generator.one(of: Self.turns)
      let other = generator.one(of: Self.turns).bytes
      let bytes = IMAPConversation.mangling.mangle(turn.bytes, other: other, with: &generator)
      let (flaws, fault) = Self.play(turn, bytes, &generator)
      for flaw in flaws { Issue.record("\(turn.name), seed \(seed), case \(number): \(flaw)") }
      ends[fault.map(FuzzScale.kind) ?? "", default: 0] += 1
    }
    guard FuzzScale.numbers(10_000).count > 1 else { return }
    for end in ["", "malformed", "tooLarge", "unavailable", "unsafe"] {
      #expect(ends[end, default: 0] > 0, "no case ended so: \(end)")
    }
  }

  /// The same bytes whole, in pieces, and in pieces with answers in between.
  private static func play(
    _ turn: Turn, _ bytes: [UInt8], _ generator: inout SplitMix
  ) -> ([String], MailFault?) {
    var whole = turn.player
    whole.hear([bytes])
    var split = turn.player
    split.hear(generator.pieces(of: bytes))
    var flaws = whole.flaws + split.flaws
    if whole.fault != split.fault {
      flaws.append(
        "whole: \(String(describing: whole.fault)), split: \(String(describing: split.fault))")
    }
    if news(of: whole) != news(of: split) { flaws.append("other events when split") }
    if whole.said != split.said { flaws.append("other words when split") }
    var hasty = turn.player
    hasty.hear(generator.pieces(of: bytes), isHasty: true)
    for act in turn.rest.prefix(4) { hasty.perform(act) }
    return (flaws + hasty.flaws, whole.fault)
  }

  /// Words behind the go-ahead for TLS are seen with it or after it: both end the dialogue.
  private static func news(of player: IMAPPlayer) -> [IMAPDialogue.Event] {
    guard case .unsafe? = player.fault else { return player.events }
    return player.events.filter { $0 != .startTLS }
  }
}
