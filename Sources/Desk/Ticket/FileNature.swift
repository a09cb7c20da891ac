package import Domain
import Terminal

/// What a file is, by its name's ending and by its sender's word, before anything opens it.
package struct FileNature: Hashable, Sendable {
  /// What it is in words: `picture, image/jpeg`.
  package let words: String
  /// What one should know before one opens it; `nil` where nothing is odd.
  package let warning: String?
  /// It is a picture that can be drawn.
  package let isPicture: Bool

  /// The nature of a file.
  package init(_ file: Attachment) {
    let said = TextFlow.clean(file.contentType.lowercased(), lines: false)
    let name = file.filename.lowercased()
    let ending = name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? ""
    let kind = Self.kinds.first { $0.endings.contains(ending) }
    let type = said.isEmpty ? "of no known type" : said
    words = kind.map { "\($0.name), \(type)" } ?? type
    isPicture = kind.map { $0.name == Self.picture } ?? Self.isDrawable(said)
    warning = kind?.warning ?? Self.mismatch(kind, said)
  }

  /// Not by its type alone what only a program for pages shows.
  private static func isDrawable(_ said: String) -> Bool {
    said.hasPrefix("image/") && !said.hasPrefix("image/svg")
  }

  private static let picture = "picture"

  private struct Kind: Sendable {
    var name: String
    var endings: [String]
    /// What its type begins with; empty where any will do.
    var types: [String] = []
    var warning: String?
  }

  /// The sender calls it something that its name does not say.
  private static func mismatch(_ kind: Kind?, _ said: String) -> String? {
    guard let kind, !kind.types.isEmpty, !said.isEmpty, said != "application/octet-stream",
      !kind.types.contains(where: said.hasPrefix)
    else { return nil }
    return "its name says \(kind.name), its sender says \(said)"
  }

  private static let kinds: [Kind] = [
    Kind(
      name: "program",
      endings: [
        "exe", "com", "scr", "pif", "bat", "cmd", "msi", "ps1", "vbs", "vbe", "js", "jse", "wsf",
        "hta", "jar", "lnk", "url", "desktop", "sh", "app", "apk", "dmg", "reg", "cpl", "chm",
      ], warning: "it is a program: it can do anything once it is opened"),
    Kind(
      name: "document with macros", endings: ["docm", "dotm", "xlsm", "xltm", "xlam", "pptm"],
      warning: "it may run macros once it is opened"),
    Kind(
      name: "web page", endings: ["html", "htm", "xhtml", "shtml", "svg", "mht", "mhtml"],
      warning: "a page that came by mail may imitate a login"),
    Kind(
      name: "archive", endings: ["zip", "rar", "7z", "iso", "img", "gz", "tar", "cab", "ace"],
      warning: "look at what is in it before you open that"),
    Kind(
      name: picture,
      endings: ["jpg", "jpeg", "png", "gif", "webp", "heic", "heif", "tif", "tiff", "bmp"],
      types: ["image/"]),
    Kind(name: "PDF", endings: ["pdf"], types: ["application/pdf", "application/x-pdf"]),
    Kind(name: "film", endings: ["mp4", "mov", "avi", "mkv", "webm", "3gp"], types: ["video/"]),
    Kind(
      name: "sound", endings: ["mp3", "m4a", "wav", "ogg", "opus", "amr"],
      types: ["audio/", "application/ogg", "video/"]),
    Kind(name: "text", endings: ["txt", "csv", "log", "md"], types: ["text/", "application/csv"]),
    Kind(
      name: "document",
      endings: ["doc", "docx", "odt", "rtf", "xls", "xlsx", "ods", "ppt", "pptx", "odp"],
      types: ["application/", "text/rtf", "text/richtext"]),
  ]
}
