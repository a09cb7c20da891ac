import Domain
import Foundation
import GRDB
import Seal
import Testing

@testable import Store

/// Files of mails are kept once, and every mail is the same bytes again.
struct RawPartsTests {
  private static func noise(_ count: Int) -> Data {
    var generator = SystemRandomNumberGenerator()
    return Data((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
  }

  private static func raw(_ bytes: Data) -> RawBytes {
    RawBytes(sha256: Digest.sha256(bytes).hex, contents: bytes, isHashed: true)
  }

  /// A mail that carries files as base64.
  private static func mail(
    _ files: [Data], width: Int = 76, lineBreak: String = "\r\n",
    edit: (inout Data) -> Void = { _ in }
  ) -> Data {
    var mail = Data("From: ana@mail.example\(lineBreak)Subject: photos\(lineBreak)".utf8)
    for file in files {
      let head = "\(lineBreak)--part\(lineBreak)Content-Transfer-Encoding: base64\(lineBreak)"
      mail.append(contentsOf: "\(head)\(lineBreak)".utf8)
      var rest = Substring(file.base64EncodedString())
      while !rest.isEmpty {
        mail.append(contentsOf: "\(rest.prefix(width))\(lineBreak)".utf8)
        rest = rest.dropFirst(width)
      }
    }
    mail.append(contentsOf: "--part--\(lineBreak)".utf8)
    edit(&mail)
    return mail
  }

  private func keep(_ mail: Data, _ files: [Data], in shop: Shop) async throws -> RawBytes {
    let kept = ([mail] + files).map(Self.raw)
    let prepared = await Prepared([], mails: [kept])
    try await shop.store.commit([], facts: [.bytes(kept[0])], by: .system, prepared: prepared)
    return kept[0]
  }

  private func count(_ sql: String, _ shop: Shop) async throws -> Int {
    try #require(await shop.number(sql))
  }

  private func size(_ shop: Shop) async throws -> Int {
    try await count("SELECT coalesce(sum(length(bytes)), 0) FROM raw", shop)
      + count("SELECT coalesce(sum(length(bytes)), 0) FROM raw_piece", shop)
  }

  @Test(arguments: [(76, "\r\n"), (76, "\n"), (64, "\r\n"), (60, "\n"), (996, "\r\n")])
  func aFileThatComesTwiceIsKeptOnce(_ width: Int, _ lineBreak: String) async throws {
    let shop = try Shop()
    let (photo, logo, large) = (Self.noise(30_001), Self.noise(4_096), Self.noise(1_500_002))
    let mails = [[photo, logo], [logo], [logo, photo], [large, logo]]
    for files in mails {
      let mail = Self.mail(files, width: width, lineBreak: lineBreak)
      let kept = try await keep(mail, files, in: shop)
      #expect(try await shop.store.bytes(sha256: kept.sha256) == mail)
    }
    for file in [photo, logo, large] {
      #expect(try await shop.store.bytes(sha256: Digest.sha256(file).hex) == file)
    }
    #expect(try await shop.number("SELECT count(*) FROM raw") == mails.count + 3)
    #expect(try await size(shop) < photo.count + logo.count + large.count + 4_000)
    #expect(try await shop.store.checkIntegrity(full: true).allSatisfy { $0.isFine })
  }

  /// What is not written as we would write it stays as it came.
  @Test func mailsAreTheSameBytesWhateverIsOddInThem() async throws {
    let shop = try Shop()
    var generator = SystemRandomNumberGenerator()
    let files = [Self.noise(3_000), Self.noise(2_001), Self.noise(1_024)]
    for round in 0..<60 {
      let mail = Self.mail(files) { mail in
        for _ in 0..<Int.random(in: 0...2, using: &generator) {
          let place = Int.random(in: 0..<mail.count, using: &generator)
          let byte: UInt8 =
            [0x41, 0x0A, 0x0D, 0x20, 0x3D, 0x00].randomElement(using: &generator) ?? 0x41
          switch round % 3 {
          case 0: mail[place] = byte
          case 1: mail.insert(byte, at: place)
          default: mail.removeSubrange(place..<min(mail.count, place + round))
          }
        }
      }
      let kept = try await keep(mail, files, in: shop)
      #expect(try await shop.store.bytes(sha256: kept.sha256) == mail, "round \(round)")
    }
    let found = try await count("SELECT count(*) FROM raw_part", shop)
    #expect((31..<150).contains(found), "some stand there to the letter, some do not")
    #expect(try await shop.store.checkIntegrity(full: true).allSatisfy { $0.isFine })
  }

  @Test(arguments: [
    "DELETE FROM raw WHERE codec < 3", "DELETE FROM raw_part", "UPDATE raw_part SET width = 7",
    "UPDATE raw_part SET start = start + 1", "UPDATE raw_part SET length = 1 << 40",
    "UPDATE raw_part SET line_break = '\n'",
  ])
  func aMailWhoseFileIsGoneIsNamedDamaged(_ damage: String) async throws {
    let shop = try Shop()
    let file = Self.noise(5_000)
    let kept = try await keep(Self.mail([file]), [file], in: shop)
    try await shop.tamper(damage)
    await #expect(throws: StoreError.self) { try await shop.store.bytes(sha256: kept.sha256) }
    let findings = try await shop.store.checkIntegrity(full: true)
    #expect(findings.first { $0.check == "raw messages" }?.isFine == false)
  }
}
