/// The short lower-case handle an agent is known by in searches and the log: `ana`.
package struct AgentID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  /// The handle.
  package let handle: String

  /// An agent from a handle.
  package init(_ handle: String) {
    self.handle = handle.lowercased()
  }

  package var description: String { handle }

  package static func < (left: AgentID, right: AgentID) -> Bool { left.handle < right.handle }

  package init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(handle)
  }
}

/// A person who answers customers.
package struct Agent: Hashable, Sendable, Codable {
  /// The handle.
  package var id: AgentID
  /// The name that signs replies.
  package var name: String
  /// The agent's own address.
  package var address: String

  /// An agent.
  package init(id: AgentID, name: String, address: String) {
    self.id = id
    self.name = name
    self.address = address
  }
}

/// Who made a change happen.
package enum Actor: Hashable, Sendable, Codable {
  /// The customer wrote.
  case customer
  /// An agent of ours asked for it; only these are steps of undo.
  case agent(AgentID)
  /// A colleague answered from another mail client.
  case externalAgent
  /// A rule, by name.
  case rule(String)
  /// Time passed.
  case timer
  /// The house itself: what must follow from something else.
  case system
  /// Old mail or orders were brought in.
  case importer

  /// The kind as the log spells it.
  package var kind: String {
    switch self {
    case .customer: "customer"
    case .agent: "agent"
    case .externalAgent: "external-agent"
    case .rule: "rule"
    case .timer: "timer"
    case .system: "system"
    case .importer: "import"
    }
  }

  /// The handle or the rule's name; `nil` for the others.
  package var name: String? {
    switch self {
    case .agent(let id): id.handle
    case .rule(let name): name
    case .customer, .externalAgent, .timer, .system, .importer: nil
    }
  }
}
