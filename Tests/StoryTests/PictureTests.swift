import Foundation
import TestKit
import Testing

/// A customer's picture on the whole screen of a real terminal: its bytes arrive and no others, and
/// the desk is as it was after a key.
@Suite(.enabled(if: ShopbellProgram.isHere))
struct PictureTests {
  private static let kind = ForeignTerminalTests.Kind(
    name: "xterm-256color", columns: 100, rows: 30)

  /// Runs a test in the list of files of a ticket with a picture, beside a script that plays chafa.
  private func atAPicture(
    of script: String, _ test: (BareTerminal, inout Glass, DemoProgram) async throws -> Void
  ) async throws {
    let demo = try DemoProgram()
    defer { demo.remove() }
    try play(script, demo)
    let path = "\(demo.folder.path)/bin:/usr/bin:/bin"
    try await BareTerminal.with(
      columns: Self.kind.columns, rows: Self.kind.rows,
      environment: demo.environment.merging(["PATH": path]) { $1 }, ShopbellProgram.path,
      ["demo", "--store", demo.store]
    ) { terminal in
      var glass = Glass(terminal, Self.kind)
      try await glass.sees("enter open")
      try await glass.press(":", "set pictures kitty", "\r")
      try await glass.sees("pictures is kitty")
      try await glass.press("/", "has:attachment", "\r")
      try await glass.sees("[has:attachment]")
      try await glass.press("\r")
      try await glass.sees("q back")
      try await glass.press("v")
      try await glass.sees("v show picture")
      try await test(terminal, &glass, demo)
    }
  }

  /// Puts a script where chafa is looked for.
  private func play(_ script: String, _ demo: DemoProgram) throws {
    try demo.folder.folder("bin")
    try demo.folder.file("bin/chafa", "#!/bin/sh\n\(script)\n", mode: 0o755)
  }

  private func arrives(_ words: String, at terminal: BareTerminal, after count: Int) async throws {
    try await eventually("\(words.debugDescription) arrives", within: .seconds(60)) {
      Data(terminal.bytes[count...]).range(of: Data(words.utf8)) != nil
    }
  }

  @Test func itsBytesArriveAndAKeyGoesBack() async throws {
    let script = #"printf '\033_Ga=T,f=32,s=1,v=1,c=2,r=1,m=1\033\\\033_Gm=0;/wAA/w==\033\\\n'"#
    try await atAPicture(of: script) { terminal, glass, demo in
      for key in ["x", "\u{1B}[A"] {
        let before = terminal.bytes.count
        terminal.type("v")
        try await arrives(
          "\u{1B}_Ga=T,q=2,C=1,f=32,s=1,v=1,c=2,r=1,m=1;\u{1B}\\\u{1B}_Gq=2,m=0;/wAA/w==\u{1B}\\",
          at: terminal, after: before)
        try await arrives("any key goes back", at: terminal, after: before)
        let shown = terminal.bytes.count
        terminal.type(key)
        try await arrives("\u{1B}_Ga=d,d=A,q=2\u{1B}\\", at: terminal, after: shown)
        try await glass.sees("v show picture")
        try await glass.sees("picture, image/png")
      }
      let left = try FileManager.default.subpathsOfDirectory(atPath: demo.folder.path)
      #expect(!left.contains { $0.contains("/picture-") }, "\(left)")
      try await terminal.press("\u{1B}")
      try await glass.sees("q back")
    }
  }

  @Test func whatIsNoPictureDoesNotArrive() async throws {
    let hostile = [
      #"printf '\033]52;c;Rk9SRUlHTg==\007'"#,
      #"printf '\033_Ga=T,f=32;AAAA\033\\\033]2;FOREIGN\033\\'"#,
      #"printf '\033_Ga=T,t=f;Rk9SRUlHTg==\033\\'"#,
      #"printf '\033]2;FOREIGN\007' >/dev/tty; printf FOREIGN"#,
    ]
    try await atAPicture(of: hostile[0]) { terminal, glass, demo in
      for script in hostile {
        try play(script, demo)
        terminal.type("v")
        try await glass.sees("what chafa made of it is no kitty picture; Enter opens the file")
        try await terminal.press("y")
        try await terminal.press("v")
        try await glass.sees("v show picture")
      }
      let sent = Data(terminal.bytes)
      for word in ["FOREIGN", "Rk9SRUlHTg", "\u{1B}_G"] {
        #expect(sent.range(of: Data(word.utf8)) == nil, "\(word.debugDescription) arrived")
      }
    }
  }
}
