import Foundation
import Mail
import Testing

@Suite struct SafeNameTests {
  @Test(arguments: [
    ("report.pdf", "report.pdf"), ("../../.ssh/authorized_keys", "authorized_keys"),
    ("/etc/passwd", "passwd"), ("C:\\Users\\a.exe", "a.exe"), (".bashrc", "bashrc"),
    ("--help", "help"), (".\u{301}x", "x"), ("\u{301}-rf", "rf"), ("~/x", "x"), (".", "attachment"),
    ("..", "attachment"),
    ("   ", "attachment"),
    ("", "attachment"), ("a\u{202E}fdp.exe", "afdp.exe"), ("tab\tname.txt", "tab name.txt"),
    ("\u{1B}]0;t\u{7}.txt", "]0_t .txt"), ("nul.txt", "_nul.txt"), ("COM1", "_COM1"),
    ("a:b*c?.txt", "a_b_c_.txt"), ("$(touch x)", "_(touch x)"), ("e\u{301}.txt", "é.txt"),
    ("\u{301}x", "x"), ("name.", "name"), ("فاتورة.pdf", "فاتورة.pdf"), ("a/", "a"),
    ("\u{E0041}x.pdf", "x.pdf"), ("📦 label.pdf", "📦 label.pdf"),
  ])
  func names(raw: String, name: String) {
    #expect(SafeName.name(for: raw, contentType: "application/octet-stream") == name)
  }

  @Test(arguments: [
    ("application/pdf", "attachment.pdf"), ("message/rfc822", "message.eml"),
    ("x/y", "attachment"),
  ])
  func namesOfTheNameless(type: String, name: String) {
    #expect(SafeName.name(for: nil, contentType: type) == name)
  }

  @Test func longNamesKeepTheirEnding() {
    let name = SafeName.name(
      for: String(repeating: "é", count: 300) + ".pdf", contentType: "application/pdf")
    #expect(name.utf8.count <= 200)
    #expect(name.hasSuffix("é.pdf"))
  }

  private static func folder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "save-\(UInt64.random(in: 0...UInt64.max))"
    ).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  private static func file(_ name: String) -> Mail.Attachment {
    Mail.Attachment(filename: name, contentType: "text/plain", contents: Data("DATA".utf8))
  }

  @Test func savingOverwritesNothing() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data("old".utf8).write(to: URL(filePath: "\(folder)/a.txt"))
    let first = try SafeName.save(Self.file("a.txt"), into: folder)
    let second = try SafeName.save(Self.file("../a.txt"), into: folder)
    #expect(first == "\(folder)/a (2).txt")
    #expect(second == "\(folder)/a (3).txt")
    #expect(FileManager.default.contents(atPath: "\(folder)/a.txt") == Data("old".utf8))
    #expect(FileManager.default.contents(atPath: first) == Data("DATA".utf8))
    let mode = try FileManager.default.attributesOfItem(atPath: first)[.posixPermissions]
    #expect((mode as? NSNumber)?.intValue == 0o600)
  }

  @Test func aLinkThatWaitsIsNotFollowed() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder)/a.txt", withDestinationPath: "\(folder)/elsewhere")
    let path = try SafeName.save(Self.file("a.txt"), into: folder)
    #expect(path == "\(folder)/a (2).txt")
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/elsewhere"))
  }

  @Test func aFolderThatIsNoneIsAnError() {
    #expect(throws: MailError.self) { try SafeName.save(Self.file("a"), into: "/nowhere/at/all") }
  }
}
