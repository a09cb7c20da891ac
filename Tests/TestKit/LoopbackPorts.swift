import Foundation
import Glibc

/// Ports of 127.0.0.1 that nobody listens on.
///
/// They lie below those that the system gives to clients, so that none is taken in between.
package enum LoopbackPorts {
  /// So many different free ports.
  package static func free(_ count: Int) -> [Int] {
    var found: Set<Int> = []
    while found.count < count {
      let port = Int.random(in: 10_000..<30_000)
      if isFree(port) { found.insert(port) }
    }
    return Array(found)
  }

  /// Whether a server answers there.
  package static func answers(_ port: Int) -> Bool {
    with(port) { socket, address, size in connect(socket, address, size) == 0 }
  }

  private static func isFree(_ port: Int) -> Bool {
    with(port) { socket, address, size in bind(socket, address, size) == 0 }
  }

  private static func with(
    _ port: Int, _ act: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool
  ) -> Bool {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { return false }
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        act(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
