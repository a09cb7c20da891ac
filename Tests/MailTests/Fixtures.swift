import Foundation
import Mail

/// A mail from header lines and a body, as it would arrive.
func mail(_ header: String..., body: String = "body") -> MIMEMessage {
  let lines = header.joined(separator: "\n").split(
    separator: "\n", omittingEmptySubsequences: false)
  return MIMEParser.parse(
    Data((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8))
}

/// A mail from all its text, lines ended by `\n`.
func mail(whole text: String) -> MIMEMessage {
  MIMEParser.parse(Data(text.replacingOccurrences(of: "\n", with: "\r\n").utf8))
}
