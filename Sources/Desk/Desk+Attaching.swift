import Domain
import Terminal

/// Files that go out with an answer.
extension Desk {
  /// Attaches a file; without a path it asks for one.
  mutating func attach(_ path: String) -> [Effect] {
    guard composer?.kind == .reply else { return tell("a note takes no files") }
    return path.isEmpty ? ask(.attach, "attach: ") : [.attach(path: path)]
  }

  /// A file's bytes lie in the store now: it goes along, unless it is too large.
  mutating func take(_ attachment: Attachment) -> [Effect] {
    guard let composer, composer.kind == .reply, composer.phase == .writing,
      let sheet = ticket?.sheet
    else { return [] }
    let files = composer.attachments + [attachment]
    if let obstacle = envelope(sheet)?.obstacle(to: files) { return refuse(obstacle) }
    let effects = change { pane, _ in pane.attach(attachment) }
    return effects
      + tell("\(TextFlow.clean(attachment.filename, lines: false)) goes along as it is now")
  }

  /// Leaves a file out again, by its number.
  mutating func detach(_ argument: String) -> [Effect] {
    guard let composer, composer.kind == .reply, !composer.attachments.isEmpty else {
      return tell("no file is attached")
    }
    let count = composer.attachments.count
    if argument.isEmpty, count > 1 { return ask(.detach, "leave out which file, 1 to \(count): ") }
    guard let number = argument.isEmpty ? 1 : Int(argument), (1...count).contains(number) else {
      return refuse("there is no file \(argument): they are 1 to \(count)")
    }
    return change { pane, _ in pane.detach(at: number - 1) }
  }

  /// The paths that continue what is typed, as long as it still is.
  mutating func take(_ paths: [Completion], continuing text: String) -> [Effect] {
    if let pane = palette, line == nil {
      if pane.path == text { palette?.offer(paths) }
    } else if let entry = line, entry.purpose == .attach, entry.word.text == text {
      line?.candidates = Array(paths.prefix(50))
    }
    return []
  }
}
