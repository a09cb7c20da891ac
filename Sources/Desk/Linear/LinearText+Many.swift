import Domain
import Templating
import Terminal

// What concerns many tickets at once.
extension LinearText {
  static func views(_ desk: Desk) -> [String] {
    ["Views:"]
      + desk.views.views.enumerated().map { index, view in
        let count = desk.views.count(of: view).map { Wording.count($0, "ticket") } ?? "not counted"
        return "\(index + 1). \(clean(view.name)): \(count)"
      }
  }

  static func report(_ desk: Desk) -> [String] {
    let pane = desk.report
    return ["How things stand; a number opens its tickets:"]
      + pane.rows.enumerated().map { index, row in
        let isFirst = index == 0 || pane.rows[index - 1].group != row.group
        let group = isFirst ? "\(row.group.rawValue): " : ""
        return "\(index + 1). \(group)\(clean(row.label)) \(pane.count(of: row) ?? 0)"
      }
  }

  static func knowledge(_ desk: Desk) -> [String] {
    guard !desk.knowledge.entries.isEmpty else { return ["Templates: there is none yet."] }
    return ["Templates; a number reads one:"]
      + desk.knowledge.entries.enumerated().map { index, entry in
        let languages = entry.languages.joined(separator: ", ")
        return
          "\(index + 1). \(clean(entry.name)): \(clean(entry.shown.template.title)) (\(languages))"
      }
  }

  /// The template under the cursor, whole.
  static func template(_ desk: Desk) -> [String] {
    guard let entry = desk.knowledge.selected else { return [] }
    return [KnowledgeView.about(entry, desk)]
      + TextFlow.clean(entry.shown.template.body).split(separator: "\n").map(String.init)
  }

  static func settings(_ desk: Desk) -> [String] {
    ["Settings; a number changes one:"]
      + desk.settings.options.enumerated().map { index, option in
        let value = SettingsView.value(of: option, desk)
        let origin = SettingsView.short(desk.settings.origin(of: option))
        return "\(index + 1). \(option.rawValue) is \(value), \(origin): \(option.help)"
      }
  }

  static func steps(_ desk: Desk) -> [String] {
    guard !desk.steps.steps.isEmpty else {
      return ["Nothing was done yet that could be taken back."]
    }
    return ["What was done, the newest first:"]
      + desk.steps.steps.prefix(LinearDesk.page).enumerated().map { index, step in
        let when = Wording.moment(step.at, at: desk.now, in: desk.setting.zone)
        let state = step.isUndone ? ", taken back" : ""
        return
          "\(index + 1). \(when), \(desk.firstName(of: step.agent)): \(clean(step.what))\(state)"
      }
  }

  static func rehearsal(_ desk: Desk) -> [String] {
    guard let pane = desk.rehearsal, let told = pane.rehearsal else { return [] }
    let acts = RehearsalText.acts(pane.acts, at: desk.now, desk.setting)
    var head = "Dry run of \(acts): \(Wording.count(pane.changing, "ticket")) would change"
    if told.leftAlone > 0 { head += ", \(Wording.grouped(told.leftAlone)) would be left alone" }
    var lines = ["\(head). Nothing is done yet: “perform” does it."]
    let start = pane.list.selection / LinearDesk.page * LinearDesk.page
    for (index, row) in pane.rows.enumerated().dropFirst(start).prefix(LinearDesk.page) {
      let words =
        pane.leftOut.contains(row.before.id)
        ? "left out"
        : row.why?.sentence
          ?? RehearsalText.changes(row, at: desk.now, desk.setting).joined(separator: ", ")
      lines.append(
        "\(index + 1). #\(row.before.number), \(clean(row.customer)), "
          + "\(clean(row.before.subject)): \(words)")
    }
    return lines
  }

  static func mailing(_ desk: Desk) -> [String] {
    guard let pane = desk.mailing else { return [] }
    let name = pane.template.map { "from \(clean($0))" } ?? "no template is chosen yet"
    var lines = [
      "Answers to \(Wording.count(pane.letters.count, "ticket")), \(name): "
        + "\(Wording.grouped(pane.ready.count)) ready. Nothing is sent yet: “perform” sends them."
    ]
    if !pane.asked.isEmpty {
      lines.append("Missing: \(Wording.list(pane.asked.map(clean))). “fill-hole” fills it.")
    }
    let start = pane.list.selection / LinearDesk.page * LinearDesk.page
    for (index, letter) in pane.letters.enumerated().dropFirst(start).prefix(LinearDesk.page) {
      let who =
        letter.sheet.map { "#\($0.ticket.number), \(clean($0.ticket.subject))" } ?? "a ticket"
      lines.append("\(index + 1). \(who): \(words(letter.standing))")
    }
    return lines
  }

  /// How one answer reads, whole.
  static func letter(_ desk: Desk) -> [String] {
    guard let letter = desk.mailing?.selected else { return [] }
    let warnings = letter.warnings.map { "Warning: \(clean($0))" }
    return warnings
      + (letter.rendering?.text ?? words(letter.standing)).split(
        separator: "\n", omittingEmptySubsequences: false
      ).map { clean(String($0)) }
  }

  private static func words(_ standing: Letter.Standing) -> String {
    switch standing {
    case .waiting: "still to be read"
    case .ready: "ready"
    case .leftOut: "left out"
    case .holes(let names): "missing \(Wording.list(names.map(clean)))"
    case .impossible(let why): why
    }
  }
}
