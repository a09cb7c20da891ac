import Desk
import Foundation
import Glibc
import TestKit
import Testing

@testable import App

/// The file of what was typed as commands and searches.
@Suite struct LineHistoryTests {
  @Test func whatIsTypedIsReadAgainAndByNobodyElse() throws {
    let folder = try TestFolder("typed")
    defer { folder.remove() }
    let file = LineHistory.beside(folder["store.sqlite"])
    #expect(file.read() == TypedLines())
    let old = umask(0)
    defer { umask(old) }
    for (sign, text) in [(":", "sort newest"), ("/", "tag:refund"), (":", "log")] {
      #expect(file.add(try #require(TypedLine(sign, text))) == nil)
    }
    #expect(file.read().bySign == [":": ["sort newest", "log"], "/": ["tag:refund"]])
    var found = stat()
    #expect(stat(folder["store.sqlite.history"], &found) == 0)
    #expect(found.st_mode & 0o777 == 0o600)
  }

  @Test func whatCannotBeWrittenIsSaid() throws {
    let line = try #require(TypedLine(":", "log"))
    #expect(LineHistory(path: "/proc/none/history").add(line) != nil)
  }
}
