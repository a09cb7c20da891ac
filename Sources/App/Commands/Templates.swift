import ArgumentParser
import Desk
import Domain
import Foundation
import Store
import Templating

/// The template library.
struct TemplateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "template", abstract: "List, show, fill and check templates.",
    subcommands: [List.self, Show.self, Render.self, Check.self], defaultSubcommand: List.self)

  /// Every template.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List every template.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
      let library = Library.open(try global.settings())
      guard !library.templates.isEmpty else {
        throw Failure(
          .failed, "no templates were found; set SHOPBELL_SHARE to the folder that holds Templates")
      }
      for read in library.templates {
        global.output.result(
          JSON(read), "\(read.template.language)  \(read.template.name) · \(read.template.title)")
      }
    }
  }

  /// One template as it is written.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show a template as it is written.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The template's name.") var name: String
    @Option(help: "The variant's language.") var language: String?

    func run() throws {
      let settings = try global.settings()
      let read = try TemplateCommand.find(name, language, settings)
      global.output.result(JSON(read), read.template.body)
    }
  }

  /// One template filled from a ticket.
  struct Render: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "render", abstract: "Fill a template from a ticket; what is missing is named.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The template's name.") var name: String
    @Option(help: "A ticket's number or identifier.") var ticket: String
    @Option(help: "The variant's language.") var language: String?

    func run() async throws {
      let settings = try global.settings()
      let read = try TemplateCommand.find(name, language, settings)
      let store = try StoreOpening.read(global.storePath)
      let sheet = try await TicketFinding.sheet(ticket, in: store, for: settings.agent.id)
      let envelope = Envelope(
        sheet, accounts: settings.accounts.map(\.account), rules: try Syncing.answerRules())
      let rendering = read.rendered(
        with: Library.facts(
          sheet, policy: envelope?.terms.policy, asked: [:], settings, now: Instant(Date())))
      let missing = rendering.holes.map(\.path)
      global.output.result(
        JSON.object([
          "name": .text(read.template.name), "language": .text(read.template.language),
          "body": .text(rendering.text), "missing": JSON(missing),
        ]), rendering.text)
      if !missing.isEmpty {
        throw Failure(.failed, "\(missing.joined(separator: ", ")) has no value on this ticket")
      }
    }
  }

  /// The mistakes in templates.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Check templates: mistakes as file:line:column.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "Files or folders; nothing checks the whole library.") var paths: [String] = []

    func run() throws {
      let settings = try global.settings()
      for path in paths where !FileManager.default.fileExists(atPath: path) {
        throw Failure(.malformedInput, "\(path) is not there")
      }
      let library = paths.isEmpty ? Library.open(settings) : Library.open(paths: paths, settings)
      let problems = library.check()
      for problem in problems {
        global.output.result(
          JSON.object([
            "file": JSON(problem.file), "line": .int(problem.line), "column": .int(problem.column),
            "problem": .text(problem.what), "remedy": .text(problem.remedy),
          ]), problem.description)
      }
      guard problems.isEmpty else {
        throw Failure(
          .malformedInput,
          "\(Wording.count(problems.count, "mistake")) in templates")
      }
      if !global.json {
        global.output.remark("\(Wording.count(library.templates.count, "template")), no mistake")
      }
    }
  }

  private static func find(_ name: String, _ language: String?, _ settings: Settings)
    throws(Failure)
    -> LibraryTemplate
  {
    let library = Library.open(settings)
    guard let choice = library.choice(name, language: language ?? settings.language) else {
      let near = library.nearest(to: name)
      throw Failure(
        .failed,
        "there is no template \(name); "
          + (near.map { "did you mean \($0)?" } ?? "`shopbell template list` names them all"))
    }
    return choice.template
  }
}

extension JSON {
  fileprivate init(_ read: LibraryTemplate) {
    self = [
      "name": .text(read.template.name), "title": .text(read.template.title),
      "language": .text(read.template.language),
      "channels": JSON(read.template.channels.map(\.rawValue)),
      "issue_types": JSON(read.template.issueTypes.map(\.rawValue)),
      "tags": JSON(read.template.tags.map(\.word)), "owner": .text(read.template.owner),
      "review_by": JSON(read.template.reviewBy, in: .gmt),
      "placeholders": JSON(read.text.placeholders), "file": .text(read.template.file),
      "problems": JSON(read.problems.map(\.description)),
    ]
  }
}
