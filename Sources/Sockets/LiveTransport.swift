import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import NIOSSL
package import Wire

/// The real network: HTTP through a pool of connections, and byte streams for mail.
package struct LiveTransport: Transport {
  private let loops: Loops
  private let client: HTTPClient
  private let ca: String?

  /// A transport on `loops`; `ca` is a PEM file that HTTP trusts beside the system's certificates,
  /// `patience` the longest that HTTP waits for a connection.
  ///
  /// Throws `.certificate` where `ca` cannot be read.
  package init(
    on loops: Loops, ca: String? = nil, patience: Duration = .seconds(30)
  ) throws(TransportError) {
    self.loops = loops
    self.ca = ca
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.tlsConfiguration = try TLSConfiguration.verifying(ca: ca, host: ca ?? "")
    configuration.timeout.connect = TimeAmount(patience)
    client = HTTPClient(eventLoopGroupProvider: .shared(loops.group), configuration: configuration)
  }

  /// Closes the pool of connections; call once, before the loops are shut down.
  package func shutDown() async {
    try? await client.shutdown()
  }

  package func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    try await Dialler(loops: loops).dial(endpoint, within: limit)
  }
}

// MARK: - HTTP

extension LiveTransport {
  package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    guard let url = URL(string: request.url), let host = url.host(), !host.isEmpty else {
      throw .unreachable(reason: "\"\(request.description)\" is not an address")
    }
    let scheme = url.scheme?.lowercased()
    guard scheme == "https" || (scheme == "http" && Endpoint.isLoopback(host)) else {
      throw .unreachable(reason: "\(host) would be asked without TLS")
    }
    do {
      return try await withThrowingTaskGroup(of: HTTPResponse?.self) { group in
        group.addTask { try await ask(request) }
        group.addTask {
          try await Task.sleep(for: request.deadline)
          return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let answer = first else {
          throw TransportError.timedOut
        }
        return answer
      }
    } catch {
      if error is NIOTooManyBytesError { throw .tooLarge(limit: request.answerLimit) }
      throw TransportError(error, host: host)
    }
  }

  /// The client's own deadline ends with the head of an answer; a body may trickle for ever.
  private func ask(_ request: HTTPRequest) async throws -> HTTPResponse {
    let answer = try await client.execute(
      HTTPClientRequest(request), timeout: TimeAmount(request.deadline))
    let body = try await answer.body.collect(upTo: request.answerLimit)
    return HTTPResponse(
      status: Int(answer.status.code),
      headers: HTTPHeaders(answer.headers.map { ($0.name, $0.value) }),
      body: Array(body.readableBytesView))
  }
}

extension HTTPClientRequest {
  fileprivate init(_ request: HTTPRequest) {
    self.init(url: request.url)
    method = NIOHTTP1.HTTPMethod(rawValue: request.method.rawValue)
    headers = NIOHTTP1.HTTPHeaders(request.headers.fields.map { ($0.name, $0.value) })
    if !request.body.isEmpty { body = .bytes(ByteBuffer(bytes: request.body)) }
  }
}
