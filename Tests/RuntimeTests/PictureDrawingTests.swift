import Foundation
import Terminal
import TestKit
import Testing

@testable import Runtime

/// A picture is drawn by another program: with little time, far from the terminal, and refused
/// where it prints anything else.
@Suite struct PictureDrawingTests {
  private static let png = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])

  /// What comes of a file in the hands of a script that plays the program.
  private func draw(
    _ script: String, _ bytes: Data = png, as form: Picture.Form = .kitty,
    within deadline: Duration = .seconds(60)
  ) async throws -> (result: Result<Picture, PictureDrawing.Failed>, isLeft: Bool) {
    let folder = try TestFolder("picture")
    defer { folder.remove() }
    let program = try folder.file("chafa", "#!/bin/sh\n\(script)\n", mode: 0o755)
    let drawing = PictureDrawing(program: program, folder: folder["made"], deadline: deadline)
    let result: Result<Picture, PictureDrawing.Failed>
    do throws(PictureDrawing.Failed) {
      result = .success(try await drawing.draw(bytes, as: form, in: Size(40, 10)))
    } catch {
      result = .failure(error)
    }
    return (result, FileManager.default.fileExists(atPath: folder["made"]))
  }

  private func failure(
    _ script: String, _ bytes: Data = png, within deadline: Duration = .seconds(60)
  ) async throws -> String {
    let (result, isLeft) = try await draw(script, bytes, within: deadline)
    #expect(!isLeft)
    guard case .failure(let failed) = result else { return "" }
    return failed.sentence
  }

  @Test func itsWordsAreAnArgumentListAndTheFileIsOursAlone() async throws {
    // The words, the file's mode and its folder's, in base64 as a picture's bytes.
    let script = """
      for file; do :; done
      words="$* $(stat -c %a "$file") $(stat -c %a "$(dirname "$file")")"
      printf '\\033_Ga=T,f=32;%s\\033\\\\' "$(printf '%s' "$words" | base64 -w0)"
      """
    let (result, isLeft) = try await draw(script)
    #expect(!isLeft)
    let sent = String(decoding: try result.get().bytes, as: UTF8.self)
    let base64 = try #require(sent.split(separator: ";").last?.dropLast(2))
    let told = String(decoding: try #require(Data(base64Encoded: String(base64))), as: UTF8.self)
    #expect(
      told.wholeMatch(
        of: /--format=kitty --size=40x10 --animate=off --polite=on -- \/.*\/made\/picture 600 700/)
        != nil, "\(told)")
  }

  @Test func sixelsAreAskedForByTheirOwnName() async throws {
    let script = """
      case "$*" in *--format=sixels*) printf '\\033P0;1;0q#0;2;5;1;50#0!8~-\\033\\\\';; esac
      """
    let (result, _) = try await draw(script, as: .sixel)
    #expect(try result.get().form == .sixel)
  }

  @Test func itFindsNoTerminal() async throws {
    let script = """
      (: < /dev/tty) 2>/dev/null && exit 0
      [ "$TERM" = dumb ] && [ -z "$TMUX" ] || exit 0
      printf '\\033_Ga=T,f=32;AAAA\\033\\\\'
      """
    #expect(try await draw(script).result.get().form == .kitty)
  }

  @Test(arguments: [
    ("echo 'chafa: Failed to open it' >&2; echo more >&2; exit 2", "chafa: Failed to open it"),
    (#"printf 'bad \033]52;c;AAAA\007 thing\n' >&2; exit 1"#, "bad ␛]52;c;AAAA␇ thing"),
    (#"echo "chafa: '$6': no" >&2; exit 2"#, "chafa: 'the picture': no"),
    ("ulimit -v >&2; exit 1", "2097152"),
    ("exit 3", "chafa failed with status 3"),
    ("echo hello", "what chafa made of it is no kitty picture"),
    (#"printf '\033]52;c;AAAA\007'"#, "what chafa made of it is no kitty picture"),
  ])
  func whatFailsIsToldInOneCleanLine(_ script: String, _ sentence: String) async throws {
    #expect(try await failure(script) == sentence)
  }

  @Test func whatHangsOrNeverEndsIsStopped() async throws {
    #expect(
      try await failure("exec sleep 60", within: .milliseconds(100)).contains("did not end in time")
    )
    #expect(try await failure("exec yes").contains("printed more than 16777216 bytes"))
  }

  @Test func whereThereIsNoProgramItSaysSo() async throws {
    let folder = try TestFolder("picture")
    defer { folder.remove() }
    let drawing = PictureDrawing(program: folder["chafa"], folder: folder["made"])
    await #expect(throws: PictureDrawing.Failed(sentence: "there is no chafa here: install it")) {
      try await drawing.draw(Self.png, as: .kitty, in: Size(40, 10))
    }
  }

  @Test(arguments: ["push graphic-context", "%!PS", "<svg/>", "", "RIFF....WAVE", "MZ"])
  func whatOnlyCallsItselfAPictureIsHandedToNobody(_ text: String) async throws {
    #expect(
      try await failure("echo it was run >&2; exit 1", Data(text.utf8))
        == "its bytes are no picture of a kind that is shown here")
  }

  @Test(arguments: ["GIF89a", "BM....", "RIFF....WEBPVP8", "....ftypheic", "II*\0", "MM\0*"])
  func picturesAreKnownByTheirFirstBytes(_ text: String) {
    #expect(PictureDrawing.isPicture(Data(text.utf8)))
    #expect(PictureDrawing.isPicture(Data([0xFF, 0xD8, 0xFF, 0xE0])))
  }
}
