package import Foundation

/// Reads a mail as forgivingly as people expect: bad mail gives warnings, never errors.
package enum MIMEParser {
  /// What `bytes` say, within `budget`; takes bounded time and memory whatever they are.
  package static func parse(_ bytes: Data, budget: Budget = Budget()) -> MIMEMessage {
    MIMEMessage()
  }

  /// What `bytes` say, within `budget`; takes bounded time and memory whatever they are.
  package static func parse(_ bytes: [UInt8], budget: Budget = Budget()) -> MIMEMessage {
    parse(Data(bytes), budget: budget)
  }
}
