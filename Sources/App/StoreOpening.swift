import Domain
import Foundation
import Rules
import Store

/// The store as commands open it: with the house's reactions and the real clock.
enum StoreOpening {
  /// What follows from what, in every store that this program opens.
  static var reactions: [any Reaction] { [SLAClock()] }

  /// Opens the store to read and write; makes it where there is none.
  static func open(_ path: String) throws(Failure) -> Store {
    try open(.file(path), .readWrite)
  }

  /// Opens a store that must exist, for questions only.
  static func read(_ path: String) throws(Failure) -> Store {
    guard FileManager.default.fileExists(atPath: path) else {
      throw Failure(
        .failed,
        "there is no store at \(path) yet; `shopbell import FILE`, `shopbell sync` or `shopbell demo` fills one"
      )
    }
    return try open(.file(path), .readOnly)
  }

  /// Opens a store anywhere.
  static func open(_ place: Place, _ access: Access) throws(Failure) -> Store {
    tellIfItTakesTime(place)
    do throws(StoreError) {
      return try Store.open(
        place, as: access, clock: { Instant(Date()) }, seed: .random(in: .min ... .max),
        reactions: reactions)
    } catch {
      throw Failure(error)
    }
  }

  /// Bringing a large store of an earlier version up to date takes a while, and others wait for it.
  private static func tellIfItTakesTime(_ place: Place) {
    guard case .file(let path) = place,
      let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int,
      size > 64 << 20, Store.isOfEarlierVersion(path)
    else { return }
    Output.complain(
      "an earlier version wrote \(path); it is brought up to date now, which takes about a minute "
        + "for a hundred thousand mails")
  }
}

extension Failure {
  /// A store's failure as an exit status.
  init(_ error: StoreError) {
    let status: Status =
      switch error {
      case .busy, .inUse: .tryAgain
      case .full, .failing, .unsure: .inputOutput
      case .readOnly: .notPermitted
      case .missing: .failed
      case .unsuitable: .cannotCreate
      case .newer, .damaged: .malformedInput
      case .broken: .failed
      }
    self.init(status, error.sentence)
  }
}

/// Runs a block that may fail as the store fails, as a command's failure.
func storing<Value>(_ act: () async throws(StoreError) -> Value) async throws(Failure) -> Value {
  do throws(StoreError) { return try await act() } catch { throw Failure(error) }
}
