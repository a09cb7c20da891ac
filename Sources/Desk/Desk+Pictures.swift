import Domain
import Terminal

/// Pictures on the screen, for those who ask.
extension Desk {
  /// The picture under the cursor of the list of links and files.
  private var pictureFile: Attachment? {
    guard case .file(let file) = links?.selected?.what, FileNature(file).isPicture else {
      return nil
    }
    return file
  }

  /// Why no picture can be shown now.
  func obstacleToPicture() -> String? {
    guard pictureFile != nil else { return "no picture is under the cursor" }
    guard appearance.pictures == nil else { return nil }
    return "pictures are off: \(way(to: .set)) pictures kitty, or sixel, shows them here"
  }

  /// Has the picture under the cursor drawn in the form that this terminal takes.
  mutating func showPicture() -> [Effect] {
    guard let file = pictureFile, let form = appearance.pictures else { return [] }
    let name = TextFlow.clean(file.filename, lines: false)
    return tell("drawing \(name)") + [.draw(file, form, PictureView.room(in: size))]
  }

  /// A picture is drawn: it has the screen, unless the person has gone on meanwhile.
  mutating func take(_ picture: Picture, of effect: Effect) -> [Effect] {
    guard context == .links, let file = pictureFile, let form = appearance.pictures,
      effect == .draw(file, form, PictureView.room(in: size))
    else { return [] }
    self.picture = PicturePane(picture: picture, file: file)
    notice = nil
    return []
  }

  /// A click goes back as a key does.
  mutating func leavePicture(_ event: MouseEvent) -> [Effect] {
    if event.kind == .press { picture = nil }
    return []
  }

  /// A picture could not be drawn: the file can still be opened.
  mutating func refuseToDraw(_ sentence: String) -> [Effect] {
    guard context == .links, let key = setting.keymap.spelling(of: CommandCall(.accept), in: .links)
    else { return refuse(sentence) }
    return refuse("\(sentence); \(key) opens the file")
  }
}
