/// A password, key or token that never shows itself in text, logs or dumps.
package struct Secret: Hashable, Sendable {
  private let hidden: String

  /// Wraps `text`.
  package init(_ text: String) { hidden = text }

  /// The secret itself, for the one line that puts it on the wire.
  package func reveal() -> String { hidden }

  /// `text` with every appearance of this secret replaced, for messages made from server answers.
  package func masked(in text: String) -> String {
    guard !hidden.isEmpty else { return text }
    return text.split(separator: hidden, omittingEmptySubsequences: false).joined(separator: "•••")
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Always three dots.
  package var description: String { "•••" }
  /// Always three dots.
  package var debugDescription: String { "•••" }
  /// Has no children, so that `dump` shows nothing.
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// How we prove who we are.
package enum Credentials: Hashable, Sendable {
  /// A name with a password.
  case password(user: String, Secret)
  /// A name with tokens that run out and are renewed (OAuth 2).
  case tokens(user: String, Tokens)
  /// The same, and a key of the program itself that goes beside each token.
  case keyed(Tokens, key: Secret)

  /// The name we sign in with.
  package var user: String {
    switch self {
    case .password(let user, _), .tokens(let user, _): user
    case .keyed: ""
    }
  }
}

/// Where a secret is kept; the configuration names the place, never the secret.
package enum SecretSource: Hashable, Sendable {
  /// A program and its arguments, run without a shell; its one line of output is the secret.
  case command([String])
  /// An environment variable's name.
  case environment(String)
  /// A file that only its owner can read (mode 0600); its one line is the secret.
  case file(String)
}
