import ChannelKit
import Domain
import Mail

extension MailboxChannel {
  /// Which folders are read.
  struct FolderPlan {
    /// Their names on the server, in order.
    var names: [String]
    /// The one for copies of what was sent; `nil` where there is none.
    var sent: String?
    /// Those into which others write.
    var received: [String] { names.filter { $0 != sent } }
  }

  /// The folders to read: those of the account, and the one for what was sent unless all mail
  /// lies in one of them.
  ///
  /// A name such as `\All` or `\Archive` means the folder that the server marks so (RFC 6154),
  /// whatever it calls it.
  func folders() async throws(ChannelError) -> FolderPlan {
    var plan = FolderPlan(names: [], sent: try await sentFolder())
    for name in account.folders {
      plan.names.append(name.hasPrefix("\\") ? try await marked(name) : name)
    }
    let known = try await opened().filing.known ?? []
    let hasAll = known.contains { plan.names.contains($0.name) && $0.attributes.contains("\\all") }
    if let sent = plan.sent, !plan.names.contains(sent), !hasAll { plan.names.append(sent) }
    return plan
  }

  /// The folder for copies of what was sent: as set, else the one that the server marks so.
  func sentFolder() async throws(ChannelError) -> String? {
    if let name = account.settings["sent"], !name.isEmpty { return name }
    let folders = try await opened().filing.folders()
    let found =
      folders.first { $0.attributes.contains("\\sent") } ?? folders.first { $0.name == "Sent" }
    return found?.name
  }

  /// The folder into which the mails of solved tickets go; empty where there is none.
  func archiveFolder() async throws(ChannelError) -> String {
    let name = account.settings["archive"] ?? ""
    return name.hasPrefix("\\") ? try await marked(name) : name
  }

  private func marked(_ mark: String) async throws(ChannelError) -> String {
    let lines = try opened()
    let folders = try await lines.filing.folders()
    guard let folder = folders.first(where: { $0.attributes.contains(mark.lowercased()) }) else {
      throw .refused(
        reason: "\(lines.filing.host) marks no folder as \(mark); there are \(folders.listed)")
    }
    return folder.name
  }
}

extension [IMAPFolder] {
  /// The first of those that can be opened, for people.
  var listed: String {
    let names = filter(\.isSelectable).map(\.name)
    let more = names.count > 20 ? " and \(names.count - 20) more" : ""
    return names.prefix(20).joined(separator: ", ") + more
  }
}
