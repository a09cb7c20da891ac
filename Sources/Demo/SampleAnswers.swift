package import Domain
import Foundation
import Mail

/// What people around the sample shop say apart from the first mail.
enum SampleAnswers {
  static let english =
    "Hi {name},\n\nthanks for writing. I have asked the warehouse and will come back to you with an answer.\n\nBest wishes,\nMia, Northlight Outfitters\n"

  /// A colleague's first answer, by language.
  static let colleague: [String: String] = [
    "en": english,
    "de":
      "Hallo {name},\n\ndanke für Ihre Nachricht. Ich habe im Lager nachgefragt und melde mich, sobald ich mehr weiß.\n\nViele Grüße\nMia, Northlight Outfitters\n",
    "fr":
      "Bonjour {name},\n\nmerci pour votre message. Je me renseigne auprès de l'entrepôt et je reviens vers vous.\n\nBien à vous,\nMia, Northlight Outfitters\n",
    "es":
      "Hola, {name}:\n\nGracias por escribirnos. He preguntado en el almacén y le respondo en cuanto sepa algo.\n\nUn saludo,\nMia, Northlight Outfitters\n",
    "it":
      "Ciao {name},\n\ngrazie per averci scritto. Ho chiesto al magazzino e ti rispondo appena so qualcosa.\n\nA presto,\nMia, Northlight Outfitters\n",
  ]

  static let againEnglish = "Any news? I have not heard back yet."

  /// A second mail, some time later.
  static let again: [String: String] = [
    "en": againEnglish,
    "de": "Gibt es schon etwas Neues? Ich habe noch nichts gehört.",
    "fr": "Avez-vous des nouvelles ? Je n'ai rien reçu depuis.",
    "es": "¿Hay novedades? Todavía no me han dicho nada.",
    "it": "Ci sono novità? Non ho ancora ricevuto risposta.",
  ]

  /// What customers write back to a reply of the desk.
  static let replies: [String] = [
    "That was quick, thank you!",
    "Great, thanks for looking into it so fast.",
    "Thank you! One more thing: could you send me a confirmation once it is done?",
    "Perfect, that helps. Have a nice day!",
    "Hm, that is not quite what I hoped for, but thank you for the honest answer.",
  ]

  static let away =
    "Vielen Dank für Ihre Nachricht. Ich bin bis zum 30. nicht im Büro und lese meine Mails nur gelegentlich.\n"

  static let spam =
    "Dear webmaster,\n\nwe can bring your shop to page one. 10,000 backlinks for only $49, limited offer!!! Click here: http://rank.example/win\n"

  static let forwarded =
    "Hi, a friend runs a small hotel and would like 60 of the mugs. Could you send me wholesale prices?\n\nPriya\n\n---------- Forwarded message ---------\nFrom: Hotel Marina <desk@hotel.example>\nSubject: wholesale prices?\n\nDo you think they would sell us 60 of those blue mugs?\n"

  static let html =
    "<html><body><p>Hello,</p><p>do you offer <b>gift wrapping</b>? I would need it for</p><ul><li>2 × Stoneware mug, sand</li><li>1 × Wool blanket, oat</li></ul><p>See also <a href=\"https://northlight.example/gifts\">your gift page</a>, which says nothing about it.</p><p>Kind regards<br>Tom</p><img src=\"https://pixel.example/open.gif\" width=\"1\" height=\"1\"></body></html>"

  /// The smallest picture that any viewer opens.
  static let picture =
    Data(
      base64Encoded:
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    ) ?? Data()
}

extension SampleShop {
  /// What the customer writes back when a reply of ours reaches them, and how many seconds later;
  /// `nil` for two in three, who are simply content.
  package static func answer(to sent: [UInt8], at moment: Instant, chance: UInt64)
    -> (after: Span, SampleMail)?
  {
    guard chance % 3 == 0 else { return nil }
    let mail = MIMEParser.parse(Data(sent))
    guard let customer = mail.to.first, let id = mail.messageID,
      let words = SampleAnswers.replies.dropFirst(Int(chance / 3) % SampleAnswers.replies.count)
        .first
    else { return nil }
    let wait = Span.seconds(4 + Int64(chance / 16 % 6))
    let quote = (mail.text ?? "").split(separator: "\n", omittingEmptySubsequences: false)
      .map { "> \($0)" }.joined(separator: "\n")
    let shown = mail.from.first?.address ?? address
    let subject = mail.subject ?? ""
    let answer = SamplePost.inbound(
      SampleSender(answering: customer),
      subject: subject.lowercased().hasPrefix("re:") ? subject : "Re: \(subject)",
      text: "\(words)\n\n\(name) <\(shown)> wrote:\n\(quote)\n",
      id: "\(String(chance, radix: 36)).\(moment.milliseconds)@\(customer.domain)",
      answering: mail.references + [id], at: moment + wait)
    return answer.map { (wait, $0) }
  }
}

extension SampleSender {
  /// Someone we wrote to, writing back from that address.
  init(answering customer: Mailbox) {
    from = customer
    replyTo = nil
    proven = customer.domain
  }
}
