import Foundation
import Mail
import Testing

@Suite struct ReplySplitTests {
  @Test(arguments: MailPrograms.introductions)
  func quotesAreTakenOut(introduction: String) {
    for gap in ["\n\n", "\n"] {
      let split = BodyText.split(
        "Thanks, that helps.\(gap)\(introduction)\(gap)> old words\n> more\n")
      #expect(split.visible == "Thanks, that helps.")
      #expect(split.quoted.contains("old words"))
    }
  }

  /// Earlier mails that are not marked line by line.
  @Test(arguments: MailPrograms.bareIntroductions + MailPrograms.heads + MailPrograms.separators)
  func earlierMailsAreTakenOut(head: String) {
    let split = BodyText.split("New words.\n\n\(head)\n\nold words")
    #expect(split.visible == "New words.")
    #expect(split.quoted.hasSuffix("old words"))
  }

  @Test(arguments: MailPrograms.ordinary)
  func ordinaryWordsStay(text: String) {
    let split = BodyText.split(text)
    #expect(split.visible == text)
    #expect(split.quoted.isEmpty)
  }

  @Test(arguments: MailPrograms.signatures)
  func telephonesSignByThemselves(line: String) {
    let split = BodyText.split("New words.\n\n\(line)\n")
    #expect(split.visible == "New words.")
    #expect(split.signature == line)
  }

  @Test(arguments: [
    ("Hello\n\n-- \nKim\nShop", "Hello", "Kim\nShop"),
    ("Hello\n--\nKim", "Hello", "Kim"),
    ("Hello\n____________________\nnews mailing list", "Hello", "news mailing list"),
    ("Hello\n\nSent from my iPhone", "Hello", "Sent from my iPhone"),
    ("Hello\n\nVon meinem iPhone gesendet", "Hello", "Von meinem iPhone gesendet"),
    ("Hello\n\nEnvoyé de mon iPhone", "Hello", "Envoyé de mon iPhone"),
    (
      "Hello\n\nGet Outlook for iOS<https://aka.ms/x>", "Hello",
      "Get Outlook for iOS<https://aka.ms/x>"
    ),
  ])
  func signatures(text: String, visible: String, signature: String) {
    let split = BodyText.split(text)
    #expect(split.visible == visible)
    #expect(split.signature == signature)
  }

  @Test func aSignatureAboveTheQuoteIsNeither() {
    let split = BodyText.split(
      "Hello\n\n-- \nKim\n\nOn Mon, Nov 2, 2026 at 9:00, Shop <s@b.example> wrote:\n> old\n")
    #expect(split.visible == "Hello")
    #expect(split.signature == "Kim")
    #expect(split.quoted.hasSuffix("> old"))
  }

  @Test func answersBelowTheQuoteAreTheText() {
    let split = BodyText.split(
      "On Mon, Nov 2, 2026 at 9:00, Shop <s@b.example> wrote:\n> a question\n\nThe answer.\n")
    #expect(split.visible == "The answer.")
  }

  @Test func answersBetweenQuotesKeepThem() {
    let split = BodyText.split(
      "On Mon, Nov 2, 2026, Shop <s@b.example> wrote:\n> one?\n\nYes.\n\n> two?\n\nNo.\n\n> bye\n")
    #expect(split.visible.contains("Yes."))
    #expect(split.visible.contains("> two?"))
    #expect(split.visible.hasSuffix("No."))
  }

  @Test func aForwardedMailIsReadItself() {
    let split = BodyText.split(
      "---------- Forwarded message ---------\nFrom: Kim\nDate: Monday\nSubject: x\nTo: Shop\n\nHis words"
    )
    #expect(split.visible == "His words")
  }

  @Test func lineEndsDoNotMatter() {
    let text = "Hi\n\nOn Mon, Nov 2, 2026 at 9:00, Shop <s@b.example> wrote:\n> old"
    let other = BodyText.split(text.replacingOccurrences(of: "\n", with: "\r\n"))
    #expect(other == BodyText.split(text))
  }
}
