import Domain
import Foundation
import Terminal

/// Links, files and sources: what stands behind a ticket's words.
extension Desk {
  /// Lists what can be opened or copied.
  mutating func chooseLink() -> [Effect] {
    guard let sheet = ticket?.sheet else { return tell("the ticket is still being read") }
    let pane = LinksPane(sheet)
    guard !pane.items.isEmpty else { return tell("there is no link and no file in this ticket") }
    links = pane
    return []
  }

  /// Shows what a file is before it is opened.
  mutating func openAttachment(_ argument: String) -> [Effect] {
    guard let sheet = ticket?.sheet else { return tell("the ticket is still being read") }
    var pane = LinksPane(sheet, onlyFiles: true)
    guard !pane.items.isEmpty else { return tell("no file came with this ticket") }
    if !argument.isEmpty {
      guard let number = Int(argument), pane.choose(file: number) else {
        return refuse("there are attachments 1 to \(pane.items.count)")
      }
    }
    links = pane
    return []
  }

  /// Opens what is under the cursor: its host or its type stands on the screen.
  mutating func acceptLink() -> [Effect] {
    guard let item = links?.selected else { return [] }
    links = nil
    switch item.what {
    case .link(let link):
      return tell("opening \(TextFlow.clean(link.host, lines: false))") + [.openLink(link.address)]
    case .file(let file):
      return tell("opening \(TextFlow.clean(file.filename, lines: false))") + [.open(file)]
    }
  }

  /// Copies an address, or a file's name.
  mutating func copy(_ item: LinksPane.Item) -> [Effect] {
    links = nil
    switch item.what {
    case .link(let link): return [.copy(link.address)]
    case .file(let file): return [.copy(TextFlow.clean(file.filename, lines: false))]
    }
  }

  /// Shows the message that is being read as it came, or its header fields; hides what is shown.
  mutating func showSource(_ part: SourceText.Part) -> [Effect] {
    guard let pane = ticket, pane.sheet != nil else {
      return tell("the ticket is still being read")
    }
    if pane.source?.part == part {
      ticket?.source = nil
      return []
    }
    let shown = pane.source.flatMap { source in
      pane.sheet?.messages.first { $0.raw == source.sha256 }
    }
    guard let message = shown ?? pane.messageBeingRead else { return tell("nothing was said yet") }
    guard let hash = message.raw else {
      return tell(
        message.direction == .note
          ? "a note has no source: it never left the house" : "its bytes were not kept")
    }
    let who = TextFlow.clean(message.from.label, lines: false)
    let when = Wording.moment(message.receivedAt, at: now, in: setting.zone)
    ticket?.source = SourceText(sha256: hash, part: part, title: "\(who) · \(when)")
    return [.ask(.bytes(sha256: hash))]
  }

  /// The bytes of a message have come.
  mutating func take(_ bytes: Data?, of question: Question) -> [Effect] {
    guard case .bytes(let hash) = question, ticket?.source?.sha256 == hash else { return [] }
    guard let bytes else {
      ticket?.source = nil
      return refuse("its bytes are not in the store")
    }
    ticket?.source?.answered(bytes)
    return []
  }
}
