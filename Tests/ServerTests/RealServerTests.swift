import TestKit
import Testing

/// The promises that only real servers can prove: Dovecot and Postfix, each started by its test
/// with a configuration, a certificate authority and mailboxes of its own. One after the other,
/// for they are many processes on few cores.
@Suite(
  .serialized, .enabled(if: RealServers.areHere, "needs root, dovecot-imapd, postfix, openssl"))
enum RealServerTests {}
