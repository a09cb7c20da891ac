import Domain
import Foundation

/// Times as people type them on the command line.
enum Moments {
  /// `10s`, `30m`, `3h`, `2d`, `1w`.
  static func span(_ text: String) -> Domain.Span? {
    guard let unit = text.last, let count = Int64(text.dropLast()), count >= 0, count < 100_000
    else {
      return nil
    }
    switch unit {
    case "s": return .seconds(count)
    case "m": return .minutes(count)
    case "h": return .hours(count)
    case "d": return .days(count)
    case "w": return .days(count * 7)
    default: return nil
    }
  }
}

/// What comes in through standard input.
enum InputReading {
  /// All of it, as text.
  static func standardInput() -> String {
    String(decoding: (try? FileHandle.standardInput.readToEnd()) ?? Data(), as: UTF8.self)
  }
}

extension InputReading {
  /// A file's text.
  static func file(_ path: String) throws(Failure) -> String {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw Failure(.malformedInput, "\(path) is not there or cannot be read")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
