package import Domain
package import Terminal

/// What the agents did, step by step: each can take back their own, and do it again.
package struct StepsPane: Hashable, Sendable {
  /// The steps, the newest first.
  package private(set) var steps: [UndoStep] = []
  /// Where the cursor is.
  package var list = List()
  /// The answer is here.
  package private(set) var isAnswered = false

  /// Nothing is known yet.
  package init() {}

  /// What it asks the store.
  package static let question = Question.undoSteps(agent: nil)

  /// The step under the cursor.
  package var selected: UndoStep? { list.selected.map { steps[$0] } }

  /// It is looked at from now on: what is known may be old.
  package mutating func open() { isAnswered = false }

  /// Takes over the steps; the one under the cursor stays there.
  package mutating func answered(_ steps: [UndoStep]) {
    let chosen = selected?.id
    self.steps = steps
    isAnswered = true
    // On the newest step the cursor stays on the newest.
    let stays = list.selection > 0
    list.follow(
      stays ? chosen.flatMap { id in steps.firstIndex { $0.id == id } } : nil, count: steps.count)
  }

  /// Why the step under the cursor cannot be taken back, or not be done again, by an agent.
  package func obstacle(to command: Command, by agent: AgentID) -> String? {
    guard let step = selected else { return "nothing was done yet" }
    guard step.agent == agent else { return "\(step.agent) did that, and only they can undo it" }
    if step.isFinal { return "that stays as it is" }
    switch command {
    case .undo: return step.isUndone ? "that is taken back already" : nil
    case .redo: return step.isUndone ? nil : "that stands: there is nothing to do again"
    default: return nil
    }
  }
}
