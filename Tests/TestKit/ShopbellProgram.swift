import Foundation

/// The real program that was built beside the tests, run as a person runs it.
package enum ShopbellProgram {
  /// The executable in the folder that holds the tests' own.
  package static let path: String = {
    let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    return tests.deletingLastPathComponent().appending(path: "shopbell").path
  }()

  /// Whether it is there; says why tests are skipped where not.
  package static var isHere: Bool {
    if FileManager.default.isExecutableFile(atPath: path) { return true }
    print("skipped: there is no program at \(path)")
    return false
  }

  /// The checkout, with the files that come with the program.
  package static let checkout = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// What it finds in its environment so that it touches nothing of the person who runs the tests.
  package static func environment(home: String) -> [String: String] {
    [
      "HOME": home, "XDG_CONFIG_HOME": "\(home)/config", "XDG_DATA_HOME": "\(home)/data",
      "TMPDIR": home, "SHOPBELL_SHARE": checkout, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color",
      "PATH": "/usr/bin:/bin", "USER": "ana", "TZ": "Europe/Dublin",
      "SHOPBELL_LOOKUP": "off",
    ]
  }
}
