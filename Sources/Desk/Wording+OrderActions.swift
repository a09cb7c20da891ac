package import Domain
import Terminal

extension Wording {
  /// What somebody asked an order's shop for.
  package static func asked(_ errand: OrderErrand) -> String {
    let what = "asked \(channel(errand.order.channel)) to \(errand.title)"
    let particulars = errand.particulars.isEmpty ? "" : " (\(errand.particulars))"
    return TextFlow.clean("\(what), order \(errand.order.number)\(particulars)", lines: false)
  }

  /// How far it is: `done`, `not done: it has left`.
  package static func outcome(of row: OrderErrandRow) -> String {
    switch row.answer {
    case nil: "the shop is being asked"
    case .done(let words)?: words.isEmpty ? "done" : "done: \(words)"
    case .refused(let reason)?: "not done: \(reason)"
    case .unsure(let reason)?: "nobody knows whether it was done: \(reason)"
    }
  }

  /// What became of it, behind whoever asked.
  package static func answered(_ answer: OrderAnswer) -> String {
    let words = answer.words.isEmpty ? "" : ": \(TextFlow.clean(answer.words, lines: false))"
    return switch answer {
    case .done: "had it done\(words)"
    case .refused: "had it refused\(words)"
    case .unsure: "does not know whether it was done\(words)"
    }
  }
}
