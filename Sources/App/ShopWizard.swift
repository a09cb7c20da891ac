import ChannelKit
import Domain
import Foundation
import Wire

/// Sets up a shop by asking what was not said: it is tried before anything is saved.
struct ShopWizard {
  /// Knows where the configuration is, and asks for secrets.
  let wizard: AccountWizard
  /// The shop's channel.
  let profile: Profile
  /// Settings that were given already.
  let values: [String: String]

  /// Asks, tries and saves.
  ///
  /// - Returns: the account's name.
  func run() async throws(Failure) -> String {
    let path = wizard.path
    let isNew = !FileManager.default.fileExists(atPath: path)
    let old = isNew ? nil : try InputReading.file(path)
    let known = isNew ? Settings.none(environment: [:]) : try wizard.global.settings()
    let name = try Asking.line(
      wizard.given.name, "What to call it", otherwise: profile.type, flag: "a name",
      check: { name in known.account(name).map { _ in "an account is called \(name) already" } })
    let head =
      try isNew ? wizard.askForShop() : AccountSetup.Shop(name: "", zone: "", agent: "")
    var kept: [String] = []
    let lines = try lines(name, keeping: &kept)
    let files = kept
    let result = await outcome { () throws(Failure) in
      try await save(
        AccountSetup.configuration(lines, of: "", after: old, head), name: name, to: path)
    }
    if case .failure(let failure) = result {
      for file in files { try? FileManager.default.removeItem(atPath: file) }
      throw Failure(failure.status, "\(failure.sentence); nothing was saved")
    }
    return name
  }

  private func lines(_ name: String, keeping kept: inout [String]) throws(Failure) -> String {
    var lines = [
      "[[account]]", "name = \(AccountSetup.quoted(name))",
      "type = \(AccountSetup.quoted(profile.type))",
    ]
    for field in profile.fields {
      guard field.isRequired || values[field.key] != nil else { continue }
      let value = try Asking.line(
        values[field.key], "\(field.key): \(field.meaning)", flag: "--set \(field.key)=…")
      lines.append("\(field.key) = \(Self.written(value, as: field))")
    }
    let isNamed = wizard.given.secretEnv != nil || wizard.given.secretFile != nil
    if isNamed || !profile.isSecretOptional {
      let secret = try wizard.secret(
        of: name, "The secret is \(profile.secret)\nSecret", beside: wizard.path, keeping: &kept)
      lines.append("secret = \(AccountSetup.source(secret))")
    }
    if let second = profile.second {
      let source = try wizard.second(
        of: name, "\(second.key) is \(second.meaning)\n\(second.key)", beside: wizard.path,
        keeping: &kept)
      lines.append("\(second.key) = \(AccountSetup.source(source))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A setting as TOML.
  private static func written(_ value: String, as field: Profile.Field) -> String {
    if field.isList { return list(value) }
    return field.isFlag && ["true", "false"].contains(value) ? value : AccountSetup.quoted(value)
  }

  /// A list as TOML, from one in JSON or from words with blanks between them.
  static func list(_ text: String) -> String {
    var words = text.split(separator: " ").map(String.init)
    if case .array(let values)? = try? JSONValue(parsing: Array(text.utf8)) {
      words = values.map { JSONNode($0).words }
    }
    return "[\(words.map(AccountSetup.quoted).joined(separator: ", "))]"
  }

  private func save(_ text: String, name: String, to path: String) async throws(Failure) {
    let settings = try SettingsReading.read(
      text, path: path, environment: Places.current.environment)
    guard let account = settings.account(name) else {
      throw Failure(.configuration, "\(path): the account \(name) is not in it")
    }
    if wizard.tries {
      if !wizard.global.quiet { Asking.say("trying \(profile.title) …\n") }
      _ = try await account.test(beside: wizard.global.storePath)
    }
    try PrivateFile.write(text, to: path)
  }
}
