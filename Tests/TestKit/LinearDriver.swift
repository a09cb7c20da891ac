package import Desk
import Domain
import Terminal

/// A desk without a screen on a made-up shop: lines are typed, what it says is read.
package struct LinearDriver {
  /// The desk.
  package private(set) var linear: LinearDesk
  /// What the store would answer.
  package var fixture: DeskFixture
  /// All it has said since the last line was typed.
  package private(set) var said: [String] = []
  /// What the last line asked for, without watching and reminding.
  package private(set) var effects: [Effect] = []
  private var watched: [Question] = []
  private var moment: Instant

  /// A desk that has opened and been answered.
  package init(_ fixture: DeskFixture) {
    self.fixture = fixture
    moment = DeskFixture.now
    linear = LinearDesk(fixture.setting, now: moment, chance: 1)
    deliver(.templates(fixture.templates))
    deliver(.start)
  }

  /// Types lines, one after another; what is said before the last is forgotten.
  package mutating func type(_ lines: String...) {
    for line in lines {
      precondition(!linear.isBusy, "a line is typed while the desk waits")
      said = []
      effects = []
      deliver(.key(.paste(line)))
    }
  }

  /// Sends any action.
  package mutating func send(_ action: Action) {
    said = []
    effects = []
    deliver(action)
  }

  /// Takes over a changed fixture as the store would tell it.
  package mutating func refresh(_ change: (inout DeskFixture) -> Void) {
    change(&fixture)
    said = []
    effects = []
    for question in watched { answer(question) }
  }

  /// What it has said, as one text.
  package var text: String { said.joined(separator: "\n") }

  private mutating func deliver(_ action: Action) {
    let answer = linear.update(action, at: moment)
    said += answer.lines
    for effect in answer.effects {
      switch effect {
      case .watch(let question):
        watched.append(question)
        self.answer(question)
      case .unwatch(let question): watched.removeAll { $0 == question }
      case .ask(let question): self.answer(question)
      case .remind, .present: break
      case .spell(_, let ticket): deliver(.spelt(SpellingFindings(), ticket))
      default: effects.append(effect)
      }
    }
  }

  private mutating func answer(_ question: Question) {
    if let answer = fixture.answer(question) { deliver(.answer(question, answer)) }
  }
}
