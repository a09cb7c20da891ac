import Domain

/// Taking back, and doing again.
extension Desk {
  /// Takes back the agent's newest step; in the list of steps, the one under the cursor; what was
  /// thrown away since comes back first.
  mutating func takeBack() -> [Effect] {
    if let effects = bringBack() { return effects }
    guard place == .steps, let step = steps.selected else { return [.undo] }
    return [.takeBack(step.id)]
  }

  /// Does again what was taken back last; in the list of steps, the one under the cursor.
  mutating func doAgain() -> [Effect] {
    guard place == .steps, let step = steps.selected else { return [.redo] }
    return [.doAgain(step.id)]
  }
}
