import Foundation
import TestKit
import Testing

/// The promises that only real servers can prove: Dovecot and Postfix, each started by its test
/// with a configuration, a certificate authority and mailboxes of its own. One after the other,
/// for they are many processes on few cores.
@Suite(
  .serialized, .enabled(if: RealServers.areHere, "needs root, dovecot-imapd, postfix, openssl"))
enum RealServerTests {
  /// With `FAULTS=1` the tests that look for faults take far more mail and more chances.
  static let isLong = ProcessInfo.processInfo.environment["FAULTS"] == "1"
}

/// What they bear when something goes wrong, beside the others: two at a time are not too many.
@Suite(
  .serialized, .enabled(if: RealServers.areHere, "needs root, dovecot-imapd, postfix, openssl"))
enum ServerTroubleTests {}
