package import ChannelKit
package import Domain
import Foundation
import Processes
package import Wire

/// A program of the user's own in memory: the small shop's conversations, orders and parcels.
package enum ExecSimulator: Simulator {
  package static var channel: any Channel.Type { ExecChannel.self }
  package static let account = Account(
    name: "forum", type: "exec", address: "",
    settings: [
      "command": #"["/opt/forum/forum.py"]"#,
      "does": #"["messages","replies","orders","parcels"]"#,
    ])
  package static let credentials = Credentials.password(user: "", Secret("forum-key-1"))

  package static func channel(at shop: SmallShop) -> any Channel {
    ExecChannel(account: account, credentials: credentials) { program, line throws(ProgramError) in
      try await run(program, line, at: shop)
    }
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    lines(SmallProgram.answer(request.body, secret: "forum-key-1", &shop))
  }

  private static func lines(_ values: [JSONValue]) -> HTTPResponse {
    HTTPResponse(status: 200, body: values.flatMap { $0.bytes + [0x0A] })
  }

  /// What goes wrong with a web server goes wrong with a program in its own way.
  private static func run(
    _ program: Program, _ line: [UInt8], at shop: SmallShop
  ) async throws(ProgramError) -> Program.Outcome {
    guard !Task.isCancelled else { throw .failed(program.name, reason: "cancelled") }
    let response: HTTPResponse
    do throws(TransportError) {
      let request = HTTPRequest(.post, "exec://forum/", body: line)
      response = try await shop.exchange(request, with: Self.self)
    } catch {
      guard case .unreachable = error else { throw .timedOut(program.name) }
      throw .notFound(program.name)
    }
    if response.status == 429 {
      let output = SmallProgram.slowDown(response).bytes + [0x0A]
      return Program.Outcome(status: 75, output: output, complaint: [])
    }
    return Program.Outcome(
      status: response.status == 200 ? 0 : 1, output: response.body,
      complaint: response.status == 200 ? [] : Array("no answer from there".utf8))
  }
}
