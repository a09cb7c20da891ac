import Desk
import Domain
import Foundation

/// The file of a person's own views, `views` beside the configuration.
struct ViewFile: Sendable {
  /// Where it is, or would be.
  let path: String

  /// The file of this person.
  static func of(_ places: Places) -> ViewFile {
    ViewFile(path: "\(places.configurationFolder)/views")
  }

  /// The views it holds; none where there is no file.
  func read(zone: TimeZone) throws(Failure) -> [SavedView] {
    let (views, problems) = ViewText.read(text, file: path, zone: zone)
    guard problems.isEmpty else { throw Failure(.configuration, problems) }
    return views
  }

  /// Changes it as it is now: another desk may have written meanwhile.
  @Sendable func change(_ change: ViewText.Change) -> Problem? {
    do throws(Failure) {
      // A file that is a link to another stays one.
      let real = URL(filePath: path).resolvingSymlinksInPath().path
      try PrivateFile.write(change.text(of: text), to: real)
      return nil
    } catch {
      return Problem(error.sentence)
    }
  }

  private var text: String {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
