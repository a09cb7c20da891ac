import Domain
import Foundation
import Templating
import Terminal

extension Desk {
  /// Opens the choice of templates, or inserts the one that is named.
  mutating func chooseTemplate(_ name: String) -> [Effect] {
    if place == .mailing { return chooseMailingTemplate(name) }
    if place == .inbox, inbox.markCount > 0 { return beginMailing(name) }
    return insertTemplate(name)
  }

  private mutating func insertTemplate(_ name: String) -> [Effect] {
    inTicket(CommandCall(.template, name)) { desk, sheet in
      var effects: [Effect] = []
      if desk.composer == nil { effects = desk.begin(.reply) }
      guard desk.composer?.kind == .reply else { return effects }
      desk.composer?.isFocused = true
      guard !desk.library.templates.isEmpty else {
        return effects + desk.refuse("there are no templates: put some into a Templates folder")
      }
      let pane = TemplatesPane(
        desk.library, facts: desk.facts(sheet), language: desk.language(of: sheet))
      guard !name.isEmpty else {
        desk.templates = pane
        return effects
      }
      return effects + desk.insert(named: name, sheet)
    }
  }

  func facts(_ sheet: TicketSheet) -> TemplateFacts {
    TemplateFacts(
      sheet: sheet, policy: envelope(sheet)?.terms.policy, shop: setting.shop, agent: setting.agent,
      now: clock, locale: setting.locale)
  }

  var language: String {
    setting.locale.language.languageCode?.identifier ?? library.fallback
  }

  /// The customer's language where templates are written in it, else the shop's.
  private func language(of sheet: TicketSheet) -> String {
    library.language(of: sheet) ?? language
  }

  private mutating func insert(named name: String, _ sheet: TicketSheet) -> [Effect] {
    guard let choice = library.choice(name, language: language(of: sheet)) else {
      let nearest = library.nearest(to: name).map { ": did you mean \($0)?" } ?? ""
      return refuse("there is no template \(name)\(nearest)")
    }
    return insert(choice.rendered(with: facts(sheet)), name)
  }

  mutating func acceptTemplate() -> [Effect] {
    guard let pane = templates, let chosen = pane.selected, let rendering = pane.preview else {
      return tell("no template fits what is typed")
    }
    templates = nil
    if place == .mailing { return fillMailing(chosen.choice.template.template.name) }
    return insert(rendering, chosen.choice.template.template.name)
  }

  /// Puts a template in place of `;name` before the cursor; `nil` where nothing of that kind stands
  /// there.
  mutating func expand() -> [Effect]? {
    guard let pane = composer, pane.kind == .reply, pane.phase == .writing,
      let word = pane.shorthand, let sheet = ticket?.sheet
    else { return nil }
    let names = library.names.filter { $0.hasPrefix(word) }
    let name = names.contains(word) ? word : names.count == 1 ? names[0] : nil
    guard let name, let choice = library.choice(name, language: language(of: sheet)) else {
      return names.isEmpty
        ? refuse("no template’s name begins with \(word)")
        : tell(names.prefix(12).map { ";\($0)" }.joined(separator: "  "))
    }
    let rendering = choice.rendered(with: facts(sheet))
    if pane.editor.text.trimmed == ";\(word)" { composer?.template = name }
    composer?.warnings += rendering.warnings.map(\.text)
    let text = rendering.text.last == "\n" ? String(rendering.text.dropLast()) : rendering.text
    return change { pane, _ in pane.expand(word, to: text) }
  }

  private mutating func insert(_ rendering: Rendering, _ name: String) -> [Effect] {
    composer?.template = name
    composer?.warnings = rendering.warnings.map(\.text)
    let effects = change { pane, _ in pane.insert(rendering.text) }
    guard !rendering.holes.isEmpty else { return effects }
    let first = rendering.holes.first.map { ": \($0.name), \($0.why)" } ?? ""
    return effects + tell("\(Wording.count(rendering.holes.count, "hole")) to fill\(first)")
  }
}
