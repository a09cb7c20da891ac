import Desk
import Domain
import Foundation
import TOMLKit

/// The configuration, as far as settings of the desk are kept in it.
struct SettingFile: Sendable {
  /// Where it is; `nil` where there is none.
  let path: String?

  /// Writes a setting's value into it, as it is now, and says in which line it stands then. Where
  /// that cannot be done with all else left as it was, nothing is written.
  @Sendable func keep(_ option: DeskOption, _ words: String) -> Result<Origin, Problem> {
    guard let path, let bytes = FileManager.default.contents(atPath: path),
      let old = String(validating: bytes, as: UTF8.self)
    else {
      return .failure(
        Problem("there is no config.toml that it could be kept in: shopbell account add begins one")
      )
    }
    do {
      let (text, line) = try Self.text(old, path: path, keeping: option, words)
      // A file that is a link to another stays one.
      let real = URL(filePath: path).resolvingSymlinksInPath().path
      try PrivateFile.write(text, to: real)
      return .success(.file(path, line: line))
    } catch let problem as Problem {
      return .failure(problem)
    } catch {
      return .failure(Problem((error as? Failure)?.sentence ?? "\(error)"))
    }
  }

  /// The text with the setting in it, and its line.
  static func text(
    _ old: String, path: String, keeping option: DeskOption, _ words: String
  ) throws -> (text: String, line: Int) {
    let (key, value) = (option.rawValue, toml(option, words))
    if option == .theme, words.contains("/"), !words.hasPrefix("/") {
      throw Problem("theme is not kept: \(words) is another file elsewhere; give its whole path")
    }
    var file = SettingLines(old)
    let line: Int
    switch file.set(key, to: value, in: option.table) {
    case .done(let number): line = number
    case .spread(let number):
      throw Problem(
        "\(key) is not kept: it goes over several lines of \(path) from line \(number) on; change it there"
      )
    }
    let text = file.text
    guard Self.differs(old, text, only: "\(option.table).\(key)") else {
      throw Problem("\(key) is not kept: \(path) is written in a way that only a person can change")
    }
    do {
      _ = try SettingsReading.read(text, path: path, environment: [:])
    } catch {
      throw Problem("\(key) is not kept: \(error.sentence)")
    }
    return (text, line)
  }

  /// A value as config.toml writes it.
  private static func toml(_ option: DeskOption, _ words: String) -> String {
    switch option {
    case .mouse: return words == "on" ? "true" : "false"
    case .sendWindow, .dueSoon: return words
    case .columns, .bell, .title, .desktop:
      if words == "never" { return AccountSetup.quoted(words) }
      let list = words.split(separator: " ").map { AccountSetup.quoted(String($0)) }
      return "[\(list.joined(separator: ", "))]"
    case .theme, .signs, .split, .pictures, .spelling, .quiet: return AccountSetup.quoted(words)
    }
  }

  /// Whether two texts say the same but for one key and what stands below it.
  private static func differs(_ old: String, _ new: String, only key: String) -> Bool {
    guard let before = values(of: old), let after = values(of: new) else { return false }
    func isOther(_ path: String) -> Bool { path != key && !path.hasPrefix("\(key)[") }
    return before.filter { isOther($0.key) } == after.filter { isOther($0.key) }
      && after.contains { !isOther($0.key) }
  }

  /// Every value of a text by its path; `nil` where it cannot be read.
  private static func values(of text: String) -> [String: String]? {
    guard let root = try? TOMLTable(string: text) else { return nil }
    var values: [String: String] = [:]
    func note(_ value: any TOMLValueConvertible, _ path: String) {
      if let table = value.table {
        for (key, inner) in table { note(inner, path.isEmpty ? key : "\(path).\(key)") }
      } else if let array = value.array {
        values["\(path)[]"] = "\(array.count)"
        for (index, inner) in array.enumerated() { note(inner, "\(path)[\(index)]") }
      } else {
        values[path] = value.debugDescription
      }
    }
    for (key, value) in root { note(value, key) }
    return values
  }
}
