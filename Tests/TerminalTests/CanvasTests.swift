import Terminal
import Testing

@Suite struct CanvasTests {
  @Test func itPrintsItsTextAndAPlaneOfStyles() {
    var canvas = Canvas(Size(12, 3))
    canvas.put("Open 148", at: .zero, .title)
    canvas.put("late", at: Point(2, 1), .overdue)
    canvas.put("now", at: Point(7, 1), Style(.plain, .bold))
    canvas.cursor = Point(2, 1)
    #expect(
      canvas.golden == """
        Open 148
          late now

        ---
        tttttttt
        ..oooo.PPP

        ---
        cursor 2,1

        """)
  }

  /// Plain letters are not measured one by one; what is drawn is the same as if they were.
  @Test(arguments: [(-3, nil), (0, nil), (4, 3), (6, nil), (9, 0), (12, nil)] as [(Int, Int?)])
  func plainLettersStandWhereOthersWould(_ column: Int, _ limit: Int?) {
    var plain = Canvas(Size(10, 2))
    plain.put("日本日本日", at: .zero, .link)
    var other = plain
    let taken = plain.put("ab cd", at: Point(column, 0), .title, max: limit)
    let same = other.put("ab\u{E9}cd", at: Point(column, 0), .title, max: limit)
    #expect(plain.text == other.text.replacing("\u{E9}", with: " "))
    #expect(plain.styles == other.styles)
    #expect(taken == same)
  }

  @Test func aWideGraphemeTakesTwoColumns() {
    var canvas = Canvas(Size(5, 1))
    let taken = canvas.put("日本", at: .zero, .link)
    #expect(taken == 4)
    canvas.put("|", at: Point(4, 0))
    #expect(canvas.text == "日本|")
    #expect(canvas.styles == "llll")
    #expect(canvas[Point(1, 0)].columns == 0)
  }

  @Test func aWideGraphemeIsNeverCutInHalf() {
    var canvas = Canvas(Size(5, 1))
    let taken = canvas.put("日本語", at: .zero)
    #expect(taken == 4)
    #expect(canvas.text == "日本")
    canvas.put("x", at: Point(1, 0))
    #expect(canvas.text == " x本")
    canvas.put("字", at: Point(1, 0))
    #expect(canvas.text == " 字")
    #expect(canvas.row(0).reduce(0) { $0 + $1.columns } == 5)
  }

  @Test func whateverIsPutEveryRowIsFull() {
    var canvas = Canvas(Size(9, 1))
    for column in -3...10 {
      for text in ["日本語", "👨‍👩‍👧x", "☀️☀️", "a\u{301}", "\u{200B}", "🇩🇪🇫", "का", ""] {
        canvas.put(text, at: Point(column, 0))
        #expect(canvas.row(0).reduce(0) { $0 + $1.columns } == 9, "\(text) at \(column)")
      }
    }
  }

  @Test func columnsOfASequenceAreKeptThoughItIsReduced() {
    var canvas = Canvas(Size(10, 1))
    let taken = canvas.put("👨‍👩‍👧|☀️|", at: .zero)
    #expect(taken == 6)
    #expect(canvas.text == "👨|☀ |")
  }

  @Test func drawingOutsideDoesNothing() {
    var canvas = Canvas(Size(3, 2))
    let blank = canvas
    canvas.put("x", at: Point(0, -1))
    canvas.put("x", at: Point(0, 2))
    canvas.put("x", at: Point(3, 0))
    canvas.fill(Rect(5, 5, 2, 2), "x")
    canvas.restyle(Rect(-4, -4, 3, 3), .error)
    #expect(canvas == blank)
    canvas.put("abc", at: Point(-1, 0))
    #expect(canvas.text == "bc\n")
  }

  @Test func textInARectangleIsCutWithAnEllipsisAndAligned() {
    var canvas = Canvas(Size(12, 3))
    canvas.put("Wo ist mein Paket", in: Rect(1, 0, 8, 1))
    canvas.put("1d", in: Rect(0, 1, 12, 1), .dim, .right)
    canvas.put("ab", in: Rect(0, 2, 12, 1), .plain, .centre)
    #expect(canvas.text == " Wo ist …\n          1d\n     ab")
  }

  @Test func spansFollowEachOther() {
    var canvas = Canvas(Size(10, 2))
    let taken = canvas.put([Span("a", .key), Span(" open")], in: Rect(0, 0, 10, 1))
    #expect(taken == 6)
    canvas.put([Span("abcdefgh", .key), Span("ijkl")], in: Rect(0, 1, 10, 1))
    #expect(canvas.text == "a open\nabcdefghi…")
    #expect(canvas.styles == "k\nkkkkkkkk")
  }

  @Test func aSpanThatFillsTheRoomMakesRoomForOneEllipsis() {
    var canvas = Canvas(Size(10, 2))
    canvas.put([Span("abcdefghij"), Span("k")], in: canvas.bounds.row(0))
    canvas.put([Span("日本語の件"), Span("名")], in: canvas.bounds.row(1))
    #expect(canvas.text == "abcdefghi…\n日本語の…")
  }

  @Test func fillRuleAndRestyle() {
    var canvas = Canvas(Size(6, 3))
    canvas.fill(canvas.bounds, "·", .dim)
    canvas.horizontalRule(at: Point(0, 1), 6)
    canvas.verticalRule(at: Point(2, 0), 3)
    canvas.restyle(Rect(0, 0, 2, 1), .selected)
    #expect(canvas.text == "··│···\n──│───\n··│···")
    #expect(canvas.styles == "ssrddd\nrrrrrr\nddrddd")
  }

  @Test func everyRoleHasALetterOfItsOwn() {
    let letters = Role.allCases.map(\.letter)
    #expect(Set(letters).count == letters.count)
    #expect(!letters.contains("p"))
    #expect(Set(Role.allCases.map { Style($0, .bold).letter }).count == letters.count)
  }

  @Test func aThemeWithoutColoursKeepsWhatMattersApart() {
    let theme = Theme.terminal.withoutColours
    for role in Role.allCases {
      #expect(theme[role].foreground == .terminal)
      #expect(theme[role].background == .terminal)
    }
    for role in [Role.selected, .overdue, .note, .error, .link, .hole] {
      #expect(!theme[role].attributes.isEmpty, "\(role)")
    }
  }
}
