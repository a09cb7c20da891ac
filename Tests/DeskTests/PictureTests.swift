import Desk
import Domain
import Terminal
import TestKit
import Testing

private let priya: TicketID = DeskFixture.id(482)

/// A picture is shown on the whole screen where that is asked for, and any key goes back.
@Suite struct ShowingPicturesTests {
  private static let picture = Picture(
    reading: Array("\u{1B}_Ga=T,f=32,m=0;AAAA\u{1B}\\".utf8), as: .kitty)

  /// The list of links and files with the cursor on a picture.
  private func listing(
    _ form: Picture.Form? = .kitty, _ size: Size = Size(80, 24)
  ) -> DeskDriver {
    var fixture = DeskFixture.morning
    fixture.setting.appearance.pictures = form
    var desk = DeskDriver(fixture, size: size)
    desk.press("j", "Enter", "v", "j")
    return desk
  }

  private func file(_ desk: DeskDriver) throws -> Domain.Attachment {
    try #require(desk.fixture.sheets[priya]?.messages[0].attachments[1])
  }

  @Test func itIsDrawnInTheRoomThereIsAndAnyKeyGoesBack() throws {
    var desk = listing()
    #expect(desk.bottom.contains("v show picture"))
    let before = desk.canvas
    desk.press("v")
    let effect = Effect.draw(try file(desk), .kitty, Size(80, 22))
    #expect(desk.effects.contains(effect))
    #expect(desk.bottom.contains("drawing "))
    #expect(desk.canvas.picture == nil)
    desk.send(.drawn(try #require(Self.picture), of: effect))
    #expect(desk.canvas.picture == Self.picture)
    let lines = desk.canvas.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.dropLast().allSatisfy { $0.allSatisfy(\.isWhitespace) }, "\(desk.canvas.text)")
    let name = try file(desk).filename
    #expect(desk.bottom.contains("\(name)  picture, image/jpeg, 1.2 MB · any key goes back"))
    desk.press("q")
    #expect(desk.canvas.picture == nil)
    #expect(desk.canvas == before)
  }

  @Test(arguments: [Size(60, 15), Size(80, 24), Size(120, 36), Size(200, 50)])
  func itLooksAsItWasLookedAt(_ size: Size) throws {
    var desk = listing(.kitty, size)
    desk.press("v")
    for effect in desk.effects {
      if case .draw = effect { desk.send(.drawn(try #require(Self.picture), of: effect)) }
    }
    try desk.expectScreen("picture-\(size.columns)x\(size.rows)")
  }

  @Test func theKeyThatGoesBackDoesNothingElse() throws {
    for key in ["Esc", "Enter", "j", ":", "v"] as [Key] {
      var desk = listing()
      let cursor = desk.desk.links
      desk.send(.drawn(try #require(Self.picture), of: .draw(try file(desk), .kitty, Size(80, 22))))
      #expect(desk.desk.picture != nil)
      desk.press(key)
      #expect(desk.desk.picture == nil)
      #expect(desk.effects.isEmpty, "\(key)")
      #expect(desk.desk.links == cursor)
      #expect(desk.desk.palette == nil)
    }
  }

  @Test func oneThatComesLateTakesNothingAway() throws {
    let picture = try #require(Self.picture)
    var moved = listing()
    let effect = Effect.draw(try file(moved), .kitty, Size(80, 22))
    moved.press("v", "k")
    moved.send(.drawn(picture, of: effect))
    #expect(moved.desk.picture == nil)
    var left = listing()
    left.press("v", "q")
    left.send(.drawn(picture, of: effect))
    #expect(left.desk.picture == nil)
    var typing = listing()
    typing.press("v", ":")
    typing.send(.drawn(picture, of: effect))
    #expect(typing.desk.picture == nil)
    var smaller = listing()
    smaller.press("v")
    smaller.send(.resized(Size(70, 20)))
    smaller.send(.drawn(picture, of: effect))
    #expect(smaller.desk.picture == nil)
  }

  @Test func anotherSizeOfTheWindowGoesBack() throws {
    var desk = listing()
    desk.send(.drawn(try #require(Self.picture), of: .draw(try file(desk), .kitty, Size(80, 22))))
    desk.send(.resized(Size(100, 30)))
    #expect(desk.desk.picture == nil)
    #expect(desk.desk.links != nil)
  }

  @Test func whereItIsNotPossibleTheReasonIsTold() throws {
    var off = listing(nil)
    #expect(!off.bottom.contains("show picture"))
    off.press("v")
    #expect(off.bottom.contains("pictures are off: :set pictures kitty, or sixel, shows them here"))
    #expect(!off.allEffects.contains { if case .draw = $0 { true } else { false } })
    off.press(":")
    off.type("picture")
    #expect(off.canvas.text.contains("not now: pictures are off"))

    var fixture = DeskFixture.morning
    fixture.setting.appearance.pictures = .sixel
    fixture.sheets[priya]?.messages[2].body.visible = "http://ok.example/"
    var link = DeskDriver(fixture, size: Size(80, 24))
    link.press("j", "Enter", "l", "v")
    #expect(link.bottom.contains("no picture is under the cursor"))
    link.press("q", ":")
    link.type("picture\n")
    #expect(link.bottom.contains("picture works while choosing a link"))
  }

  @Test func oneThatCannotBeDrawnCanStillBeOpened() throws {
    var desk = listing()
    desk.press("v")
    let effect = Effect.draw(try file(desk), .kitty, Size(80, 22))
    desk.send(.failed("there is no chafa here: install it", of: effect))
    #expect(desk.bottom.contains("there is no chafa here: install it; Enter opens the file"))
    #expect(desk.desk.links != nil)
  }

  @Test func whatThisTerminalTakesIsSet() {
    var desk = DeskDriver(.morning)
    desk.press(":")
    desk.type("set pictures kity\n")
    #expect(desk.bottom.contains("pictures is one of off, kitty and sixel: did you mean kitty?"))
    let values: [(String, Picture.Form?)] = [("sixel", .sixel), ("kitty", .kitty), ("off", nil)]
    for (value, form) in values {
      desk.press(":")
      desk.type("set pictures \(value)\n")
      #expect(desk.desk.appearance.pictures == form)
      #expect(desk.bottom.contains("pictures is \(value)"))
    }
  }

  @Test(arguments: [
    ("a.jpg", "image/jpeg", true), ("a.png", "application/octet-stream", true),
    ("image001", "image/png", true), ("a.svg", "image/svg+xml", false),
    ("drawing", "image/svg+xml", false), ("a.pdf", "application/pdf", false),
    ("a.exe", "image/png", false), ("a", "", false),
  ])
  func whatCanBeDrawnIsKnownByNameAndType(_ name: String, _ type: String, _ isPicture: Bool) {
    let file = Attachment(sha256: "a", filename: name, contentType: type, bytes: 1)
    #expect(FileNature(file).isPicture == isPicture)
  }
}
