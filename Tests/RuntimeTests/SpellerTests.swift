import Desk
import Foundation
import Runtime
import TestKit
import Testing

/// Dictionaries of a few words each, read by the real hunspell.
@Suite struct SpellerTests {
  private func folder() throws -> TestFolder {
    let folder = try TestFolder("dictionaries")
    try dictionary(
      "en_US", ["hello", "parcel/S", "the", "is", "here", "we", "thank", "you"], folder)
    try dictionary("de_DE", ["hallo", "Paket", "ist", "da", "wir", "danken", "Grüße"], folder)
    return folder
  }

  /// In the letters of a set that is not ours.
  private func dictionary(_ name: String, _ words: [String], _ folder: TestFolder) throws {
    try Data("SET ISO8859-1\nTRY esianrtolcdugmphbyfvkw\nSFX S Y 1\nSFX S 0 s .\n".utf8)
      .write(to: URL(filePath: folder["\(name).aff"]))
    let text = "\(words.count)\n" + words.map { $0 + "\n" }.joined()
    let bytes = try #require(text.data(using: .isoLatin1))
    try bytes.write(to: URL(filePath: folder["\(name).dic"]))
  }

  private func speller(
    _ folder: TestFolder, home: String = "en_IE", only: [String] = []
  ) -> Speller {
    Speller(folders: [folder.path], home: home, only: only, own: folder["words"])
  }

  @Test func whatNoDictionaryKnowsIsMisspelt() async throws {
    let folder = try folder()
    defer { folder.remove() }
    let speller = speller(folder)
    let found = await speller.check(
      SpellingWish(words: ["hello", "parcels", "parcle", "Grüße", "日本"]))
    #expect(found.language == "en_US")
    #expect(found.misspelt == ["parcle", "Grüße"], "what the set has no letters for is let be")
    #expect(await speller.suggestions(for: "parcle", in: "en_US").contains("parcel"))
    #expect(await speller.suggestions(for: "Grüsse", in: "de_DE").contains("Grüße"))
  }

  @Test func theLanguageIsTheOneTheCustomerWrote() async throws {
    let folder = try folder()
    defer { folder.remove() }
    let speller = speller(folder)
    func language(_ sample: String, _ wish: String? = nil) async -> String? {
      await speller.check(
        SpellingWish(
          words: ["x"], sample: sample.split(separator: " ").map(String.init), language: wish)
      ).language
    }
    #expect(await language("hallo ist das Paket da danken wir") == "de_DE")
    #expect(await language("hello is the parcel here") == "en_US")
    #expect(await language("hallo") == "en_US", "too little to tell")
    #expect(await language("bonjour est ce que le colis arrive") == "en_US", "the shop's own")
    #expect(await language("hello is the parcel here", "de_DE") == "de_DE")
    #expect(await language("hello is the parcel here", "de_AT") == "de_DE")
    #expect(await language("hello is the parcel here", "fr_FR") == nil)
  }

  @Test func theShopsOwnRegionComesFirstAndOneOfEachLanguage() async throws {
    let folder = try folder()
    defer { folder.remove() }
    try dictionary("de_AT", ["Sackerl"], folder)
    try dictionary("en_ZA", ["bakkie"], folder)
    #expect(speller(folder, home: "de_AT").names == ["de_AT", "en_US"])
    #expect(speller(folder, home: "de_CH").names == ["de_DE", "en_US"])
    #expect(speller(folder, home: "en_ZA").names == ["en_ZA", "de_DE"])
    #expect(speller(folder, home: "sv_SE", only: ["en_ZA", "de_AT"]).names == ["de_AT", "en_ZA"])
  }

  @Test func aWordIsLearntForGood() async throws {
    let folder = try folder()
    defer { folder.remove() }
    let wish = SpellingWish(words: ["Northlight"])
    let speller = speller(folder)
    #expect(await speller.check(wish).misspelt == ["Northlight"])
    #expect(await speller.learn("Northlight"))
    #expect(await speller.check(wish).misspelt.isEmpty)
    #expect(await self.speller(folder).check(wish).misspelt.isEmpty)
    #expect(try String(contentsOfFile: folder["words"], encoding: .utf8) == "northlight\n")
  }

  @Test func whereThereIsNoneNothingIsMisspelt() async {
    let speller = Speller(folders: ["/nonexistent"], home: "en_IE", own: nil)
    #expect(await speller.check(SpellingWish(words: ["xqzy"])) == SpellingFindings())
    #expect(await speller.suggestions(for: "xqzy", in: "en_US") == [])
    #expect(await !speller.learn("xqzy"))
  }
}
