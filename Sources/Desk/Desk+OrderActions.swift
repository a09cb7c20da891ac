package import Domain
import Templating
import Terminal

/// Something that is to be done to an order, as far as it has been said.
package struct OrderPlan: Hashable, Sendable {
  /// The ticket in which it was asked for.
  package var ticket: TicketID
  /// The last event of the ticket that its agent had seen.
  package var seen: EventNumber
  /// The order as it was known then.
  package var order: Order
  /// What can be done; `nil` while the shop is asked.
  package var offers: OrderOffers?
  /// What is to be done.
  package var action: OrderAction?
  /// What was said for its fields.
  package var answers: [OrderErrand.Answer] = []
  /// Words that the marketplace does not allow, where the customer gets to read them.
  package var findings: [String] = []

  /// The field that is asked about now; `nil` where all is said.
  var field: OrderAction.Field? {
    guard let fields = action?.fields, answers.count < fields.count else { return nil }
    return fields[answers.count]
  }
}

extension Desk {
  /// Asks the shop what can be done to the ticket's order, and then for one of it: each step is
  /// asked about, and nothing happens before the last yes.
  mutating func actOnOrder(_ argument: String) -> [Effect] {
    guard let sheet = ticket?.sheet else { return refuse("there is no ticket open") }
    let words = argument.split(separator: ":", maxSplits: 1).map(String.init)
    switch words.first {
    case "do" where words.count == 2: return choose(action: words[1])
    case "say" where words.count == 2: return say(value: words[1])
    case "now": return performPlan()
    case "done", "undone": return settleErrand(isDone: words[0] == "done", sheet)
    default: return begin(with: String(argument.trimmed), sheet)
    }
  }

  // MARK: - Which order

  private mutating func begin(with number: String, _ sheet: TicketSheet) -> [Effect] {
    plan = nil
    if let unsure = sheet.events.orderErrands(at: clock).last(where: \.isUnsure) {
      return askWhetherDone(unsure)
    }
    let meant =
      number.isEmpty ? sheet.orders : sheet.orders.filter { OrderPick(number).means($0.id) }
    switch meant.count {
    case 0:
      let key = setting.keymap.spelling(of: CommandCall(.linkOrder), in: .ticket) ?? ":link-order"
      return refuse(
        sheet.ticket.orders.isEmpty
          ? "it is linked to no order; \(key) links one" : "no shop has told us of that order")
    case 1:
      plan = OrderPlan(ticket: sheet.ticket.id, seen: sheet.ticket.lastEvent, order: meant[0])
      let shop = Wording.channel(meant[0].id.channel)
      return tell("asking \(shop) what can be done to order \(name(meant[0]))")
        + [.offers(meant[0])]
    default:
      offer(
        meant.map { (name($0), $0.id.description) }, "which order?")
      return []
    }
  }

  /// What ended half-way is looked at by a person before anything else is asked for.
  private mutating func askWhetherDone(_ row: OrderErrandRow) -> [Effect] {
    choice = Choice(
      prompt: "was it done? look at order \(TextFlow.clean(row.errand.order.number, lines: false))",
      options: [
        Choice.Option(key: "y", label: "it was", call: CommandCall(.orderAction, "done")),
        Choice.Option(key: "n", label: "it was not", call: CommandCall(.orderAction, "undone")),
      ])
    notice = nil
    return showOrder()
  }

  private mutating func settleErrand(isDone: Bool, _ sheet: TicketSheet) -> [Effect] {
    guard let row = sheet.events.orderErrands(at: clock).last(where: \.isUnsure) else {
      return tell("there is nothing to settle")
    }
    let answer =
      isDone
      ? OrderAnswer.done("an agent has seen that it was done")
      : .refused("an agent has seen that it was not done")
    return [
      .commit(
        [Change(sheet.ticket.id, .orderAnswered(row.errand.id, answer))],
        seen: sheet.ticket.lastEvent)
    ]
  }

  // MARK: - What is to be done

  /// The shop has said what can be done.
  mutating func take(_ offers: OrderOffers) -> [Effect] {
    guard plan?.order.id == offers.order.id, plan?.offers == nil,
      ticket?.sheet?.ticket.id == plan?.ticket
    else { return [] }
    guard !offers.actions.isEmpty else {
      plan = nil
      return refuse(
        "\(offers.shop) lets nothing be done to order \(name(offers.order)): it is "
          + offers.order.statusText)
    }
    plan?.offers = offers
    notice = nil
    offer(
      offers.actions.map { ($0.title, "do:\($0.name)") },
      "order \(name(offers.order))")
    return showOrder()
  }

  private mutating func choose(action name: String) -> [Effect] {
    guard let action = plan?.offers?.actions.first(where: { $0.name == name }) else {
      return tell("there is nothing to be done")
    }
    plan?.action = action
    plan?.answers = []
    return askNext()
  }

  private mutating func askNext() -> [Effect] {
    guard let field = plan?.field else { return confirmPlan() }
    switch field.kind {
    case .text: return ask(.orderField, "\(field.title): ")
    case .choice(let choices):
      offer(choices.map { ($0.title, "say:\($0.value)") }, field.title)
      return showOrder()
    }
  }

  /// Takes what was typed, or chosen, for the field that is asked about.
  mutating func say(value: String) -> [Effect] {
    guard let field = plan?.field else { return tell("there is nothing to be said") }
    var words = value
    switch field.kind {
    case .text(let limit):
      guard value.count <= limit else {
        return refuse("at most \(limit) letters, not \(value.count)")
      }
    case .choice(let choices):
      guard let choice = choices.first(where: { $0.value == value }) else { return askNext() }
      words = choice.title
    }
    plan?.answers.append(
      OrderErrand.Answer(name: field.name, title: field.title, value: value, words: words))
    return askNext()
  }

  private mutating func confirmPlan() -> [Effect] {
    guard var plan, let action = plan.action else { return [] }
    if let told = action.told, let words = plan.answers.first(where: { $0.name == told })?.value {
      plan.findings = findings(in: words, on: plan.order.id.channel)
    }
    self.plan = plan
    choice = Choice(
      prompt: "\(action.title), order \(name(plan.order))",
      options: [Choice.Option(key: "y", label: "do it", call: CommandCall(.orderAction, "now"))])
    notice = nil
    return showOrder()
  }

  private mutating func performPlan() -> [Effect] {
    guard let plan, plan.field == nil, let action = plan.action, let offers = plan.offers else {
      return tell("there is nothing to be done")
    }
    self.plan = nil
    let errand = OrderErrand(
      id: mint.id(at: clock), order: plan.order.id, account: offers.account, action: action,
      answers: plan.answers, author: setting.agent.id)
    return tell("asking \(offers.shop) to \(action.title)")
      + [.perform(errand, of: plan.ticket, seen: plan.seen)]
  }

  /// What became of it.
  mutating func performed(_ answer: OrderAnswer, _ errand: OrderErrand) -> [Effect] {
    let shop = Wording.channel(errand.order.channel)
    let number = TextFlow.clean(errand.order.number, lines: false)
    switch answer {
    case .done(let words):
      let said = words.isEmpty ? "" : " (\(words))"
      return tell(Notice("done at \(shop): \(errand.title), order \(number)\(said)", .receipt))
    case .refused(let reason): return refuse("not done: \(reason)")
    case .unsure(let reason):
      let key = setting.keymap.spelling(of: CommandCall(.orderAction), in: .ticket)
      return refuse(
        "nobody knows whether it was done: \(reason); look there, then "
          + (key ?? ":order-action"))
    }
  }

  // MARK: - Parts

  private func findings(in words: String, on channel: ChannelName) -> [String] {
    ReplyLint.warnings(in: words, policy: setting.rules.channels[channel]?.policy)
  }

  private func name(_ order: Order) -> String { TextFlow.clean(order.number, lines: false) }

  /// What is asked about stands there.
  private mutating func showOrder() -> [Effect] {
    if frame.order == nil {
      ticket?.showsOrder = true
      ticket?.part = .order
    }
    return []
  }

  private static let keys = Array("123456789")

  private mutating func offer(
    _ options: [(label: String, argument: String)], _ prompt: String
  ) {
    choice = Choice(
      prompt: prompt,
      options: zip(Self.keys, options).map { key, option in
        Choice.Option(
          key: key, label: TextFlow.clean(option.label, lines: false),
          call: CommandCall(.orderAction, option.argument))
      })
    notice = nil
  }
}
