package import ChannelKit
package import Domain

extension MailboxChannel: Caretaker {
  /// What `mark` and `archive` of the account ask for.
  package var duties: Set<ServerErrand.Kind> {
    let marks = (account.settings["mark"] ?? "").split(separator: " ").map(String.init)
    var duties = Set(marks.compactMap(ServerErrand.Kind.init)).subtracting([.archived])
    if account.settings["archive"]?.isEmpty == false { duties.insert(.archived) }
    return duties
  }

  package func carryOut(
    _ errands: [ServerErrand]
  ) async throws(ChannelError) -> [ServerErrand] {
    let lines = try opened()
    let archive = try await archiveFolder()
    var done: [ServerErrand] = []
    let folders = Dictionary(grouping: errands) { $0.mail.place.folder }
    for (name, errands) in folders.sorted(by: { $0.key < $1.key }) {
      // What lies in the archive is there already.
      let moot = errands.filter { $0.kind == .archived && name == archive }
      done += moot
      done += try await lines.filing.carryOut(
        errands.filter { !moot.contains($0) }, in: name, archive: archive)
    }
    return done
  }
}
