import Domain
import Templating
import Testing

/// The language a customer writes, told by the words of the templates.
struct LanguageTests {
  private func sheet(_ words: String) -> TicketSheet {
    var sheet = TemplateFacts.sample.sheet
    sheet.messages = [
      Message(
        id: ID(high: 1, low: 1), direction: .inbound, channel: .email, account: "support",
        from: Party(address: "c@x.example"), subject: "", receivedAt: TemplateFacts.sample.now,
        body: Body(visible: words))
    ]
    return sheet
  }

  @Test(arguments: [
    ("Wo ist mein Paket? Ich warte seit zwei Wochen.", "de" as String?),
    ("Das Kleid passt nicht, ich möchte es umtauschen.", "de"),
    ("Tout est bien arrivé, merci beaucoup.", "fr"),
    ("Je souhaite retourner la veste, elle est trop petite", "fr"),
    ("Hola, ¿dónde está mi pedido? Lleva dos semanas de retraso.", "es"),
    ("Buongiorno, il pacco non è ancora arrivato. Potete controllare?", "it"),
    ("Hi, the mug I ordered arrived with the handle broken off. Photo attached.", "en"),
    ("ORDER 10482 ???", nil), ("ok", nil), ("", nil),
    ("Kan ik mijn bestelling annuleren?", nil),
    ("Hej, jag har inte fått mitt paket än", nil),
    ("マグカップ2個の送料を教えてください。", nil),
  ])
  func itIsToldFromAFewWords(_ words: String, _ language: String?) {
    #expect(ShippedTemplatesTests.library.language(of: sheet(words)) == language)
  }

  @Test func whoHasTemplatesInOneLanguageIsToldNone() {
    let library = TemplateLibrary(files: [
      ("en/a.md", "---\ntitle: T\n---\nHi there, where is your order and what is it?")
    ])
    #expect(library.language(of: sheet("Hi there, where is my order?")) == nil)
  }
}
