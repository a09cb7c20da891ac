import Foundation
package import Wire

extension SecretSource {
  /// Fetches the secret from where it is kept; commands get `limit` to answer.
  ///
  /// A command must end with status 0 and print one line; a file must hold one line and be
  /// readable by its owner only. Errors name the place and never what was found there.
  package func read(
    environment: [String: String], within limit: Duration = .seconds(60)
  ) async throws(ProgramError) -> Secret {
    switch self {
    case .command(let words):
      return try await SecretSource.ask(words, within: limit)
    case .environment(let name):
      guard let value = environment[name], !value.isEmpty else {
        throw .noSecret(reason: "the environment variable \(name) is not set")
      }
      return try SecretSource.line(of: Array(value.utf8), from: "the environment variable \(name)")
    case .file(let path):
      return try SecretSource.open(path)
    }
  }

  private static func ask(
    _ words: [String], within limit: Duration
  ) async throws(ProgramError) -> Secret {
    guard let name = words.first else {
      throw .noSecret(reason: "the secret's command is empty")
    }
    let program = Program(
      name, Array(words.dropFirst()), deadline: limit, outputLimit: 64 << 10)
    let outcome = try await program.run()
    guard outcome.status == 0 else {
      throw .noSecret(
        reason: "\(name), which should print the secret, failed with status \(outcome.status)")
    }
    return try line(of: outcome.output, from: name)
  }

  private static func open(_ path: String) throws(ProgramError) -> Secret {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: URL(filePath: path).resolvingSymlinksInPath().path)
    guard let mode = attributes?[.posixPermissions] as? Int else {
      throw .noSecret(reason: "the secret's file \(path) is not there")
    }
    guard mode & 0o077 == 0 else {
      throw .noSecret(reason: "others can read the secret's file \(path); run: chmod 600 \(path)")
    }
    guard let bytes = try? Data(contentsOf: URL(filePath: path)), bytes.count <= 64 << 10 else {
      throw .noSecret(reason: "the secret's file \(path) cannot be read")
    }
    return try line(of: Array(bytes), from: path)
  }

  private static func line(of bytes: [UInt8], from place: String) throws(ProgramError) -> Secret {
    var text = bytes[...]
    if text.last == 0x0A { text.removeLast() }
    if text.last == 0x0D { text.removeLast() }
    guard let secret = String(validating: text, as: UTF8.self), !secret.isEmpty else {
      throw .noSecret(reason: "\(place) holds no secret, or none in UTF-8")
    }
    guard !secret.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D || $0 == 0 }) else {
      throw .noSecret(reason: "\(place) gives more than one line; the secret must be the only one")
    }
    return Secret(secret)
  }
}
