package import Wire

/// Leads every stream to a simulator in memory: SMTP on the ports 25, 465 and 587, else IMAP.
package struct MailboxSimulatorTransport: Transport {
  private let simulator: MailboxSimulator

  /// A transport to one simulator.
  package init(_ simulator: MailboxSimulator) { self.simulator = simulator }

  package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    throw .unreachable(reason: "a mail server speaks no HTTP")
  }

  package func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    let (ours, theirs) = BytePipe.pair()
    let isSMTP = [25, 465, 587].contains(endpoint.port)
    Task { [simulator] in
      if isSMTP {
        await simulator.serveSMTP(theirs)
      } else {
        await simulator.serveIMAP(theirs)
      }
    }
    return ours
  }
}
