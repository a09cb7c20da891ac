import Foundation
import Seal
import Testing

@Suite struct SealTests {
  /// Published test vectors (FIPS 180-4, RFC 4231, RFC 4648).
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ])
  func hashesOfKnownTexts(text: String, hex: String) {
    #expect(Digest.sha256(text).hex == hex)
    #expect(Digest(hex: hex) == Digest.sha256(text))
  }

  @Test func piecesHashLikeTheWhole() {
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var running = RunningDigest()
    let early = running
    for piece in stride(from: 0, to: bytes.count, by: 777) {
      running.add(Array(bytes[piece..<min(piece + 777, bytes.count)]))
    }
    #expect(running.digest == Digest.sha256(bytes))
    #expect(running.digest == Digest.sha256(Data(bytes)))
    #expect(early.digest == Digest.sha256(""), "a copy keeps what it had seen")
  }

  @Test func codesOfKnownMessages() {
    let code = Keyed.hmacSHA256(
      key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8))
    #expect(
      Spelling.hex(code) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    #expect(Keyed.hmacSHA256(key: [], message: []).count == 32)
  }

  @Test func comparisonSeesEveryByte() {
    #expect(Keyed.isEqual([1, 2, 3], [1, 2, 3]))
    #expect(!Keyed.isEqual([1, 2, 3], [1, 2, 4]))
    #expect(!Keyed.isEqual([1, 2, 3], [1, 2]))
    #expect(Keyed.isEqual([], []))
  }

  @Test func randomBytesDiffer() {
    #expect(Keyed.randomBytes(32) != Keyed.randomBytes(32))
    #expect(Keyed.randomBytes(0).isEmpty)
  }

  @Test(arguments: [
    ("", "", ""), ("f", "my", "Zg"), ("fo", "mzxq", "Zm8"), ("foo", "mzxw6", "Zm9v"),
    ("foob", "mzxw6yq", "Zm9vYg"), ("fooba", "mzxw6ytb", "Zm9vYmE"),
    ("foobar", "mzxw6ytboi", "Zm9vYmFy"),
  ])
  func spellings(text: String, base32: String, base64: String) {
    let bytes = Array(text.utf8)
    #expect(Spelling.base32(bytes) == base32)
    #expect(Spelling.base64URL(bytes) == base64)
    #expect(Spelling.bytes(base32: base32.uppercased()) == bytes)
    #expect(Spelling.bytes(base64URL: base64) == bytes)
    #expect(Spelling.bytes(hex: Spelling.hex(bytes)) == bytes)
  }

  @Test(arguments: ["a", "zz", "0g", "é0"])
  func whatIsNoHexIsRefused(text: String) {
    #expect(Spelling.bytes(hex: text) == nil)
  }

  @Test(arguments: ["m1", "mz=x", "a", "mb"])
  func whatIsNoBase32IsRefused(text: String) {
    #expect(Spelling.bytes(base32: text) == nil)
  }
}
