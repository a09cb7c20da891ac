import Mail
import Testing

/// S10, S11, R2: whatever an SMTP server says, the dialogue goes on rightly or ends with a reason,
/// and never takes a mail for sent that was not.
@Suite struct SMTPFuzzTests {
  private static let fuzz = DialogueFuzz<SMTPPlayer>(playedOn: 6)

  @Test(arguments: SMTPConversation.all.indices)
  func theConversationsThemselvesAreSound(index: Int) {
    Self.fuzz.expectSound(
      SMTPConversation.all[index], mayEnd: ["token refused"], ready: .ready)
  }

  @Test(.timeLimit(.minutes(60)), arguments: FuzzScale.seeds)
  func whateverAServerSays(seed: Int) {
    Self.fuzz.expectNoFlaw(
      seed: seed, of: 10_000,
      ends: ["", "malformed", "tooLarge", "unavailable", "unsafe", "signedOut"])
  }
}
