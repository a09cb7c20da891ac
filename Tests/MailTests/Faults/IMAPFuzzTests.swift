import Mail
import Testing

/// S10, S11: whatever an IMAP server says, the dialogue goes on rightly or ends with a reason.
@Suite struct IMAPFuzzTests {
  private static let fuzz = DialogueFuzz<IMAPPlayer>(playedOn: 4)

  @Test(arguments: IMAPConversation.all.indices)
  func theConversationsThemselvesAreSound(index: Int) {
    Self.fuzz.expectSound(
      IMAPConversation.all[index], mayEnd: ["token refused", "PREAUTH before TLS"], ready: .ready)
  }

  @Test(.timeLimit(.minutes(60)), arguments: FuzzScale.seeds)
  func whateverAServerSays(seed: Int) {
    Self.fuzz.expectNoFlaw(
      seed: seed, of: 10_000, ends: ["", "malformed", "tooLarge", "unavailable", "unsafe"])
  }
}
