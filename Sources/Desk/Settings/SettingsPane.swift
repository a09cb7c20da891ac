import Domain
package import Terminal

/// The desk's settings: where the cursor is, and where each value comes from.
package struct SettingsPane: Hashable, Sendable {
  /// The settings in their order.
  package let options = DeskOption.allCases
  /// Where the cursor is.
  package var list = List(count: DeskOption.allCases.count)
  /// Where values come from; those that are missing are built in.
  private var origins: [DeskOption: Origin]

  /// The settings as the desk opens.
  init(_ origins: [DeskOption: Origin]) { self.origins = origins }

  /// The setting under the cursor.
  package var selected: DeskOption? { list.selected.map { options[$0] } }

  /// Where a value comes from.
  package func origin(of option: DeskOption) -> Origin { origins[option, default: .builtIn] }

  /// Notes where a value comes from now.
  mutating func note(_ option: DeskOption, _ origin: Origin) { origins[option] = origin }
}
