import Foundation

/// Tells by its small words in which of some languages a text is written.
enum LanguageGuess {
  /// The language, such as `en`; `nil` where the text is too short or says nothing clear.
  static func language(of text: String) -> String? {
    var counts: [String: Int] = [:]
    for word in text.lowercased().split(whereSeparator: { !$0.isLetter && $0 != "'" }) {
      for language in languages[word] ?? [] { counts[language, default: 0] += 1 }
    }
    let best = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard let first = best.first, first.value >= 4 else { return nil }
    guard best.count > 1 else { return first.key }
    return first.value >= 2 * best[1].value ? first.key : nil
  }

  /// A language's name in English.
  static func name(of language: String) -> String {
    Locale(identifier: "en").localizedString(forLanguageCode: language) ?? language
  }

  private static let languages: [Substring: [String]] = {
    var found: [Substring: [String]] = [:]
    for (language, words) in small {
      for word in words.split(separator: " ") { found[word, default: []].append(language) }
    }
    return found
  }()

  private static let small = [
    ("en", "the and you your is are have has it this that with for not will from of to we our was"),
    ("de", "der die das und ist sie ihre ihr wir nicht mit für ein eine den dem zu haben wird auf"),
    ("fr", "le la les et vous votre est nous une des pour pas avec dans sur que qui ce du nos"),
    ("es", "el la los las y su usted es una para con por que del no le lo ha nuestro se"),
    ("it", "il la lo gli e è un una per con non che del della di ha suo le nostro abbiamo"),
    ("nl", "de het een en u uw is wij niet met voor van op dat wordt zijn hebben ons te aan"),
    ("pt", "o a os as e é um uma para com não que do da seu sua nosso em por foi"),
    ("pl", "i w na z nie jest się że do to dla od za przez jak państwa został nasz przesyłka"),
    ("sv", "och är det en ett den du din vi inte med för som har till på av att kan din"),
    ("da", "og er det en et den du din vi ikke med for som har til på af at kan vores"),
  ]
}
