import Foundation
import Testing

/// Holds the house against its plan: imports, forbidden words, and what may know time and chance.
struct HouseTests {
  static let files = SourceFile.all

  @Test(arguments: files.filter(\.isSource))
  func importsOnlyWhatThePlanAllows(_ file: SourceFile) throws {
    let room = try #require(Plan.rooms[file.room], "\(file.room) is not in the plan")
    for module in file.imports {
      #expect(
        room.contains(module) || module == "Foundation" && Plan.mayUseFoundation(file.room),
        "\(file.path) imports \(module); docs/architecture.md does not draw that arrow")
    }
  }

  @Test(arguments: files.filter(\.isSource))
  func keepsTheForbiddenWordsOut(_ file: SourceFile) {
    for (pattern, why) in Plan.forbidden {
      for number in file.lines(with: pattern) {
        Issue.record("\(file.path):\(number): \(why)")
      }
    }
  }

  @Test(arguments: files.filter(\.isSource))
  func letsTimeAndChanceComeInAsParameters(_ file: SourceFile) {
    for (pattern, rooms) in Plan.timeAndChance where !rooms.contains(file.room) {
      for number in file.lines(with: pattern) {
        Issue.record("\(file.path):\(number): \(pattern.text) belongs to \(rooms.sorted())")
      }
    }
  }

  @Test(arguments: files.filter(\.isTest))
  func testsWaitOnConditionsNeverOnTime(_ file: SourceFile) {
    let sleeping = Pattern(#"Task\.sleep|Thread\.sleep|usleep\(|\bsleep\(\d"#)
    for number in file.lines(with: sleeping) {
      Issue.record("\(file.path):\(number): a test sleeps")
    }
  }

  @Test func everyRoomOfThePlanExists() {
    let rooms = Set(Self.files.filter(\.isSource).map(\.room))
    #expect(rooms == Set(Plan.rooms.keys))
  }

  @Test func everyWallIsReadFromRealFiles() {
    #expect(Self.files.filter(\.isSource).count > 100)
  }
}

/// A pattern that can be shown in a message.
struct Pattern: Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  var regex: Regex<AnyRegexOutput> {
    // A mistyped pattern must fail loudly, not match nothing.
    guard let regex = try? Regex(text) else { preconditionFailure("no regex: \(text)") }
    return regex
  }
}

/// One Swift file of the project.
struct SourceFile: Sendable, CustomTestStringConvertible {
  /// Its path below the project.
  let path: String
  let text: String

  var testDescription: String { path }
  var isSource: Bool { path.hasPrefix("Sources/") }
  var isTest: Bool { path.hasPrefix("Tests/") }

  /// The target it belongs to.
  var room: String {
    let parts = path.split(separator: "/").map(String.init)
    return parts.count > 2 && parts[1] == "Channels" ? parts[2] : parts[1]
  }

  /// The modules it imports, whatever attribute or level stands before the word.
  var imports: [String] {
    lines(around: #"^.*\bimport\b.*$"#).compactMap { line in
      guard
        let match = line.firstMatch(
          of:
            /^\s*(?:@[\w()]+\s+)*(?:(?:package|internal|public|private|fileprivate)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/
        )
      else { return nil }
      return String(match.output.1)
    }
  }

  /// The numbers of the lines in whose code a pattern is found.
  func lines(with pattern: Pattern) -> [Int] {
    // Most files have it nowhere, and to take each line apart takes its time.
    guard text.range(of: pattern.text, options: .regularExpression) != nil else { return [] }
    let regex = pattern.regex
    return code.filter { $0.1.firstMatch(of: regex) != nil }.map(\.0)
  }

  /// What an expression that takes whole lines finds.
  private func lines(around expression: String) -> [Substring] {
    guard
      let regex = try? NSRegularExpression(pattern: expression, options: .anchorsMatchLines)
    else { preconditionFailure("no regex: \(expression)") }
    return regex.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap {
      Range($0.range, in: text).map { text[$0] }
    }
  }

  /// Its lines with numbers, without comments and without what stands between quotes.
  var code: [(Int, Substring)] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
      let bare = $1.replacing(/"(?:[^"\\]|\\.)*"/, with: "\"\"")
      return ($0 + 1, bare.firstRange(of: "//").map { bare[..<$0.lowerBound] } ?? bare[...])
    }
  }

  static let all: [SourceFile] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return ["Sources", "Tests"].flatMap { folder -> [SourceFile] in
      let paths = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
      return (paths?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".swift") }.sorted()
        .compactMap { path in
          let url = root.appending(path: folder).appending(path: path)
          return (try? String(contentsOf: url, encoding: .utf8)).map {
            SourceFile(path: "\(folder)/\(path)", text: $0)
          }
        }
    }
  }()
}
