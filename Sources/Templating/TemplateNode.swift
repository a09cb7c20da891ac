/// A place in a file.
package struct TextPlace: Hashable, Sendable {
  /// The line, from 1.
  package var line: Int
  /// The column in characters, from 1.
  package var column: Int
}

/// One question to the agent: `{{ask "refund amount" money}}`.
package struct Ask: Hashable, Sendable {
  /// What an answer must be.
  package enum Kind: Hashable, Sendable {
    case text
    case number
    case money
    case date
    /// One of these words.
    case choice([String])

    /// The kind of value an answer becomes.
    package var type: TemplateType {
      switch self {
      case .text, .choice: .text
      case .number: .number
      case .money: .money
      case .date: .date
      }
    }

    /// What to type, as a prompt says it.
    package var hint: String {
      switch self {
      case .text: "text"
      case .number: "a number, such as 3 or 12.5"
      case .money: "a sum, such as 12.50 or 12.50 EUR"
      case .date: "a date, such as 2026-11-25"
      case .choice(let words): "one of " + words.joined(separator: ", ")
      }
    }
  }

  /// The question, and the key its answer is found under.
  package let label: String
  /// What an answer must be.
  package let kind: Kind
}

/// A path with where its value lies.
struct Reference: Hashable, Sendable {
  /// Which entry of a list is meant.
  enum Index: Hashable, Sendable {
    case none
    case fixed(Int)
    /// The one that the innermost `#each` is at.
    case current
  }

  /// The placeholder's path: `order.items[].title`.
  let path: String
  let index: Index

  /// As it is called for the entry at `current`.
  func written(at current: Int) -> String {
    switch index {
    case .none: path
    case .fixed(let number): path.replacing("[]", with: "[\(number)]")
    case .current: path.replacing("[]", with: "[\(current)]")
    }
  }
}

/// What stands first between the braces.
enum Subject: Hashable, Sendable {
  case path(Reference)
  case ask(Ask)
  case literal(String)
}

/// A filter with its arguments.
struct FilterCall: Hashable, Sendable {
  let name: String
  let arguments: [Literal]
}

/// `{{subject | filter: argument}}`.
struct Expression: Hashable, Sendable {
  let subject: Subject
  let filters: [FilterCall]
  let place: TextPlace
}

/// What an `#if` asks.
struct Condition: Hashable, Sendable {
  enum Test: Hashable, Sendable {
    case isPresent
    case isMissing
    case equals(Literal)
    case differs(Literal)
  }

  let subject: Subject
  let test: Test
  let place: TextPlace
}

/// A template's text as a tree.
indirect enum TemplateNode: Hashable, Sendable {
  case text(String)
  case value(Expression)
  /// The first branch that holds, else the last part; it stood on lines of its own.
  case choice([Branch], otherwise: [TemplateNode], isBlock: Bool)
  /// The body once for each entry; the last part where there is none.
  case each(
    Reference, body: [TemplateNode], otherwise: [TemplateNode]?, place: TextPlace, isBlock: Bool)
  /// A tag that could not be read, as it was written.
  case broken(String, TextPlace)

  struct Branch: Hashable, Sendable {
    let condition: Condition
    let body: [TemplateNode]
  }
}
