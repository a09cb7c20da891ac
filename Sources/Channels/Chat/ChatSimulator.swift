package import ChannelKit
package import Domain
import Foundation
package import Wire

/// A chat bridge in memory: each of the small shop's conversations is a chat.
package enum ChatSimulator: Simulator {
  package static var channel: any Channel.Type { ChatChannel.self }
  package static let account = Account(
    name: "widget", type: "chat", address: "", settings: ["socket": "/run/chat/bridge.sock"])
  package static let credentials = Credentials.password(user: "", Secret("chat-key-1"))

  package static func channel(at shop: SmallShop) -> any Channel {
    ChatChannel(account: account, transport: BridgeTransport(shop: shop), credentials: credentials)
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    let lines = SmallProgram.answer(request.body, secret: "chat-key-1", &shop)
    return HTTPResponse(status: 200, body: lines.flatMap { $0.bytes + [0x0A] })
  }
}

/// Opens streams to the bridge, and to nothing else.
private struct BridgeTransport: Transport {
  let shop: SmallShop

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    throw .unreachable(reason: "a bridge speaks no HTTP")
  }

  func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    guard !Task.isCancelled else { throw .closed(reason: "cancelled") }
    guard endpoint.path == ChatSimulator.account.settings["socket"] else {
      throw .unreachable(reason: "no bridge listens there")
    }
    return BridgeStream(shop: shop)
  }
}

/// One question and its answer.
private actor BridgeStream: ByteStream {
  private let shop: SmallShop
  private var question: [UInt8] = []
  private var answer: [UInt8] = []

  init(shop: SmallShop) { self.shop = shop }

  func write(_ bytes: [UInt8], within limit: Duration) async throws(TransportError) {
    question += bytes
    guard question.last == 0x0A else { return }
    let request = HTTPRequest(.post, "chat://bridge/", body: question)
    let response = try await shop.exchange(request, with: ChatSimulator.self)
    answer =
      response.status == 429 ? SmallProgram.slowDown(response).bytes + [0x0A] : response.body
  }

  func read(within limit: Duration) async throws(TransportError) -> [UInt8] {
    defer { answer = [] }
    return answer
  }

  func upgradeToTLS(within limit: Duration) async throws(TransportError) {
    throw .unreachable(reason: "a bridge speaks no TLS")
  }

  func close() async {}
}
