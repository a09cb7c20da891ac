import Testing

@testable import Mail

struct LowerCaseTests {
  /// The bytes in lower case; `nil` where they must be looked up.
  private func written(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBufferPointer { bytes in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count) { room in
        LowerCase.write(bytes, to: room) ? String(decoding: room, as: UTF8.self) : nil
      }
    }
  }

  @Test func whatIsWrittenIsWhatTheLanguageSays() {
    var count = 0
    for value in UInt32(0)...0x1_FFFF {
      guard let scalar = Unicode.Scalar(value), let lower = written("Ab\(scalar)Z") else {
        continue
      }
      count += 1
      #expect(lower == "Ab\(scalar)Z".lowercased(), "U+\(String(value, radix: 16))")
    }
    #expect(count > 25_000)
  }

  @Test(arguments: ["ΟΔΟΣ", "İstanbul", "ＡＢＣ", "Ⅷ", "🎉"])
  func othersAreLookedUp(_ text: String) {
    #expect(written(text) == nil)
  }

  @Test(arguments: [
    "REPLY ABOVE THIS LINE", "Répondez AU-DESSUS de cette ligne", "RÉPONDEZ au-dessus de cette",
    "ＡＢＣ Reply Above This Line",
  ])
  func aMarkIsFoundInAnyCase(_ line: String) {
    #expect(QuoteSigns.isReplyMark(line[...]))
  }
}
