import ChannelKit
import Mail
import Wire

/// How an account's connections sign in: with what stands, or with a token that is renewed.
struct MailboxAccess: Sendable {
  private let credentials: Credentials
  private let user: String

  /// Access with `credentials`; `user` where the server wants another name.
  init(_ credentials: Credentials, user: String?) {
    self.credentials = credentials
    self.user = user ?? credentials.user
  }

  /// What to sign in with now; a token is renewed first where it is about to run out.
  func login() async throws(ChannelError) -> MailLogin {
    switch credentials {
    case .password(_, let secret):
      return .password(user: user, password: secret.reveal())
    case .tokens(_, let tokens), .keyed(let tokens, _):
      do {
        return .token(user: user, token: try await tokens.current().reveal())
      } catch {
        throw ChannelError(error)
      }
    }
  }

  /// Whether to try once more after `login` failed: the server did not accept a token, and the next
  /// one asked for is another.
  func mayTryAgain(_ login: MailLogin, after error: ChannelError) async -> Bool {
    guard case .signedOut = error, case .tokens(_, let tokens) = credentials,
      case .token(_, let token) = login
    else { return false }
    await tokens.refused(Secret(token))
    return true
  }
}
