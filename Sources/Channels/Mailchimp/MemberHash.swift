import Seal

/// What Mailchimp calls a member: MD5 of the address in lower case, in hex
/// (https://mailchimp.com/developer/marketing/docs/methods-parameters/#path-parameters). It keeps
/// nothing secret.
enum MemberHash {
  /// The name of whoever has this address.
  static func of(_ address: String) -> String { MD5.hex(address.lowercased()) }
}
