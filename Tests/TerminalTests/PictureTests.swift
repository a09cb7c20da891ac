import Terminal
import Testing

/// What a program printed goes to the terminal only where all of it is one picture.
@Suite struct PictureTests {
  private static func read(_ printed: String, _ form: Picture.Form) -> String? {
    Picture(reading: Array(printed.utf8), as: form).map {
      String(decoding: $0.bytes, as: UTF8.self)
    }
  }

  private static let kitty = "\u{1B}_Ga=T,f=32,s=1,v=1,c=2,r=1,m=1\u{1B}\\"
  private static let piece = "\u{1B}_Gm=1;/wAA/w==\u{1B}\\"
  private static let end = "\u{1B}_Gm=0\u{1B}\\"
  private static let whole = "\(kitty)\(end)"
  private static let sixel = "\u{1B}P0;1;0q\"1;1;8;6#0;2;5;1;50#0!8~$-\u{1B}\\"

  @Test func kittysPictureIsWrittenAnewAndAsksForNoAnswer() {
    #expect(
      Self.read(Self.kitty + Self.piece + Self.end + "\n", .kitty)
        == "\u{1B}_Ga=T,q=2,C=1,f=32,s=1,v=1,c=2,r=1,m=1;\u{1B}\\"
        + "\u{1B}_Gq=2,m=1;/wAA/w==\u{1B}\\" + "\u{1B}_Gq=2,m=0;\u{1B}\\")
    #expect(
      Self.read("\u{1B}_Ga=T,q=1,i=3,f=100;AAAA\u{1B}\\", .kitty) == nil,
      "a number of its own could be another picture's")
    #expect(
      Self.read("\u{1B}_Ga=T,q=1,f=100;AAAA\u{1B}\\", .kitty)
        == "\u{1B}_Ga=T,q=2,C=1,f=100,m=0;AAAA\u{1B}\\")
  }

  @Test func sixelsStayAsTheyAre() {
    #expect(Self.read(Self.sixel, .sixel) == Self.sixel)
  }

  @Test(arguments: Picture.Form.allCases)
  func coloursAndTheCursorAroundItAreLeftOut(_ form: Picture.Form) {
    let whole = form == .kitty ? Self.kitty + Self.end : Self.sixel
    let plain = Self.read(whole, form)
    #expect(plain != nil)
    #expect(Self.read("\u{1B}[?25l\u{1B}[0m \(whole)\r\n\u{1B}[3A\u{1B}[?25h", form) == plain)
  }

  private static let noKitty: [(String, String)] = [
    ("nothing", ""), ("words", "chafa"), ("a picture and words", "\(whole)x"),
    ("the clipboard", "\u{1B}]52;c;AAAA\u{7}\(whole)"),
    ("a title", "\(whole)\u{1B}]2;hello\u{1B}\\"),
    ("the title behind the picture's head", "\u{1B}_Ga=T;\u{1B}]2;x\u{7}\u{1B}\\"),
    ("a question", "\(whole)\u{1B}[6n"), ("who are you", "\u{1B}[c\(whole)"),
    ("a reset", "\u{1B}c\(whole)"), ("a bell", "\u{7}\(whole)"),
    ("another string", "\u{1B}^x\u{1B}\\\(whole)"),
    ("an open escape", "\(whole)\u{1B}"),
    ("sixels", sixel), ("a question in sixels' clothes", "\u{1B}P$qm\u{1B}\\\(whole)"),
    ("tmux", "\u{1B}Ptmux;\u{1B}\u{1B}_Ga=T;AAAA\u{1B}\u{1B}\\\u{1B}\\"),
    ("no end", "\u{1B}_Ga=T;AAAA"), ("a bell for an end", "\u{1B}_Ga=T;AAAA\u{7}"),
    ("more that never comes", "\(kitty)\(piece)"), ("a piece of nothing", "\(piece)\(end)"),
    ("two pictures", "\(whole)\(whole)"),
    ("a question to kitty", "\u{1B}_Ga=q;AAAA\u{1B}\\"),
    ("a file", "\u{1B}_Ga=T,t=f;L2V0Yy9wYXNzd2Q=\u{1B}\\"),
    ("a file to be deleted", "\u{1B}_Ga=T,t=t;AAAA\u{1B}\\"),
    ("memory", "\u{1B}_Ga=T,t=s;AAAA\u{1B}\\"),
    ("another act in the middle", "\(kitty)\u{1B}_Ga=d,m=1;\u{1B}\\\(end)"),
    ("another program's string", "\u{1B}_XAAAA\u{1B}\\"),
    ("no number", "\u{1B}_Ga=T,s=a;AAAA\u{1B}\\"),
    ("a huge number", "\u{1B}_Ga=T,s=123456;AAAA\u{1B}\\"),
    ("a key twice", "\u{1B}_Ga=T,a=T;AAAA\u{1B}\\"),
    ("no base64", "\u{1B}_Ga=T;A A\u{1B}\\"), ("a line in it", "\u{1B}_Ga=T;AA\nAA\u{1B}\\"),
  ]

  @Test(arguments: noKitty)
  func whatIsNoKittyPictureIsRefused(_ what: String, _ printed: String) {
    #expect(Self.read(printed, .kitty) == nil, "\(what)")
  }

  private static let noSixel: [(String, String)] = [
    ("kitty's", whole), ("a macro", "\u{1B}P0;1;0!z414243\u{1B}\\"),
    ("a question", "\u{1B}P$qm\u{1B}\\"), ("keys", "\u{1B}P1;1|17/61\u{1B}\\"),
    ("a letter below the sixels", "\u{1B}P0q~ ~\u{1B}\\"), ("a line", "\u{1B}P0q~\n~\u{1B}\\"),
    ("a repeat without end", "\u{1B}P0q!999999~\u{1B}\\"), ("no end", "\u{1B}P0q~"),
    ("two pictures", "\(sixel)\(sixel)"), ("the clipboard", "\(sixel)\u{1B}]52;c;AAAA\u{1B}\\"),
    ("an escape in it", "\u{1B}P0q~\u{1B}[6n~\u{1B}\\"),
  ]

  @Test(arguments: noSixel)
  func whatIsNoSixelPictureIsRefused(_ what: String, _ printed: String) {
    #expect(Self.read(printed, .sixel) == nil, "\(what)")
  }

  /// CSI, OSC, DCS, APC and ST as one byte: no valid UTF-8, and what some terminals still obey.
  @Test(arguments: [0x9B, 0x9D, 0x90, 0x9F, 0x9C, 0x00, 0x18, 0x7F, 0xFF] as [UInt8])
  func noOtherByteComesThrough(_ byte: UInt8) {
    for form in Picture.Form.allCases {
      let whole = Array((form == .kitty ? Self.kitty + Self.piece + Self.end : Self.sixel).utf8)
      #expect(Picture(reading: whole, as: form) != nil)
      for place in 0...whole.count {
        let printed = whole[..<place] + [byte] + whole[place...]
        #expect(Picture(reading: Array(printed), as: form) == nil, "\(form), at \(place)")
      }
    }
  }

  /// Whatever is cut off or turned around: what comes through answers to the one form.
  @Test func whatComesThroughIsOnePicture() throws {
    let whole = Array((Self.kitty + Self.piece + Self.end).utf8)
    for place in whole.indices {
      #expect(Picture(reading: Array(whole[..<place]), as: .kitty) == nil, "cut at \(place)")
      for byte in [0x1B, 0x5C, 0x3B, 0x5F, 0x5B, 0x07] as [UInt8] {
        var printed = whole
        printed[place] = byte
        guard let picture = Picture(reading: printed, as: .kitty) else { continue }
        let text = String(decoding: picture.bytes, as: UTF8.self)
        #expect(text.wholeMatch(of: /(\x1B_G[a-zA-Z0-9=,]+;[A-Za-z0-9+\/=]*\x1B\\)+/) != nil)
      }
    }
  }
}
