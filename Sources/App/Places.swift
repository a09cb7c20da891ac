import Domain
import Foundation
import Runtime
import Terminal

/// Where shopbell's files are, by the XDG base directories and the folder beside the binary.
struct Places {
  /// The process's environment.
  var environment: [String: String]
  /// The running binary's own path.
  var binary: String

  /// The places of this process.
  static var current: Places {
    let link = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    return Places(
      environment: ProcessInfo.processInfo.environment,
      binary: link ?? CommandLine.arguments.first ?? "shopbell")
  }

  private var home: String { environment["HOME"] ?? NSHomeDirectory() }

  /// The store where none is named.
  var store: String {
    folder("XDG_DATA_HOME", or: "\(home)/.local/share") + "/shopbell/store.sqlite"
  }

  /// The configuration where none is named.
  var configuration: String { configurationFolder + "/config.toml" }

  /// The user's own folder of settings, keymaps and templates.
  var configurationFolder: String {
    folder("XDG_CONFIG_HOME", or: "\(home)/.config") + "/shopbell"
  }

  /// Where words are kept that the store cannot take, the best place first: what is on a disk
  /// outlives the computer too.
  var emergency: [String] {
    let named = ["XDG_RUNTIME_DIR", "TMPDIR"].compactMap { environment[$0] }
    return ([home] + named + ["/var/tmp", "/tmp", "/dev/shm"]).filter { $0.hasPrefix("/") }
  }

  private func folder(_ variable: String, or fallback: String) -> String {
    let value = environment[variable] ?? ""
    return value.hasPrefix("/") ? value : fallback
  }

  /// The dictionaries of this host, and the words this person added.
  func speller(shop: String, only: [String]) -> Speller {
    let named = (environment["DICPATH"] ?? "").split(separator: ":").map(String.init)
    let data = folder("XDG_DATA_HOME", or: "\(home)/.local/share")
    return Speller(
      folders: named + [
        "\(data)/hunspell", "/usr/share/hunspell", "/usr/local/share/hunspell",
        "/usr/share/myspell/dicts",
      ], home: shop, only: only, own: "\(configurationFolder)/words")
  }

  /// What lines are drawn with where nobody has said: plain signs where the locale knows no others,
  /// and on the Linux console, whose font lacks most of them.
  var signs: Signs {
    let locale =
      ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }
      .first { !$0.isEmpty } ?? "C"
    let isUnicode = locale.lowercased().filter { $0 != "-" }.contains("utf8")
    return isUnicode && environment["TERM"] != "linux" ? .unicode : .ascii
  }

  // MARK: - Files that came with the program

  /// `name` (`Templates`, `Keymaps`, `relays`, …) as it came with the program:
  /// `$SHOPBELL_SHARE` (such a folder, or a checkout), then `share/shopbell` beside the binary,
  /// then the checkout that the binary was built in.
  func shared(_ name: String) -> String? {
    var candidates: [String] = []
    if let named = environment["SHOPBELL_SHARE"], !named.isEmpty {
      candidates += ["\(named)/\(name)", "\(named)/Share/\(name)"]
    }
    var folder = URL(filePath: binary).deletingLastPathComponent()
    candidates.append(
      folder.deletingLastPathComponent().appending(path: "share/shopbell/\(name)").path)
    for _ in 0..<6 {
      folder = folder.deletingLastPathComponent()
      guard FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path)
      else { continue }
      candidates += ["\(folder.path)/\(name)", "\(folder.path)/Share/\(name)"]
    }
    return candidates.first { FileManager.default.fileExists(atPath: $0) }
  }

  /// The texts of a folder's files with an ending, by path, in order; empty where there is none.
  static func texts(in folder: String, ending: String) -> [(path: String, text: String)] {
    // A folder that is a link to another would list nothing.
    let folder = URL(filePath: folder).resolvingSymlinksInPath().path
    let names = FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
    return names.filter { $0.hasSuffix(ending) }.sorted().compactMap { name in
      let path = "\(folder)/\(name)"
      guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
      return (path, String(decoding: bytes, as: UTF8.self))
    }
  }
}
