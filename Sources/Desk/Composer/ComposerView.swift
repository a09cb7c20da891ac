import Domain
import Templating
import Terminal

/// Draws what is being written, and the review before it goes out.
enum ComposerView {
  static func draw(_ pane: ComposerPane, _ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    heading(pane, desk, on: &canvas, in: rect.row(0))
    for (row, line) in envelope(pane).enumerated() {
      canvas.put(line, in: rect.row(row + 1).inset(columns: 1))
    }
    if pane.kind == .reply { sender(pane, desk, on: &canvas, in: rect.row(1).inset(columns: 1)) }
    let room = DeskView.editor(rect, under: pane.headRows)
    let isActive = pane.isFocused && desk.context == .composer && pane.phase == .writing
    pane.editor.draw(
      on: &canvas, in: room, pane.kind == .note ? .note : .plain, isActive: isActive)
    underline(pane, isActive: isActive, on: &canvas, in: room)
    highlightHoles(on: &canvas, in: room)
  }

  /// What may be misspelt, but for the word that is being typed.
  private static func underline(
    _ pane: ComposerPane, isActive: Bool, on canvas: inout Canvas, in rect: Rect
  ) {
    guard !pane.spelling.misspelt.isEmpty else { return }
    for row in rect.top..<rect.bottom {
      let cells = (rect.left..<rect.right).map { canvas[Point($0, row)] }
      let letters = cells.enumerated().filter { $0.element.columns > 0 }
      for (_, range) in pane.spelling.places(in: letters.map(\.element.grapheme)) {
        let left = rect.left + letters[range.lowerBound].offset
        let right = rect.left + letters[range.upperBound - 1].offset + 1
        if isActive, canvas.cursor == Point(right, row) { continue }
        let style = cells[left - rect.left].style.with(.underline)
        canvas.restyle(Rect(left, row, right - left, 1), style)
      }
    }
  }

  /// Who writes, at the right of the subject where there is room.
  private static func sender(
    _ pane: ComposerPane, _ desk: Desk, on canvas: inout Canvas, in row: Rect
  ) {
    guard let sheet = desk.ticket?.sheet, let envelope = desk.envelope(sheet),
      !envelope.from.address.isEmpty
    else { return }
    let text = " from \(TextFlow.clean(envelope.from.address, lines: false))"
    let taken = 9 + TextFlow.cells(TextFlow.clean(pane.subject, lines: false))
    guard taken + TextFlow.cells(text) < row.columns else { return }
    canvas.put(text, in: row, .dim, .right)
  }

  /// What stands on the envelope of an answer, below its heading; as many lines as it has room for.
  private static func envelope(_ pane: ComposerPane) -> [[Piece]] {
    guard pane.kind == .reply else { return [] }
    var lines = [
      [Piece("Subject  ", .dim), Piece(TextFlow.clean(pane.subject, lines: false), .plain)]
    ]
    if let cc = pane.cc {
      lines.append([Piece("Cc       ", .dim), Piece(cc.isEmpty ? "nobody" : full(cc), .plain)])
    }
    if !pane.bcc.isEmpty {
      lines.append([Piece("Bcc      ", .dim), Piece(full(pane.bcc), .plain)])
    }
    if !pane.attachments.isEmpty { lines.append([Piece("With     ", .dim)] + files(pane)) }
    return lines
  }

  /// The files that go along, each with its number and size; together, where there are several.
  private static func files(_ pane: ComposerPane) -> [Piece] {
    let total = pane.attachments.reduce(0) { $0 + $1.bytes }
    let sum = pane.attachments.count > 1 ? [Piece("\(Wording.size(total)) in all  ", .dim)] : []
    return sum
      + pane.attachments.enumerated().flatMap { place, file in
        [
          Piece("[\(place + 1)] ", .dim), Piece(TextFlow.clean(file.filename, lines: false), .link),
          Piece(" \(Wording.size(file.bytes))  ", .dim),
        ]
      }
  }

  private static func heading(
    _ pane: ComposerPane, _ desk: Desk, on canvas: inout Canvas, in row: Rect
  ) {
    canvas.horizontalRule(at: row.origin, row.columns, pane.kind == .note ? .note : .rule)
    var left = Rect(row.left + 3, row.top, row.columns - 4, 1)
    let right = status(pane, desk)
    let width = right.reduce(0) { $0 + TextFlow.cells($1.text) }
    if width > 0 {
      canvas.put(
        [Piece(" ")] + right + [Piece(" ")], in: left.cutRight(min(width + 2, left.columns)))
    }
    canvas.put(
      [Piece(" \(title(pane, desk)) ", .heading)] + window(pane, desk, in: left.columns), in: left)
  }

  /// How long the channel still takes an answer, where it does not for ever; shorter where there is
  /// little room.
  private static func window(_ pane: ComposerPane, _ desk: Desk, in columns: Int) -> [Piece] {
    guard pane.kind == .reply, let sheet = desk.ticket?.sheet,
      let envelope = desk.envelope(sheet), let closes = envelope.closes
    else { return [] }
    guard closes > desk.now else { return [Piece("takes no answer now ", .error)] }
    let left = Wording.due(closes, at: desk.now)
    let room = columns - TextFlow.cells(title(pane, desk)) - 3
    let long = "\(left) left to answer "
    let style: Style = closes - desk.now < .hours(1) ? .soon : .heading
    return [Piece(TextFlow.cells(long) <= room ? long : "\(left) left ", style)]
  }

  private static func title(_ pane: ComposerPane, _ desk: Desk) -> String {
    guard pane.kind == .reply else { return "note to colleagues" }
    guard let sheet = desk.ticket?.sheet,
      let envelope = desk.envelope(sheet)
    else { return "reply" }
    return "reply to \(names(envelope.to)), by \(Wording.channel(sheet.ticket.channel))"
      + (envelope.audience == nil ? "" : ", in public")
  }

  private static func status(_ pane: ComposerPane, _ desk: Desk) -> [Piece] {
    if pane.phase == .handedOver { return [Piece("being kept…", .soon)] }
    let holes = pane.holes.count
    if holes > 0 { return [Piece(Wording.count(holes, "hole"), .hole)] }
    if let newcomer = desk.newcomers.last, pane.kind == .reply {
      return [
        Piece("! new here: \(Wording.party(Party(address: newcomer.address), to: 40))", .error)
      ]
    }
    if let message = desk.saidSince.last {
      let who = TextFlow.clean(message.from.label, lines: false)
      return [Piece("! \(who) wrote since you began", .soon)]
    }
    if let colleague = desk.colleague(at: pane.ticket), colleague.isWriting {
      return [Piece("! \(desk.words(for: colleague))", .soon)]
    }
    return pane.template.map { [Piece($0, .dim)] } ?? []
  }

  /// The markers that stand on the screen.
  static func highlightHoles(on canvas: inout Canvas, in rect: Rect) {
    var isInside = false
    for row in rect.top..<rect.bottom {
      for column in rect.left..<rect.right {
        let grapheme = canvas[Point(column, row)].grapheme
        if grapheme == Hole.opening { isInside = true }
        if isInside { canvas.restyle(Rect(column, row, 1, 1), .hole) }
        if grapheme == Hole.closing { isInside = false }
      }
    }
  }

  private static func names(_ parties: [Party]) -> String {
    Wording.list(parties.map { TextFlow.clean($0.label, lines: false) })
  }

  private static func full(_ parties: [Party]) -> String {
    Wording.list(
      parties.map { party in
        let text = party.name.isEmpty ? party.address : "\(party.name) <\(party.address)>"
        return TextFlow.clean(text, lines: false)
      })
  }
}

// MARK: - Review

extension ComposerView {
  /// Who gets it and how, in front of the composer, and the question on the bottom line.
  static func drawReview(
    _ pane: ComposerPane, _ desk: Desk, _ frame: Frame, on canvas: inout Canvas
  ) {
    let room = frame.composer ?? frame.body
    let lines = review(pane, desk, room.columns - 4)
    let height = min(lines.count + 2, room.rows)
    let box = Rect(room.left, room.bottom - height, room.columns, height)
    DeskView.write(lines, on: &canvas, in: Popup("before it goes out").draw(on: &canvas, in: box))
    let keymap = desk.setting.keymap
    let send = keymap.spelling(of: CommandCall(.confirm), in: .review) ?? ":confirm"
    let back = keymap.spelling(of: CommandCall(.cancel), in: .review) ?? ":cancel"
    let envelope = desk.ticket?.sheet.flatMap { desk.envelope($0) }
    let channel = envelope.map { Wording.channel($0.ticket.channel) } ?? ""
    var does = Piece(" sends to \(names(envelope?.to ?? [])) by \(channel)  ", .title)
    if let newcomer = desk.newcomers.last {
      let others = desk.newcomers.count - 1
      let who =
        Wording.party(Party(address: newcomer.address), to: 28)
        + (others > 0 ? " and \(others) more" : "")
      let isMeant = desk.meansNewcomers
      does = Piece(isMeant ? " sends, to \(who) too  " : " confirms that \(who) is meant  ", .error)
    }
    if desk.meansNewcomers, envelope?.audience != nil {
      let isMeant = pane.meansPublic
      does = Piece(
        isMeant ? " sends, for everybody to read  " : " confirms that everybody may read it  ",
        .error)
    }
    canvas.put(
      [Piece(send, .key), does, Piece(back, .key), Piece(" goes back")],
      in: frame.bottom.inset(columns: 1))
  }

  static func review(
    _ pane: ComposerPane, _ desk: Desk, _ columns: Int
  ) -> [[Piece]] {
    guard let sheet = desk.ticket?.sheet,
      let envelope = desk.envelope(sheet)
    else { return [] }
    var lines: [[Piece]] = [
      [Piece("To       ", .dim), Piece(full(envelope.to), .title)],
      [
        Piece("By       ", .dim), Piece(Wording.channel(sheet.ticket.channel)),
        Piece(sender(envelope), .dim),
      ],
      [Piece("Subject  ", .dim), Piece(TextFlow.clean(pane.subject, lines: false))],
    ]
    let cc = desk.copied
    if !cc.isEmpty { lines.insert([Piece("Cc       ", .dim), Piece(full(cc), .soon)], at: 1) }
    // What must be read before it goes stands above what a small window may cut off.
    let news = Meanwhile.lines(
      desk.saidSince, "New since you began", desk.setting, desk.now, columns: columns)
    let readers =
      envelope.audience == nil
      ? [] : hanging("in public: everybody may read it, as what it answers", columns, .error)
    lines.insert(contentsOf: newcomers(desk, columns) + readers + news, at: cc.isEmpty ? 1 : 2)
    if !pane.bcc.isEmpty {
      lines.append([
        Piece("Bcc      ", .dim), Piece(full(pane.bcc), .soon),
        Piece("  unseen", .dim),
      ])
    }
    let words = pane.editor.text.split { $0.isWhitespace }.count
    lines.append([
      Piece("Then     ", .dim), Piece(Wording.status(pane.thenStatus)),
      Piece("  \(thenKeys(desk))  ·  \(Wording.count(words, "word"))", .dim),
    ])
    if !pane.attachments.isEmpty {
      lines.append([Piece("With     ", .dim)] + files(pane))
    }
    let misspelt = Set(pane.spelling.places(in: pane.editor.text).map(\.word)).sorted()
    if !misspelt.isEmpty {
      let key = desk.setting.keymap.spelling(of: CommandCall(.correct), in: .composer) ?? ":correct"
      lines += hanging("misspelt? \(Wording.list(misspelt)) (\(key) while writing)", columns)
    }
    let warnings =
      desk.policyWarnings.prefix(3) + pane.warnings + (sheet.lastInbound?.warnings ?? [])
    for warning in warnings { lines += hanging(TextFlow.clean(warning, lines: false), columns) }
    return lines
  }

  /// Who writes, where the channel has addresses.
  private static func sender(_ envelope: Envelope) -> String {
    let address = TextFlow.clean(envelope.from.address, lines: false)
    return address.isEmpty ? "" : ", from \(address)"
  }

  /// Who is new in the conversation, and what that means for sending.
  private static func newcomers(_ desk: Desk, _ columns: Int) -> [[Piece]] {
    guard !desk.newcomers.isEmpty else { return [] }
    let people = Wording.list(desk.newcomers.map { Wording.party($0) })
    return hanging(
      "new here: \(people): nothing of this ticket has gone there before", columns, .error)
  }

  /// A mark, its further lines below its first word.
  private static func hanging(
    _ text: String, _ columns: Int, _ style: Style = .soon
  ) -> [[Piece]] {
    TextFlow.wrap(text, to: max(10, columns - 2)).enumerated().map { index, line in
      [Piece((index == 0 ? "! " : "  ") + line, style)]
    }
  }

  private static func thenKeys(_ desk: Desk) -> String {
    [Status.open, .pending, .onHold, .solved].compactMap { status in
      let call = CommandCall(.then, status.rawValue)
      let key = desk.setting.keymap.spelling(of: call, in: .review)
      return key.map { "\($0) \(Wording.status(status))" }
    }.joined(separator: "  ")
  }
}
