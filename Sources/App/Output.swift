import Domain
import Foundation
import Terminal

/// Where a command's words go: results to stdout, progress and complaints to stderr.
struct Output {
  /// One JSON object a line instead of text.
  var isJSON: Bool
  /// No progress, no remarks.
  var isQuiet: Bool

  /// One line of results. What customers wrote is cleaned here, and only here.
  func line(_ text: String) {
    write(TextFlow.clean(text) + "\n", to: .standardOutput)
  }

  /// Results that are several lines already.
  func lines(_ texts: some Sequence<String>) {
    write(texts.map { TextFlow.clean($0) + "\n" }.joined(), to: .standardOutput)
  }

  /// One JSON object on its line, its keys in order.
  func json(_ value: some Encodable) {
    write(Self.jsonLine(value), to: .standardOutput)
  }

  /// The same line as text, for a file; empty where the value has no JSON.
  static func jsonLine(_ value: some Encodable) -> String {
    guard let bytes = try? encoder.encode(value) else { return "" }
    return escaped(String(decoding: bytes, as: UTF8.self)) + "\n"
  }

  /// Text or JSON, whichever was asked for.
  func result(_ value: some Encodable, _ text: @autoclosure () -> String) {
    if isJSON { json(value) } else { line(text()) }
  }

  /// A remark for a person, unless they want quiet.
  func remark(_ text: String) {
    guard !isQuiet else { return }
    write(TextFlow.clean(text) + "\n", to: .standardError)
  }

  /// A complaint; always said.
  static func complain(_ text: String) { tell("shopbell: \(text)") }

  /// A complaint whose first words are its own.
  static func tell(_ text: String) {
    let cleaned = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { TextFlow.clean(String($0)) }.joined(separator: "\n")
    FileHandle.standardError.write(Data("\(cleaned)\n".utf8))
  }

  /// A progress bar on its own line, only where stderr is a terminal.
  func progress(_ done: Int, of total: Int?, _ what: String) {
    guard !isQuiet, isatty(STDERR_FILENO) == 1 else { return }
    let share = total.map { $0 > 0 ? min(1, Double(done) / Double($0)) : 1 }
    let bar = share.map { share in
      let filled = Int(share * 24)
      return "[" + String(repeating: "#", count: filled)
        + String(repeating: " ", count: 24 - filled) + "] \(Int(share * 100)) % "
    }
    write("\r\u{1B}[K\(bar ?? "")\(done) \(TextFlow.clean(what))", to: .standardError)
  }

  /// Takes the progress bar away.
  func progressEnded() {
    guard !isQuiet, isatty(STDERR_FILENO) == 1 else { return }
    write("\r\u{1B}[K", to: .standardError)
  }

  private func write(_ text: String, to handle: FileHandle) {
    // A reader that has gone away (`| head`) ends the program quietly.
    do { try handle.write(contentsOf: Data(text.utf8)) } catch { exit(0) }
  }

  private static let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.dateEncodingStrategy = .iso8601
    return encoder
  }()

  /// DEL, C1 and what turns text about are escaped, as C0 already is (RFC 8259, 7).
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if TextFlow.isForbidden(scalar) {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
