import Demo
import Domain
import Foundation
import Mail
import Mailbox
import Terminal
import TestKit
import Testing

/// A day at the desk, judged by what the agent sees and by what the mail server holds.
@Suite struct AnsweringTests {
  @Test func explore() async throws {
    try await Stage.play { stage in
      let screen = stage.screen
      print(screen.text)
      screen.press("/")
      screen.type("will it come today channel:woocommerce")
      try await screen.sees("20407")
      screen.press("Enter")
      screen.press("Enter")
      try await screen.sees("r reply")
      print(screen.text)
      screen.press("r")
      try await screen.sees("reply to")
      screen.press("C-x i")
      try await screen.sees("insert a template")
      print(screen.text)
      screen.press("Enter")
      try await screen.seesNoMore("insert a template")
      print(screen.text)
      screen.press("C-x C-s")
      _ = try? await screen.eventually("r", within: .seconds(3)) { $0.contains("before it goes") }
      print(screen.text)
      screen.press("Enter")
      _ = try? await screen.eventually("r", within: .seconds(3)) { $0.contains("xyz") }
      print(screen.text)
      stage.clock.pass(.seconds(11))
      _ = try? await screen.eventually("r", within: .seconds(3)) { $0.contains("xyz") }
      print(screen.text)
      print(await stage.server.sent.map { String(decoding: $0.bytes, as: UTF8.self) })
    }
  }
}
