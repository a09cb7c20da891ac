import Domain
import Foundation
import Templating

/// The template library as commands and the desk use it: the shipped folder, then the shop's own.
enum Library {
  /// Reads every template there is.
  static func open(_ settings: Settings) -> TemplateLibrary {
    let places = Places.current
    let folders = [places.shared("Templates"), "\(places.configurationFolder)/templates"]
    return open(paths: folders.compactMap { $0 }, settings)
  }

  /// Reads the templates below these paths, files or folders.
  static func open(paths: [String], _ settings: Settings) -> TemplateLibrary {
    let files = paths.flatMap { path -> [(path: String, text: String)] in
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return [] }
      if isFolder.boolValue { return Places.texts(in: path, ending: ".md") }
      let bytes = FileManager.default.contents(atPath: path) ?? Data()
      return [(path, String(decoding: bytes, as: UTF8.self))]
    }
    let language = settings.shop.locale.prefix { $0 != "-" && $0 != "_" }
    return TemplateLibrary(
      files: files.map { ($0.path, $0.text) }, fallback: language.isEmpty ? "en" : String(language))
  }

  /// What templates may speak of, for one ticket.
  static func facts(
    _ sheet: TicketSheet, policy: AnswerPolicy?, asked: [String: String], _ settings: Settings,
    now: Instant
  ) -> TemplateFacts {
    TemplateFacts(
      sheet: sheet, policy: policy, shop: settings.templateShop, agent: settings.agent,
      asked: asked, now: now,
      locale: Locale(identifier: settings.shop.locale))
  }
}

extension Settings {
  /// The shop in the words of templates.
  var templateShop: Shop {
    Shop(
      name: shop.name, zone: zone, url: shop.url, email: accounts.first?.account.address ?? "",
      phone: shop.phone, address: Self.lines(shop.address),
      returnsAddress: Self.lines(shop.returnsAddress),
      signature: shop.signature.isEmpty ? shop.name : shop.signature)
  }

  private static func lines(_ text: String) -> [String] {
    text.split(whereSeparator: { $0 == "\n" || $0 == "," })
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  /// What the shop speaks where a ticket's language is unknown.
  var language: String { String(shop.locale.prefix { $0 != "-" && $0 != "_" }) }
}
