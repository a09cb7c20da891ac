import Foundation

/// Names for files from strangers: cleaned once, last, right before they are used.
package enum SafeName {
  /// Leaves room in 255 bytes for the number of a second file of that name.
  private static let longest = 200

  /// A name that is one harmless path component of at most 255 bytes: no separators, controls
  /// or invisible characters, not hidden, no leading `-`.
  package static func name(for filename: String?, contentType: String) -> String {
    let last = (filename ?? "").split { $0 == "/" || $0 == "\\" }.last ?? ""
    var name = trim(clean(last))
    if name.isEmpty { name = standIn(for: contentType) }
    if isDevice(name) { name = "_\(name)" }
    return cut(name)
  }

  // MARK: - Cleaning

  private static func clean(_ text: Substring) -> String {
    var name = String.UnicodeScalarView()
    for scalar in text.precomposedStringWithCanonicalMapping.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .spaceSeparator, .control:
        if name.last != " " { name.append(" ") }
      case .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
        continue
      default:
        name.append("<>:\"|?*`$;&!/\\".unicodeScalars.contains(scalar) ? "_" : scalar)
      }
    }
    return String(name)
  }

  private static func trim(_ name: String) -> String {
    // By scalars, for a dot with an accent is a dot to the file system. A mark that combines with
    // nothing would combine with what is printed before the name.
    var rest = name.unicodeScalars.drop { scalar in
      " .-~".unicodeScalars.contains(scalar)
        || scalar.properties.canonicalCombiningClass != .notReordered
    }
    while let last = rest.last, last == " " || last == "." { rest.removeLast() }
    return String(rest)
  }

  private static func standIn(for contentType: String) -> String {
    let endings = [
      "application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif",
      "image/webp": "webp", "image/heic": "heic", "text/plain": "txt", "text/html": "html",
      "text/csv": "csv", "text/calendar": "ics", "application/zip": "zip",
      "message/rfc822": "eml", "application/ms-tnef": "dat", "application/json": "json",
      "video/mp4": "mp4", "audio/mpeg": "mp3",
    ]
    let stem = contentType == "message/rfc822" ? "message" : "attachment"
    return endings[contentType].map { "\(stem).\($0)" } ?? stem
  }

  /// Names that mean a device on the systems that shared folders are read from.
  private static func isDevice(_ name: String) -> Bool {
    let stem = name.prefix { $0 != "." }.lowercased()
    if ["con", "prn", "aux", "nul"].contains(stem) { return true }
    return stem.count == 4 && (stem.hasPrefix("com") || stem.hasPrefix("lpt"))
      && stem.last?.isNumber == true
  }

  private static func cut(_ name: String) -> String {
    guard name.utf8.count > longest else { return name }
    let (stem, ending) = parts(of: name)
    let room = longest - ending.utf8.count
    var short = ""
    var used = 0
    for scalar in stem.unicodeScalars {
      used += String(scalar).utf8.count
      if used > room { break }
      short.unicodeScalars.append(scalar)
    }
    return "\(short)\(ending)"
  }

  /// A name as its stem and its short ending, the dot included; the ending may be empty.
  private static func parts(of name: String) -> (stem: Substring, ending: Substring) {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex,
      name[dot...].utf8.count <= 20
    else { return (name[...], "") }
    return (name[..<dot], name[dot...])
  }

  // MARK: - Saving

  /// Saves `attachment` as one new file in the folder `folder`, mode 0600, under its safe name
  /// or that name with a number; overwrites nothing, follows no link. Answers its path.
  @discardableResult
  package static func save(
    _ attachment: Attachment, into folder: String
  ) throws(MailError) -> String {
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw .file(path: folder, why: reason(errno)) }
    defer { close(directory) }
    let (name, file) = try create(attachment.safeFilename, in: directory, named: folder)
    defer { close(file) }
    let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    if let trouble = write(attachment.contents, to: file) {
      unlinkat(directory, name, 0)
      throw .file(path: path, why: reason(trouble))
    }
    return path
  }

  private static func create(
    _ name: String, in directory: Int32, named folder: String
  ) throws(MailError) -> (String, Int32) {
    let (stem, ending) = parts(of: name)
    for number in 1...1_000 {
      let candidate = number == 1 ? name : "\(stem) (\(number))\(ending)"
      let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
      let file = openat(directory, candidate, flags, 0o600)
      if file >= 0 { return (candidate, file) }
      guard errno == EEXIST || errno == ELOOP else {
        throw .file(path: "\(folder)/\(candidate)", why: reason(errno))
      }
    }
    throw .file(path: "\(folder)/\(name)", why: "a thousand files of that name are there already")
  }

  /// Writes all of `contents`; answers the error number where that failed.
  private static func write(_ contents: Data, to file: Int32) -> Int32? {
    contents.withUnsafeBytes { bytes in
      var at = 0
      while at < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[at...])
        let written = Foundation.write(file, rest.baseAddress, rest.count)
        if written < 0 && errno != EINTR { return errno }
        at += max(0, written)
      }
      return nil
    }
  }

  private static func reason(_ number: Int32) -> String {
    String(cString: strerror(number))
  }
}
