import Domain
import Foundation
import Glibc
import TestKit
import Testing

@testable import App

/// S5: what is attached is a file, read once; what becomes of it later changes nothing.
struct FileReadingTests {
  private func with(_ test: (TestFolder) throws -> Void) throws {
    let folder = try TestFolder("files")
    defer { folder.remove() }
    try test(folder)
  }

  @Test func theBytesAreThoseOfThatMoment() throws {
    try with { folder in
      try folder.file("label.PDF", "first")
      let file = try FileReading.frozen(folder["label.PDF"]).get()
      try folder.file("label.PDF", "second, and longer")
      #expect(file.bytes.contents == Data("first".utf8))
      #expect(file.attachment.filename == "label.PDF" && file.attachment.bytes == 5)
      #expect(file.attachment.contentType == "application/pdf")
      #expect(file.attachment.sha256 == file.bytes.sha256)
    }
  }

  /// The way to a file is the person's own affair; the customer sees its name only.
  @Test func onlyTheNameIsToldOfAPath() throws {
    try with { folder in
      try folder.folder("a")
      try folder.file("b.txt", "x")
      let file = try FileReading.frozen(folder["a/../b.txt"]).get()
      #expect(file.attachment.filename == "b.txt")
    }
  }

  @Test func whatIsNoFileIsRefusedAtOnce() throws {
    try with { folder in
      #expect(mkfifo(folder["pipe"], 0o600) == 0)
      try FileManager.default.createSymbolicLink(
        atPath: folder["nowhere"], withDestinationPath: folder["gone"])
      try FileManager.default.createSymbolicLink(
        atPath: folder["zero"], withDestinationPath: "/dev/zero")
      try folder.file("large", "")
      #expect(truncate(folder["large"], FileReading.limit + 1) == 0)
      let places = [
        folder["pipe"], folder["nowhere"], folder["zero"], folder["large"], folder["none"],
        folder[""], "/dev/null", "/dev/tty", "",
      ]
      for place in places {
        guard case .failure(let problem) = FileReading.frozen(place) else {
          Issue.record("\(place) was taken")
          continue
        }
        #expect(problem.what.hasPrefix("\(place) cannot be attached: "), "\(problem)")
      }
    }
  }

  @Test func pathsAreContinued() throws {
    try with { folder in
      try folder.folder("labels old")
      try folder.file("label.pdf", "x")
      try folder.file(".hidden", "x")
      let beginning = folder["la"]
      #expect(
        FileReading.paths(continuing: beginning) == [
          Completion(text: folder["label.pdf"], meaning: "1 B"),
          Completion(text: folder["labels old"] + "/", meaning: "folder"),
        ])
      let all = FileReading.paths(continuing: folder[""]).map(\.text)
      #expect(all.contains(folder["label.pdf"]))
      #expect(!all.contains(folder[".hidden"]))
      #expect(FileReading.paths(continuing: folder[".h"]).map(\.text) == [folder[".hidden"]])
      #expect(FileReading.paths(continuing: folder["none/x"]) == [])
    }
  }
}
