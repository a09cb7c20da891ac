import Dispatch

/// Something that was waited for and did not come about in time.
package struct Overdue: Error, CustomStringConvertible {
  /// What was waited for.
  package var what: String

  /// Something that did not come about.
  package init(what: String) {
    self.what = what
  }

  /// A sentence for the test's output.
  package var description: String { "in all that time it did not come about that \(what)" }
}

/// Returns as soon as `isSo` says yes; throws `Overdue` where it does not within `limit`.
package func eventually(
  _ what: String, within limit: Duration = .seconds(120), _ isSo: () async throws -> Bool
) async throws {
  let start = ContinuousClock.now
  while try await !isSo() {
    guard ContinuousClock.now - start < limit else { throw Overdue(what: what) }
    await tick()
  }
}

/// A moment between two looks, for other threads to work in.
private func tick() async {
  await withCheckedContinuation { continuation in
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(10)) {
      continuation.resume()
    }
  }
}
