import ArgumentParser
import Foundation

/// Prints the man page, made from the commands themselves; `docs/shopbell.1` is its output.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Print the man page.", shouldDisplay: false)

  func run() throws {
    FileHandle.standardOutput.write(Data(Manual.page.utf8))
  }
}

/// The man page as text for `man`.
enum Manual {
  /// The whole page.
  static var page: String {
    var lines = [
      ".TH SHOPBELL 1 \"\" \"shopbell \(Shopbell.version)\" \"User Commands\"",
      ".SH NAME", "shopbell \\- the unified inbox for online shops, in the terminal",
      ".SH SYNOPSIS", ".B shopbell", "[\\fIcommand\\fR] [\\fIoptions\\fR]",
      ".SH DESCRIPTION", escaped(Shopbell.configuration.discussion), ".SH COMMANDS",
    ]
    for command in Shopbell.configuration.subcommands where command.configuration.shouldDisplay {
      lines += section(command)
    }
    lines += files + statuses
    return lines.joined(separator: "\n") + "\n"
  }

  private static func section(_ command: any ParsableCommand.Type) -> [String] {
    var lines = [".SS shopbell \(command._commandName)", ".nf"]
    lines += help(command)
    lines.append(".fi")
    for inner in command.configuration.subcommands {
      lines += [".PP", "\\fBshopbell \(command._commandName) \(inner._commandName)\\fR", ".nf"]
      lines += help(inner)
      lines.append(".fi")
    }
    return lines
  }

  private static func help(_ command: any ParsableCommand.Type) -> [String] {
    let text = Shopbell.helpMessage(for: command, columns: 76)
    return text.split(separator: "\n", omittingEmptySubsequences: false).map {
      escaped(String($0))
    }
  }

  private static let files = [
    ".SH FILES",
    ".TP", "\\fI$XDG_CONFIG_HOME/shopbell/config.toml\\fR", "The shop, the agent and the accounts.",
    ".TP", "\\fI$XDG_DATA_HOME/shopbell/store.sqlite\\fR", "The store, readable by its owner only.",
    ".TP", "\\fI$XDG_CONFIG_HOME/shopbell/templates\\fR", "The shop's own templates.",
    ".SH ENVIRONMENT",
    ".TP", "SHOPBELL_SHARE", "The folder with Templates, Keymaps and relays.",
    ".TP", "SHOPBELL_LOOKUP",
    "Where it is off, an address's domain is not asked for its servers when a mailbox is set up.",
    ".TP", "NO_COLOR", "No colours, whatever its value.",
    ".TP", "VISUAL, EDITOR", "The editor for replies.",
  ]

  private static let statuses = [
    ".SH EXIT STATUS",
    "0 done; 1 it failed, or nothing matched where a match was asked for; 64 wrong usage;",
    "65 input data is malformed; 69 a server is unavailable; 73 a file cannot be made;",
    "74 reading or writing failed; 75 try again later; 77 not permitted; 78 a mistake in the",
    "configuration.",
  ]

  private static func escaped(_ text: String) -> String {
    let slashed = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    return slashed.hasPrefix(".") || slashed.hasPrefix("'") ? "\\&\(slashed)" : slashed
  }
}
