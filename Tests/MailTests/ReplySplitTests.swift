import Foundation
import Mail
import Testing

@Suite struct ReplySplitTests {
  /// Introductions as programs write them in many languages.
  static let introductions = [
    "On Mon, Nov 2, 2026 at 9:00 AM, Kim Buyer <kim@b.example> wrote:",
    "On 2 Nov 2026, at 09:00, Kim Buyer <kim@b.example> wrote:",
    "On Mon, Nov 2, 2026 at 9:00 AM, Kim Buyer With A Long Name <\nkim@b.example> wrote:",
    "Am 02.11.2026 um 09:00 schrieb Kim Buyer <kim@b.example>:",
    "Kim Buyer <kim@b.example> schrieb am Mo., 2. Nov. 2026, 09:00:",
    "Le lun. 2 nov. 2026 à 09:00, Kim <kim@b.example> a écrit :",
    "Le 02/11/2026 à 09:00, Kim a écrit :",
    "El lun, 2 nov 2026 a las 9:00, Kim (<kim@b.example>) escribió:",
    "Em seg., 2 de nov. de 2026 às 09:00, Kim <kim@b.example> escreveu:",
    "Il giorno lun 2 nov 2026 alle ore 09:00 Kim <kim@b.example> ha scritto:",
    "Op ma 2 nov. 2026 om 09:00 schreef Kim <kim@b.example>:",
    "W dniu 02.11.2026 o 09:00, Kim pisze:\nKim <kim@b.example> napisał(a):",
    "pon., 2 lis 2026 o 09:00 Kim <kim@b.example> napisał(a):",
    "po 2. 11. 2026 v 9:00 odesílatel Kim <kim@b.example> napsal:",
    "Den mån 2 nov. 2026 kl 09:00 skrev Kim <kim@b.example>:",
    "man. 2. nov. 2026 kl. 09.00 skrev Kim <kim@b.example>:",
    "ma 2. marrask. 2026 klo 9.00 Kim (kim@b.example) kirjoitti:",
    "Kim <kim@b.example> ezt írta (időpont: 2026. nov. 2., H, 9:00):",
    "пн, 2 нояб. 2026 г. в 09:00, Kim <kim@b.example>:",
    "02.11.2026 09:00, Kim <kim@b.example> написал:",
    "2 Kas 2026 Pzt, 09:00 tarihinde Kim <kim@b.example> şunu yazdı:",
    "Στις Δευ 2 Νοε 2026, 09:00, ο χρήστης Kim <kim@b.example> έγραψε:",
    "În lun., 2 nov. 2026 la 09:00, Kim <kim@b.example> a scris:",
    "Kim <kim@b.example> 于2026年11月2日周一 09:00写道：",
    "2026年11月2日(月) 9:00 Kim <kim@b.example>:",
    "2026년 11월 2일 (월) 오전 9:00, Kim <kim@b.example>님이 작성:",
    "Vào Th 2, 2 thg 11, 2026 vào lúc 09:00 Kim <kim@b.example> đã viết:",
    "‫בתאריך יום ב׳, 2 בנוב׳ 2026 ב-9:00 מאת ‪Kim‬‏ <‪kim@b.example‬‏>:‬",
    "2026-11-02 9:00 GMT+01:00 Kim <kim@b.example>:",
  ]

  @Test(arguments: introductions)
  func quotesAreTakenOut(introduction: String) {
    let split = BodyText.split("Thanks, that helps.\n\n\(introduction)\n\n> old words\n> more\n")
    #expect(split.visible == "Thanks, that helps.")
    #expect(split.quoted.contains("old words"))
  }

  /// Heads of earlier mails that are not marked line by line.
  @Test(arguments: [
    "-----Original Message-----\nFrom: Kim\nSent: Monday\nTo: Shop\nSubject: x",
    "________________________________\nFrom: Kim\nSent: Monday\nTo: Shop\nSubject: x",
    "From: Kim <kim@b.example>\nDate: Monday, November 2, 2026\nTo: Shop\nSubject: x",
    "*From:* Kim\n*Sent:* Monday\n*To:* Shop\n*Subject:* x",
    "Von: Kim\nGesendet: Montag\nAn: Shop\nBetreff: x",
    "De : Kim\nEnvoyé : lundi\nÀ : Shop\nObjet : x",
    "De: Kim\nEnviado: lunes\nPara: Shop\nAsunto: x",
    "Da: Kim\nInviato: lunedì\nA: Shop\nOggetto: x",
    "Van: Kim\nVerzonden: maandag\nAan: Shop\nOnderwerp: x",
    "Od: Kim\nWysłano: poniedziałek\nDo: Shop\nTemat: x",
    "Från: Kim\nSkickat: måndag\nTill: Shop\nÄmne: x",
    "Fra: Kim\nSendt: mandag\nTil: Shop\nEmne: x",
    "От: Kim\nОтправлено: понедельник\nКому: Shop\nТема: x",
    "Kimden: Kim\nGönderildi: Pazartesi\nKime: Shop\nKonu: x",
    "发件人: Kim\n发送时间: 周一\n收件人: Shop\n主题: x",
    "差出人: Kim\n送信日時: 月曜日\n宛先: Shop\n件名: x",
    "-------- Ursprüngliche Nachricht --------\nsince",
    "-------- Message d'origine --------\nsince",
    "----- Mensaje original -----\nsince", "----- Messaggio originale -----\nsince",
    "---------- Forwarded message ---------\nFrom: Kim\nTo: Shop\nSubject: x",
    "---- On Mon, 02 Nov 2026 09:00:00 +0100 Kim <kim@b.example> wrote ----\nsince",
  ])
  func earlierMailsAreTakenOut(head: String) {
    let split = BodyText.split("New words.\n\n\(head)\n\nold words")
    #expect(split.visible == "New words.")
    #expect(split.quoted.hasSuffix("old words"))
  }

  @Test(arguments: [
    "On the other hand: this is text.\n\nOn 5 shelves there were 3 boxes.",
    "Here is the list:\n- one\n- two",
    "Delivered: 2026-11-02 14:30:25\nOrdered: 2026-11-01",
    "To: be or not to be\nthat is the question",
    "Please see https://b.example/on-2026-someone-wrote: it is good",
    "> You asked this?\n\nYes, I did.",
    "Service  Date\n--------------------\nParcel  Nov 2, 2026",
    "It was sent from my iPhone app to all.",
  ])
  func ordinaryWordsStay(text: String) {
    let split = BodyText.split(text)
    #expect(split.visible == text)
    #expect(split.quoted.isEmpty)
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
