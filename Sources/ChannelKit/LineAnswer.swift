package import Wire

/// What was answered to a line: further lines of JSON, of which the last one ends the answer.
package struct LineAnswer: Sendable {
  /// The lines before the last, one object each.
  package var entries: [JSONNode] = []
  /// What stands in the last line, `end` or `error`; null where there is none.
  package var last = JSONNode(.null)
  /// The last line tells of a failure.
  package var isError = false

  /// Why an answer cannot be read.
  package enum Fault: Error, Hashable {
    /// It ends before its end.
    case cutOff(String)
    /// Something in it is not as it should be.
    case mistaken(String)
  }

  /// Reads an answer. Nothing of what stands in a line is shown: it may hold customers' names.
  package init(reading bytes: [UInt8]) throws(Fault) {
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.allSatisfy(Self.isBlank) {
      guard last.isNull else { throw .mistaken("line \(index + 1) stands behind the end") }
      let value: JSONValue
      do throws(JSONMistake) {
        value = try JSONValue(parsing: Array(line))
      } catch {
        // What has no newline behind it was never finished.
        if index == lines.count - 1 { throw .cutOff("is cut off in line \(index + 1)") }
        throw .mistaken("line \(index + 1) is no line of JSON: \(error.sentence)")
      }
      guard case .object = value else { throw .mistaken("line \(index + 1) is no object") }
      try take(JSONNode(value, path: "line \(index + 1)"))
    }
    guard !last.isNull else { throw .cutOff("has no last line with end or error") }
  }

  private mutating func take(_ line: JSONNode) throws(Fault) {
    if case .object = line["end"].value {
      last = line["end"]
    } else if line["error"].optional != nil {
      (last, isError) = (line, true)
    } else {
      entries.append(line)
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0D || byte == 0x09
  }

  /// Whether what was read so far ends with a line that ends an answer.
  package static func isWhole(_ bytes: [UInt8]) -> Bool {
    guard bytes.last == 0x0A else { return false }
    let line = bytes.dropLast().reversed().prefix { $0 != 0x0A }.reversed()
    guard let value = try? JSONValue(parsing: Array(line)) else { return false }
    let node = JSONNode(value)
    return !node["end"].isNull || !node["error"].isNull
  }
}
