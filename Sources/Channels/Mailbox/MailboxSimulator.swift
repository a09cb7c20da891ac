package import Foundation
import Mail
import Wire

/// A mail server in memory, for tests and the demo: it speaks IMAP and SMTP over any byte stream.
///
/// Mail handed in over SMTP lands in `sent`, the sink; the world delivers with `deliver`.
package actor MailboxSimulator {
  /// A mail in a folder.
  package struct Mail: Hashable, Sendable {
    /// Its UID.
    package var uid: UInt32
    /// When the server got it.
    package var receivedAt: Date
    /// Its bytes.
    package var bytes: [UInt8]
    /// Its flags.
    package var flags: [String]
    /// What it is filed under, where the server is Gmail's.
    package var labels: [String] = []
    /// Where the folder's counter stood when it came or its flags changed.
    package var modSeq: UInt64 = 0
  }

  /// A mail that was handed in.
  package struct Handed: Hashable, Sendable {
    /// The envelope's sender.
    package var from: String
    /// The envelope's recipients that were taken.
    package var to: [String]
    /// Its bytes, dots unstuffed.
    package var bytes: [UInt8]
    /// What was asked for behind MAIL and each RCPT that was taken, in capitals but for values.
    package var wishes: [String] = []
  }

  struct Folder: Sendable {
    var validity: UInt32
    var nextUID: UInt32 = 1
    var attributes: [String] = []
    var mails: [Mail] = []
    var modSeq: UInt64 = 1
    /// Mails that are gone, and where the counter stood then.
    var vanished: [(uid: UInt32, modSeq: UInt64)] = []

    /// Removes mails.
    mutating func lose(_ isGone: (Mail) -> Bool) {
      modSeq += 1
      vanished += mails.filter(isGone).map { ($0.uid, modSeq) }
      mails.removeAll(where: isGone)
    }
  }

  struct View: Sendable {
    var folder: String
    var uids: [UInt32]
  }

  /// Who may sign in.
  package let user: String
  let password: Secret

  /// Tokens it takes in place of the password; `nil` where it takes the password.
  package private(set) var door: TokenDoor?
  /// What goes wrong.
  package private(set) var faults = MailboxFaults()
  /// What was handed in over SMTP and kept, oldest first: the truth about what was sent.
  package private(set) var sent: [Handed] = []
  /// How many connections were served.
  package private(set) var connections = 0
  /// How often someone tried to sign in.
  package internal(set) var signIns = 0
  /// Bytes that all IMAP connections together have sent.
  package private(set) var bytesServed = 0

  private var folders: [String: Folder] = [:]
  private var views: [Int: View] = [:]
  private var watchers: [Int: AsyncStream<Void>.Continuation] = [:]
  private var idlers: [CheckedContinuation<Void, Never>] = []
  private var onSubmit: (@Sendable (Handed) async -> Void)?
  private var onOpening: (@Sendable (String) async -> Void)?

  /// A server with the folders `INBOX` and `Sent`, both empty.
  package init(user: String = "support@shop.example", password: String = "correct horse") {
    self.user = user
    self.password = Secret(password)
    folders["INBOX"] = Folder(validity: 1_000)
    folders["Sent"] = Folder(validity: 1_001, attributes: ["\\Sent"])
  }

  /// Changes what goes wrong from now on.
  package func set(_ faults: MailboxFaults) { self.faults = faults }

  /// Takes tokens instead of the password from now on. Whoever is signed in with one that is not
  /// among them is sent away at the next command.
  package func set(_ door: TokenDoor) { self.door = door }

  /// Calls `action` after each mail that was handed in, so that a customer may answer.
  package func afterSubmission(_ action: @escaping @Sendable (Handed) async -> Void) {
    onSubmit = action
  }

  /// Calls `action` with a folder's name before it is opened for somebody.
  package func beforeOpening(_ action: @escaping @Sendable (String) async -> Void) {
    onOpening = action
  }
}

/// What a simulated server does wrong.
package struct MailboxFaults: Hashable, Sendable {
  /// How IMAP greets.
  package enum Greeting: Hashable, Sendable {
    case ok, preauth, bye, nonsense
  }

  /// What SMTP does after the final dot.
  package enum AfterDot: Hashable, Sendable {
    /// Keeps the mail and says so.
    case accepts
    /// Keeps the mail and hangs up without a word.
    case keepsAndHangsUp
    /// Loses the mail and hangs up without a word.
    case losesAndHangsUp
    /// Keeps the mail and never says a word.
    case stalls
    /// Answers this and does not keep it.
    case answers(String)
  }

  /// How IMAP greets.
  package var greeting = Greeting.ok
  /// Capabilities offer STARTTLS (both servers), and nothing secret is taken before.
  package var wantsStartTLS = false
  /// STARTTLS is wanted but not offered, as if someone had cut it out.
  package var hidesStartTLS = false
  /// What is smuggled in behind the answer to STARTTLS; empty for nothing.
  package var injection = ""
  /// Signing in fails.
  package var refusesLogin = false
  /// Each IMAP connection is cut after it has sent so many bytes.
  package var cutAfter: Int?
  /// IMAP sends at most so many bytes at a time.
  package var pieceSize: Int?
  /// How much IMAP tells of what changes in a folder.
  package enum Memory: Hashable, Sendable {
    /// Nothing: all flags must be read again.
    case none
    /// It counts changes (CONDSTORE).
    case counts
    /// It counts changes, and remembers what is gone (QRESYNC).
    case remembersGone
  }

  /// How much IMAP tells of what changes in a folder.
  package var memory = Memory.remembersGone
  /// IMAP is Gmail's, with labels.
  package var isGmail = false
  /// IMAP does not offer MOVE.
  package var cannotMove = false
  /// IMAP does not offer IDLE.
  package var hidesIdle = false
  /// IMAP does not offer LITERAL+ and SASL-IR.
  package var isOldFashioned = false
  /// EXAMINE tells no UIDNEXT.
  package var hidesUIDNext = false
  /// What IMAP says where it is asked for the whole of one of these UIDs; where that is empty, it
  /// hands out nothing and says that all went well, where it is BYE and more, it hangs up.
  package var refusedMails: [UInt32: String] = [:]
  /// SMTP's answer to some recipients.
  package var recipientAnswers: [String: String] = [:]
  /// SMTP's answer to every sender; `nil` where all are welcome.
  package var senderAnswer: String?
  /// What SMTP does not offer although it could, in capitals.
  package var hiddenOffers: Set<String> = []
  /// The most bytes SMTP takes.
  package var sizeLimit = 26_214_400
  /// What SMTP does after the final dot.
  package var afterDot = AfterDot.accepts

  /// Nothing goes wrong.
  package init() {}
}

// MARK: - The world outside

extension MailboxSimulator {
  /// Puts a mail into a folder, which is made where it is missing, and returns its UID.
  @discardableResult
  package func deliver(
    _ bytes: [UInt8], to name: String = "INBOX", receivedAt: Date, flags: [String] = []
  ) -> UInt32 {
    var folder = folders[name] ?? Folder(validity: 1_000 + UInt32(folders.count))
    let uid = folder.nextUID
    folder.modSeq += 1
    folder.mails.append(
      Mail(
        uid: uid, receivedAt: receivedAt, bytes: bytes, flags: flags, modSeq: folder.modSeq))
    folder.nextUID += 1
    folders[name] = folder
    for watcher in watchers.values { watcher.yield() }
    return uid
  }

  /// Removes a mail from a folder, as another program might.
  package func remove(_ uid: UInt32, from name: String = "INBOX") {
    folders[name]?.lose { $0.uid == uid }
    for watcher in watchers.values { watcher.yield() }
  }

  /// Gives a mail other flags, as another program might.
  package func set(_ flags: [String], of uid: UInt32, in name: String = "INBOX") {
    guard var folder = folders[name],
      let place = folder.mails.firstIndex(where: { $0.uid == uid })
    else { return }
    folder.modSeq += 1
    folder.mails[place].flags = flags
    folder.mails[place].modSeq = folder.modSeq
    folders[name] = folder
  }

  /// Files a mail under labels.
  package func label(_ uid: UInt32, _ labels: [String], in name: String = "INBOX") {
    guard let place = folders[name]?.mails.firstIndex(where: { $0.uid == uid }) else { return }
    folders[name]?.mails[place].labels = labels
  }

  /// Makes a folder that is marked for something (RFC 6154).
  package func make(_ name: String, marked: String) {
    create(name)
    folders[name]?.attributes = [marked]
  }

  /// Puts another mail in a mail's place, as no server should.
  package func swap(_ uid: UInt32, for bytes: [UInt8], in name: String = "INBOX") {
    guard let place = folders[name]?.mails.firstIndex(where: { $0.uid == uid }) else { return }
    folders[name]?.mails[place].bytes = bytes
  }

  /// Gives a folder a new UIDVALIDITY and new UIDs from 1, as a repair would.
  package func renumber(_ name: String = "INBOX") {
    guard var folder = folders[name] else { return }
    folder.validity += 1_000
    for index in folder.mails.indices { folder.mails[index].uid = UInt32(index + 1) }
    folder.vanished = []
    folder.nextUID = UInt32(folder.mails.count + 1)
    folders[name] = folder
    views = [:]
  }

  /// Returns when a client is idling.
  package func idling() async {
    guard watchers.isEmpty else { return }
    await withCheckedContinuation { idlers.append($0) }
  }

  /// The mails in a folder.
  package func mails(in name: String) -> [Mail] { folders[name]?.mails ?? [] }

  /// The folder's UIDVALIDITY; 0 where there is none.
  package func validity(of name: String) -> UInt32 { folders[name]?.validity ?? 0 }
}

// MARK: - For the services

extension MailboxSimulator {
  func connect() -> Int {
    connections += 1
    return connections
  }

  func disconnect(_ connection: Int) {
    views[connection] = nil
    unwatch(connection)
  }

  func count(_ bytes: Int) { bytesServed += bytes }

  func list() -> [(name: String, folder: Folder)] {
    folders.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  func open(_ name: String, for connection: Int) -> Folder? {
    guard let folder = folders[name] else {
      views[connection] = nil
      return nil
    }
    views[connection] = View(folder: name, uids: folder.mails.map(\.uid))
    return folder
  }

  /// The mails that a connection has open, with their places.
  func seen(by connection: Int) -> [(number: Int, mail: Mail)] {
    guard let view = views[connection], let folder = folders[view.folder] else { return [] }
    let mails = Dictionary(folder.mails.map { ($0.uid, $0) }) { first, _ in first }
    return view.uids.enumerated().compactMap { place, uid in
      mails[uid].map { (place + 1, $0) }
    }
  }

  /// The UIDs that a connection's folder has lost since its counter stood so.
  func vanished(since modSeq: UInt64, for connection: Int) -> [UInt32] {
    let folder = views[connection].flatMap { folders[$0.folder] }
    return folder?.vanished.filter { $0.modSeq > modSeq }.map(\.uid).sorted() ?? []
  }

  /// What changed since a connection looked last, as untagged responses.
  func news(for connection: Int, sayingUIDs: Bool) -> String {
    guard var view = views[connection], let folder = folders[view.folder] else { return "" }
    let now = folder.mails.map(\.uid)
    let living = Set(now)
    var lines = ""
    let gone = view.uids.enumerated().filter { !living.contains($0.element) }
    if sayingUIDs, !gone.isEmpty {
      lines += "* VANISHED \(IMAPSet(gone.map(\.element)).text)\r\n"
    } else {
      for (place, _) in gone.reversed() { lines += "* \(place + 1) EXPUNGE\r\n" }
    }
    if let last = now.last, last > view.uids.last ?? 0 { lines += "* \(now.count) EXISTS\r\n" }
    view.uids = now
    views[connection] = view
    return lines
  }

  func watch(_ connection: Int) -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: Void.self, bufferingPolicy: .bufferingNewest(1))
    watchers[connection] = continuation
    for idler in idlers { idler.resume() }
    idlers = []
    return stream
  }

  func unwatch(_ connection: Int) {
    watchers.removeValue(forKey: connection)?.finish()
  }

  /// Changes the mails of a connection's folder that are in `set`.
  func change(_ set: IMAPSet, for connection: Int, _ change: (inout Mail) -> Void) {
    guard let name = views[connection]?.folder, var folder = folders[name] else { return }
    for place in folder.mails.indices where set.contains(folder.mails[place].uid) {
      folder.modSeq += 1
      change(&folder.mails[place])
      folder.mails[place].modSeq = folder.modSeq
    }
    folders[name] = folder
  }

  /// Copies mails of a connection's folder into another; false where there is none.
  func copy(_ set: IMAPSet, to target: String, for connection: Int) -> Bool {
    guard let name = views[connection]?.folder, folders[target] != nil else { return false }
    for mail in folders[name]?.mails.filter({ set.contains($0.uid) }) ?? [] {
      deliver(mail.bytes, to: target, receivedAt: mail.receivedAt, flags: mail.flags)
    }
    return true
  }

  /// Removes mails of a connection's folder.
  func lose(_ set: IMAPSet, for connection: Int, if isDoomed: (Mail) -> Bool = { _ in true }) {
    guard let name = views[connection]?.folder else { return }
    folders[name]?.lose { set.contains($0.uid) && isDoomed($0) }
  }

  /// Makes a folder, unless it is there.
  func create(_ name: String) {
    if folders[name] == nil { folders[name] = Folder(validity: 1_000 + UInt32(folders.count)) }
  }

  func append(
    _ bytes: [UInt8], to name: String, receivedAt: Date, flags: [String]
  ) -> (validity: UInt32, uid: UInt32)? {
    guard let folder = folders[name] else { return nil }
    return (folder.validity, deliver(bytes, to: name, receivedAt: receivedAt, flags: flags))
  }

  func opening(_ name: String) async { await onOpening?(name) }

  func keep(_ mail: Handed) async {
    sent.append(mail)
    await onSubmit?(mail)
  }

  func accepts(_ user: String, _ password: String) -> Bool {
    signIns += 1
    return door == nil && !faults.refusesLogin && user == self.user
      && password == self.password.reveal()
  }
}
