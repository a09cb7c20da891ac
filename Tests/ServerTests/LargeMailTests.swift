import ChannelKit
import Domain
import Foundation
import Store
import TestKit
import Testing

extension ServerTroubleTests {
  /// R14: a mail of 100 MB is taken in as any other, and never lies whole in memory twice.
  @Suite(.enabled(if: ShopbellProgram.isHere))
  struct LargeMails {
    /// The promise: what the program may hold at most while it syncs such a mail.
    static let mostBytes = 200_000_000
  }
}

extension ServerTroubleTests.LargeMails {
  /// The file in the mail, as it is before it is sent: nothing that packing makes smaller.
  private static func file(_ megabytes: Int) -> Data {
    var chance = Mint(seed: 100)
    return (0..<megabytes << 17).map { _ in chance.next() }.withUnsafeBytes { Data($0) }
  }

  private static func mail(with file: Data) -> [UInt8] {
    let head = """
      From: Mia Berg <mia@customer.example>
      To: \(Stand.shop)
      Subject: The film of my broken lamp
      Message-ID: <film@customer.example>
      Date: Thu, 26 Nov 2026 10:00:00 +0000
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="b1"

      --b1
      Content-Type: text/plain

      Please look how it flickers.
      --b1
      Content-Type: video/mp4; name="lamp.mp4"
      Content-Disposition: attachment; filename="lamp.mp4"
      Content-Transfer-Encoding: base64


      """
    let code = file.base64EncodedData(options: [
      .lineLength76Characters, .endLineWithCarriageReturn,
    ])
    return Array(head.replacing("\n", with: "\r\n").utf8) + code + Array("\r\n--b1--\r\n".utf8)
  }

  @Test func aMailOfAHundredMegabytesIsStreamed() async throws {
    try await Stand.with { stand in
      let shop = try RealShop(stand)
      let file = Self.file(73)
      let mail = Self.mail(with: file)
      #expect(mail.count > 100_000_000)
      try stand.dovecot.deliver(mail, to: Stand.shop)
      try stand.dovecot.deliver(Letter().bytes, to: Stand.shop)

      let running = try shop.start("sync", "--once", "--json")
      var peak = 0
      try await eventually("the mail is in", within: .seconds(120)) {
        peak = max(peak, Self.mostHeld(by: running.process))
        return running.ending != nil
      }
      let ending = try await running.ended()
      print("a mail of \(mail.count >> 20) MiB: \(peak >> 20) MiB held at most")
      #expect(ending.status == 0 && ending.out.contains("\"fetched\":2"), "\(ending)")
      #expect(peak > 0 && peak < Self.mostBytes)

      let store = try stand.store("home/store")
      for bytes in [Data(mail), file] {
        let kept = try await store.bytes(sha256: RawBytes(bytes).sha256)
        #expect(kept == bytes)
      }
      #expect(try await store.checkIntegrity(full: true).filter { !$0.isFine } == [])
    }
  }

  /// The most bytes of memory that a process has held so far; 0 where it is gone.
  private static func mostHeld(by process: Int32) -> Int {
    let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(separator: " ").compactMap { Int($0) }.first.map { $0 << 10 } ?? 0
  }
}
