package import Desk
package import Domain
package import Terminal

/// A desk on a made-up shop, driven by keys; what it asks for is answered from the fixture.
package struct DeskDriver {
  /// The desk.
  package private(set) var desk: Desk
  /// What the last keys asked for, without watching, reminding and remembering.
  package private(set) var effects: [Effect] = []
  /// All that the last keys asked for.
  package private(set) var allEffects: [Effect] = []
  /// What the store would answer.
  package var fixture: DeskFixture
  private var moment: Instant

  /// A desk that has opened and been answered.
  package init(_ fixture: DeskFixture, size: Size = Size(80, 24)) {
    self.fixture = fixture
    moment = DeskFixture.now
    desk = Desk(fixture.setting, size: size, now: moment, chance: 1)
    send(.templates(fixture.templates))
    send(.start)
    send(.reminded(.rest))
  }

  /// Presses keys as a keymap spells them; words in `type` are typed letter by letter.
  package mutating func press(_ keys: Key...) {
    effects = []
    allEffects = []
    for key in keys { deliver(.key(key)) }
  }

  /// Types text letter by letter.
  package mutating func type(_ text: String) {
    effects = []
    allEffects = []
    for letter in text { deliver(.key(letter == "\n" ? Key(.enter) : Key(letter))) }
  }

  /// Sends any action; what it asks for replaces the last.
  package mutating func send(_ action: Action) {
    effects = []
    allEffects = []
    deliver(action)
  }

  /// Lets time pass, to the minute and for what was asked to be reminded of.
  package mutating func wait(_ span: Domain.Span, _ reminders: Reminder...) {
    moment = moment + span
    effects = []
    allEffects = []
    for reminder in reminders { deliver(.reminded(reminder)) }
  }

  /// Takes over a changed fixture as the store would tell it.
  package mutating func refresh(_ change: (inout DeskFixture) -> Void) {
    change(&fixture)
    effects = []
    allEffects = []
    for question in watched { answer(question) }
  }

  private var watched: [Question] = []

  private mutating func deliver(_ action: Action) {
    let asked = desk.update(action, at: moment)
    allEffects += asked
    for effect in asked {
      switch effect {
      case .watch(let question):
        watched.append(question)
        answer(question)
      case .unwatch(let question): watched.removeAll { $0 == question }
      case .ask(let question): answer(question)
      case .remind, .spell, .present, .remember: break
      default: effects.append(effect)
      }
    }
  }

  private mutating func answer(_ question: Question) {
    if let answer = fixture.answer(question) { deliver(.answer(question, answer)) }
  }

  /// The screen as it would be shown.
  package var canvas: Canvas { desk.canvas() }

  /// One line of the screen, without blanks at its end.
  package func line(_ row: Int) -> String {
    let lines = canvas.text.split(separator: "\n", omittingEmptySubsequences: false)
    return row < lines.count ? String(lines[row]) : ""
  }

  /// The line at the bottom.
  package var bottom: String { line(desk.size.rows - 1) }
}
