package import Foundation

/// One message of an archive: its bytes, where it stands, and what was wrong with it there.
package struct ArchivedMessage: Hashable, Sendable {
  /// The file it comes from; `-` for the standard input.
  package var file: String
  /// Where it begins in that file, in bytes.
  package var position: Int
  /// Its bytes without the `From ` line, `>From ` undone.
  package var bytes: Data
  /// Why it is broken or incomplete; `nil` where it is whole.
  package var fault: String?
  /// Nothing of it could be read: there are no bytes.
  package var isUnread = false
}

/// Reads a mbox file, a Maildir, a folder of mail files or an .eml file, one message at a time,
/// in memory bounded by the largest message that is kept.
package struct MailArchive: Sequence, Sendable {
  /// The file or folder, or `nil` for the standard input.
  package let path: String?
  /// The longest message that is kept whole; longer ones are cut and carry a fault.
  package let messageBytes: Int

  /// An archive at `path`; nothing is opened before it is iterated.
  package init(path: String?, messageBytes: Int = Budget().messageBytes) {
    self.path = path
    self.messageBytes = messageBytes
  }

  /// Walks the messages in order; what cannot be read comes as a message with a fault.
  package func makeIterator() -> AnyIterator<ArchivedMessage> {
    var files = self.files[...]
    var current: MboxReader?
    return AnyIterator {
      while true {
        if let message = current?.next() { return message }
        current = nil
        guard let file = files.popFirst() else { return nil }
        do throws(MailError) {
          current = try MboxReader(path: file, messageBytes: messageBytes)
        } catch {
          return ArchivedMessage(
            file: file ?? "-", position: 0, bytes: Data(), fault: error.why, isUnread: true)
        }
      }
    }
  }

  /// The files to read, in order; `nil` stands for the standard input.
  private var files: [String?] {
    guard let path else { return [nil] }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else { return [path] }
    let maildir = ["new", "cur"].flatMap { MailArchive.entries(of: "\(path)/\($0)") }
    return maildir.isEmpty ? mailFiles(in: path) : maildir
  }

  private static func entries(of folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted().map { "\(folder)/\($0)" }
  }

  /// The .eml and .mbox files of a folder, and of Maildirs and folders in it, three levels deep.
  private func mailFiles(in folder: String, depth: Int = 3) -> [String] {
    guard depth > 0 else { return [] }
    return MailArchive.entries(of: folder).flatMap { entry -> [String] in
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: entry, isDirectory: &isFolder)
      if exists, isFolder.boolValue { return mailFiles(in: entry, depth: depth - 1) }
      let isInMaildir = folder.hasSuffix("/new") || folder.hasSuffix("/cur")
      let isMail = [".eml", ".mbox", ".mbx", ".mail"].contains { entry.lowercased().hasSuffix($0) }
      return isMail || isInMaildir ? [entry] : []
    }
  }
}

extension MailError {
  /// What went wrong, without the place.
  fileprivate var why: String {
    switch self {
    case .unwritable(_, let why), .file(_, let why): why
    }
  }
}
