import ArgumentParser
import Domain
import Foundation
import Processes
import Store
import Templating

/// Looks whether everything is well.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check configuration, secrets, store, templates and terminal.")

  @OptionGroup var global: GlobalOptions
  @Flag(help: "Also read every raw message against its hash.") var full = false

  func run() async throws {
    var findings: [(check: String, isFine: Bool, detail: String)] = []
    var settings: Settings?
    do throws(Failure) {
      let read = try global.settings()
      settings = read
      findings.append(("configuration", true, read.path ?? "none yet; the defaults hold"))
    } catch {
      findings.append(("configuration", false, error.sentence))
    }
    findings.append(Self.terminal)
    if let settings {
      findings += await Self.secrets(of: settings)
      let problems = Library.open(settings).check()
      findings.append(
        (
          "templates", problems.isEmpty,
          problems.first?.description ?? "\(Library.open(settings).templates.count) templates"
        ))
    }
    findings += await storeFindings()
    for finding in findings {
      let sign = finding.isFine ? "ok  " : "FAIL"
      global.output.result(
        JSON.object([
          "check": .text(finding.check), "ok": .bool(finding.isFine),
          "detail": .text(finding.detail),
        ]), "\(sign) \(finding.check): \(finding.detail)")
    }
    let bad = findings.filter { !$0.isFine }.count
    guard bad == 0 else {
      throw Failure(.failed, "\(bad) \(bad == 1 ? "thing is" : "things are") not well")
    }
  }

  private func storeFindings() async -> [(check: String, isFine: Bool, detail: String)] {
    guard FileManager.default.fileExists(atPath: global.storePath) else {
      return [("store", true, "none yet at \(global.storePath)")]
    }
    do throws(Failure) {
      let store = try StoreOpening.read(global.storePath)
      return try await storing { () throws(StoreError) in
        try await store.checkIntegrity(full: full)
      }.map { ($0.check, $0.isFine, $0.detail) }
    } catch {
      return [("store", false, error.sentence)]
    }
  }

  private static var terminal: (check: String, isFine: Bool, detail: String) {
    let environment = ProcessInfo.processInfo.environment
    let name = environment["TERM"] ?? ""
    let locale = environment["LC_ALL"] ?? environment["LC_CTYPE"] ?? environment["LANG"] ?? "C"
    let isUsable = !name.isEmpty && name != "dumb"
    return (
      "terminal", isUsable,
      isUsable
        ? "\(name), locale \(locale)"
        : "TERM is \(name.isEmpty ? "not set" : name); the desk needs a real one"
    )
  }

  private static func secrets(of settings: Settings) async -> [(
    check: String, isFine: Bool, detail: String
  )] {
    var findings: [(check: String, isFine: Bool, detail: String)] = []
    for account in settings.accounts {
      for (key, source) in account.secrets {
        let check = "\(key) of \(account.account.name)"
        do throws(ProgramError) {
          _ = try await source.read(environment: ProcessInfo.processInfo.environment)
          findings.append((check, true, "can be read"))
        } catch {
          findings.append((check, false, error.description))
        }
      }
    }
    return findings
  }
}
