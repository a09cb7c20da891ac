import ChannelKit
import Domain
import Mail
import Wire

/// Hands in one mail over one connection, and knows whether a failure came before the final dot.
struct SMTPSending: Sendable {
  let transport: any Transport
  let endpoint: Endpoint
  let access: MailboxAccess

  /// What the server said at the end.
  struct Outcome: Hashable, Sendable {
    /// Its last answer.
    var answer: String
    /// Recipients it would not take, with its reasons.
    var refused: [String: String]
  }

  /// Signs in and says goodbye; throws what is wrong.
  func greet() async throws(ChannelError) {
    var call = try await call()
    await call.hangUp()
  }

  /// A connection that is signed in.
  private func call() async throws(ChannelError) -> Call {
    let login = try await access.login()
    do {
      return try await call(login)
    } catch {
      guard await access.mayTryAgain(login, after: error) else { throw error }
      return try await call(try await access.login())
    }
  }

  private func call(_ login: MailLogin) async throws(ChannelError) -> Call {
    var call = Call(
      stream: try await transport.call(endpoint), host: endpoint.host,
      dialogue: SMTPDialogue(login: login, protection: MailProtection(endpoint.security)))
    do {
      try await call.enter()
      return call
    } catch {
      await call.stream.close()
      throw error
    }
  }

  /// Sends once. Throws `.unsure` where the connection failed after the dot; any other error
  /// proves that nobody got the mail.
  func send(_ mail: SMTPMail) async throws(ChannelError) -> Outcome {
    var call = try await call()
    do {
      let outcome = try await call.carry(mail)
      await call.hangUp()
      return outcome
    } catch {
      await call.stream.close()
      guard call.isPastDot else { throw error }
      switch error {
      case .unreachable(let reason), .unreadable(let reason), .signedOut(let reason):
        throw .unsure(reason: "\(reason), after the whole mail was handed over")
      case .refused, .postponed, .slowDown, .unsure:
        throw error
      }
    }
  }
}

// MARK: - One connection

extension SMTPSending {
  private struct Call {
    let stream: any ByteStream
    let host: String
    var dialogue: SMTPDialogue
    var isPastDot = false
    var refused: [String: String] = [:]

    /// The server may need minutes after the dot (RFC 5321, section 4.5.3.2.6: ten).
    private var patience: Duration { isPastDot ? .seconds(600) : .seconds(120) }

    /// Goes as far as being signed in.
    mutating func enter() async throws(ChannelError) {
      while true {
        switch try await event() {
        case .startTLS:
          try await stream.secure(with: host)
          dialogue.secured()
        case .ready:
          return
        case .rejected(let reply):
          throw rejection(reply)
        case .recipientRefused, .aboutToSendDot, .accepted:
          throw .unreadable(excerpt: "\(host) answers what was not asked")
        }
      }
    }

    mutating func carry(_ mail: SMTPMail) async throws(ChannelError) -> Outcome {
      do {
        try dialogue.start(mail)
      } catch {
        throw ChannelError(error, host: host)
      }
      while true {
        switch try await event() {
        case .startTLS, .ready:
          throw .unreadable(excerpt: "\(host) answers what was not asked")
        case .recipientRefused(let address, let reply):
          refused[address] = reply.text
        case .aboutToSendDot:
          try await flush()
          guard !Task.isCancelled else { throw .unreachable(reason: "cancelled") }
          isPastDot = true
          dialogue.sendDot()
        case .accepted(let reply):
          return Outcome(answer: reply.text, refused: refused)
        case .rejected(let reply):
          // About its recipients or its words: other mails may well be taken.
          let isAboutThis = isPastDot || !refused.isEmpty
          isPastDot = false
          throw rejection(reply, isAboutThis: isAboutThis)
        }
      }
    }

    /// The server is closing down where it says 421, whatever it was asked (RFC 5321, section 3.8).
    private func rejection(_ reply: SMTPReply, isAboutThis: Bool = false) -> ChannelError {
      let reasons = refused.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
      let text = reasons.isEmpty ? reply.text : reasons.joined(separator: "; ")
      guard reply.isTransient else { return .refused(reason: "\(host): \(text)") }
      let reason = "\(host): not now: \(text)"
      return isAboutThis && reply.code != 421
        ? .postponed(reason: reason) : .unreachable(reason: reason)
    }

    private mutating func event() async throws(ChannelError) -> SMTPDialogue.Event {
      while true {
        do {
          if let event = try dialogue.next() { return event }
        } catch {
          throw ChannelError(error, host: host)
        }
        try await flush()
        dialogue.receive(try await stream.heard(from: host, within: patience))
      }
    }

    private mutating func flush() async throws(ChannelError) {
      try await stream.say(dialogue.output(), to: host)
    }

    /// Says goodbye; the mail is through, so nothing that fails here matters.
    mutating func hangUp() async {
      dialogue.quit()
      try? await flush()
      await stream.close()
    }
  }
}
