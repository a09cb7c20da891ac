import ArgumentParser
import Domain
import Foundation
import Terminal

/// The options that every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(name: .long, help: "The store's file.")
  var store: String?

  @Option(name: .long, help: "The configuration file.")
  var config: String?

  @Flag(name: .long, help: "Answer in JSON, one object a line.")
  var json = false

  @Flag(name: .shortAndLong, help: "Results only: no progress, no remarks.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say more about what happens.")
  var verbose = false

  @Flag(name: .long, help: "No colours (as with the variable NO_COLOR).")
  var noColor = false

  /// Where results and remarks go.
  var output: Output { Output(isJSON: json, isQuiet: quiet) }

  /// Where the store is.
  var storePath: String { store ?? Places.current.store }

  /// The configuration: what the named file says, or the usual one where it exists.
  func settings() throws(Failure) -> Settings {
    let places = Places.current
    let path = config ?? places.configuration
    guard FileManager.default.fileExists(atPath: path) else {
      if config != nil {
        throw Failure(.configuration, "\(path): there is no such file; see docs/configuration.md")
      }
      return .none(environment: places.environment)
    }
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw Failure(.configuration, "\(path): it cannot be read; check its owner and mode")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.configuration, "\(path): it is not UTF-8 text")
    }
    return try SettingsReading.read(text, path: path, environment: places.environment)
  }
}

/// The desk has arguments of its own; commands mean the parser's.
typealias Argument<Value> = ArgumentParser.Argument<Value>
