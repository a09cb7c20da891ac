import Foundation
import Processes
import Terminal

/// Has a picture made into what a terminal draws, by a program that knows pictures.
///
/// The file is a stranger's, so the program is kept apart from the terminal, has little time and
/// memory, and what it prints is read before anything of it is shown.
struct PictureDrawing {
  /// The program: chafa, or what plays it in a test.
  var program = "chafa"
  /// A folder that is made for the file and is gone afterwards.
  var folder: String
  /// The longest it may take.
  var deadline = Duration.seconds(10)

  /// Why there is no picture.
  struct Failed: Error, Hashable {
    var sentence: String
  }

  /// Makes a picture of a file's bytes, not larger than so many columns and rows.
  func draw(
    _ bytes: Data, as form: Picture.Form, in size: Size
  ) async throws(Failed) -> Picture {
    guard Self.isPicture(bytes) else {
      throw Failed(sentence: "its bytes are no picture of a kind that is shown here")
    }
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = "\(folder)/picture"
    guard keep(bytes, at: path) else { throw Failed(sentence: "\(folder) cannot be written") }
    let printed = try await run(arguments(form, size) + ["--", path])
    guard let picture = Picture(reading: printed, as: form) else {
      throw Failed(sentence: "what \(name) made of it is no \(form.rawValue) picture")
    }
    return picture
  }

  private var name: String { program.split(separator: "/").last.map(String.init) ?? program }

  private func arguments(_ form: Picture.Form, _ size: Size) -> [String] {
    let measure = "--size=\(size.columns)x\(size.rows)"
    switch form {
    case .kitty: return ["--format=kitty", measure, "--animate=off", "--polite=on"]
    case .sixel:
      // Older versions, which find no terminal to measure, take dots to be as high as letters are.
      return ["--format=sixels", measure, "--animate=off", "--polite=on", "--font-ratio=1/1"]
    }
  }

  /// What holds a program to so much memory, where it is installed: a small file may claim to be a
  /// picture of any size.
  private static let holder = ["/usr/bin/prlimit", "--as=\(2 << 30)"]

  private func run(_ words: [String]) async throws(Failed) -> [UInt8] {
    let isHeld = FileManager.default.isExecutableFile(atPath: Self.holder[0])
    let command = (isHeld ? Self.holder : []) + [program] + words
    let outcome: Program.Outcome
    do throws(ProgramError) {
      outcome = try await Program(
        command[0], Array(command.dropFirst()), deadline: deadline, outputLimit: 16 << 20,
        isApart: true
      ).run()
    } catch .notFound {
      throw isMissing
    } catch {
      throw Failed(sentence: error.description.replacing(command[0], with: name))
    }
    // What prlimit ends with where there is no such program.
    if isHeld, outcome.status == 127 { throw isMissing }
    guard outcome.status == 0 else { throw Failed(sentence: complaint(outcome)) }
    return outcome.output
  }

  private var isMissing: Failed { Failed(sentence: "there is no \(name) here: install it") }

  /// The first line of what it complains about, without the name of our own file.
  private func complaint(_ outcome: Program.Outcome) -> String {
    let text = String(decoding: outcome.complaint.prefix(2_000), as: UTF8.self)
    let first = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    let line = TextFlow.clean(
      first.replacingOccurrences(of: "\(folder)/picture", with: "the picture"), lines: false)
    return line.isEmpty ? "\(name) failed with status \(outcome.status)" : line
  }

  private func keep(_ bytes: Data, at path: String) -> Bool {
    let made: Void? = try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    guard made != nil else { return false }
    return FileManager.default.createFile(
      atPath: path, contents: bytes, attributes: [.posixPermissions: 0o600])
  }

  /// Whether it begins as JPEG, PNG, GIF, TIFF, BMP, WebP or HEIF do: what is called a picture and
  /// is something else would reach a reader that nobody thought of.
  static func isPicture(_ bytes: Data) -> Bool {
    let head = Array(bytes.prefix(12))
    let beginnings: [[UInt8]] = [
      [0xFF, 0xD8, 0xFF], [0x89, 0x50, 0x4E, 0x47], Array("GIF8".utf8), [0x49, 0x49, 0x2A, 0],
      [0x4D, 0x4D, 0, 0x2A], Array("BM".utf8),
    ]
    if beginnings.contains(where: head.starts) { return true }
    return head.starts(with: "RIFF".utf8) && head.dropFirst(8).elementsEqual("WEBP".utf8)
      || head.dropFirst(4).starts(with: "ftyp".utf8)
  }
}
