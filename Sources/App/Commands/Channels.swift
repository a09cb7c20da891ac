import ArgumentParser
import Foundation

/// Prints what the channels can do, made from the catalogue; a part of `docs/channels.md`.
struct ChannelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "channels", abstract: "Print the table of channels.", shouldDisplay: false)

  func run() throws {
    FileHandle.standardOutput.write(Data(Catalogue.documentation.utf8))
  }
}
