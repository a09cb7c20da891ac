import Domain
import Testing

@Suite struct SearchTextTests {
  @Test(arguments: [
    ("Where is my Refund?", ["where", "is", "my", "refund"]), ("", []), (" -- ! ", []),
    ("don't", ["don", "t"]), ("Größe Straße", ["grosse", "strasse"]), ("Ångström", ["angstrom"]),
    ("Łódź Øre Æsir", ["lodz", "ore", "aesir"]), ("ΟΔΟΣ όδος", ["οδοσ", "οδοσ"]),
    ("ＡＢＣ１２", ["abc12"]), ("İstanbul ısı", ["istanbul", "isi"]), ("ﬁne", ["fine"]),
    ("шёл", ["шел"]), ("مُحَمَّد", ["محمد"]), ("שָׁלוֹם", ["שלום"]), ("re\u{AD}fund", ["refund"]),
    ("a\u{200B}b", ["ab"]), ("x\u{0}y", ["x", "y"]), ("٣٤", ["34"]), ("e\u{301}te\u{301}", ["ete"]),
    ("a_b", ["a", "b"]), ("jonas@mail.example", ["jonas", "mail", "example"]), ("🎉", []),
    ("退款", ["退款", "款"]), ("我要退款", ["我要", "要退", "退款", "款"]), ("猫", ["猫"]),
    ("ﾊﾟｿｺﾝ", ["パソ", "ソコ", "コン", "ン"]), ("환불", ["환불", "불"]), ("iPhone手机", ["iphone", "手机", "机"]),
    ("คืนเงิน", ["คื", "ืน", "นเ", "เง", "งิ", "ิน", "น"]), ("退款 apple", ["退款", "款", "apple"]),
    ("हिन्दी", ["हिन्दी"]),
  ])
  func words(_ text: String, words: [String]) {
    #expect(SearchText.words(of: text) == words)
  }

  @Test(arguments: [
    ("112-1234567-7654321", ["1121234567", "11212345677654321", "12345677654321"]),
    ("SKU NL-2", ["nl2"]), ("AB-CD", []), ("call 12 34", []),
    ("1Z 999 AA1 01", ["1z999aa1", "1z999aa101", "999aa1", "999aa101"]),
    ("RX 123 456 GB", ["rx123456", "rx123456gb", "123456", "123456gb"]), ("in 2 of 3 cases", []),
    ("12, 34, 56, 7890", []), ("1234  5678", []), ("no 1234 5678", ["12345678"]),
  ])
  func numbersWrittenApartAreKeptAsOneWord(_ text: String, codes: [String]) {
    let words = SearchText.words(of: text)
    let wall = words.firstIndex(of: SearchText.wall)
    #expect(Array(wall.map { words[($0 + 1)...] } ?? []) == codes)
  }

  @Test(arguments: [
    ("112-1234567-7654321", "11212345677654321"), ("#1001", "1001"), ("nl_Tent 2", "nltent2"),
    ("Größe-退款", "grosse退款"), ("--", ""),
  ])
  func code(_ text: String, code: String) {
    #expect(SearchText.code(text) == code)
  }

  @Test(arguments: [
    ("The Größe is wrong", "grosse", true), ("The Größe is wrong", "GRÖSSE", true),
    ("The Größe is wrong", "gross", false), ("The Größe is wrong", "gross*", true),
    ("refund policy", "refund policy", true), ("refund policy", "policy refund", false),
    ("refund, please. Policy", "please policy", true),
    ("refund the policy", "refund policy", false),
    ("refund policy", "refund pol*", true), ("refund policy", "ref* policy", false),
    ("我要退款了", "退款", true), ("我要退款了", "退款了", true), ("我要退款了", "要款", false),
    ("我要退款了", "款", true), ("我要退款了", "了", true), ("我要退款了", "我退", false),
    ("退 款", "退款", false), ("ขอคืนเงินด้วย", "คืนเงิน", true), ("ขอคืนเงินด้วย", "เงิ", true),
    ("배송이 늦어요", "배송", true), ("手机 iPhone 坏了", "iphone 坏了", true), ("手机iPhone", "机 iphone", true),
    ("手机店iPhone", "机 iphone", false), ("order 112-1234567-7654321.", "112-1234567-7654321", true),
    ("order 112-1234567-7654321.", "11212345677654321", true),
    ("order 112-1234567-7654321.", "112 1234567 7654321", true),
    ("order 112-1234567-7654321.", "112-12345*", true),
    ("order 112-1234567-7654321.", "11212345*", true),
    ("order 112-1234567-7654321.", "1121234", false),
    ("order 112-1234567-7654321.", "1234567", true),
    ("order 11212345677654321", "112-1234567-7654321", true),
    ("order 11212345677654321", "112-12*", true),
    ("tracking 1Z 999 AA1 01 2345 6784 thanks", "1Z999AA10123456784", true),
    ("tracking 1Z999AA10123456784", "1z 999 aa1 01 2345 6784", true),
    ("tracking 1Z 999 AA1 01 2345 6784", "1Z999AA1*", true),
    ("tracking 1Z999AA10123456784", "1Z99", false), ("sku nl-tent-2", "NLTENT2", true),
    ("sku NLTENT2", "nl-tent-2", true), ("", "a", false), ("a", "a a", false),
  ])
  func found(_ text: String, _ wanted: String, isFound: Bool) {
    let isBegun = wanted.hasSuffix("*")
    let pattern = Pattern(isBegun ? String(wanted.dropLast()) : wanted, isBeginning: isBegun)
    #expect(WordPattern(pattern).isFound(in: SearchText.words(of: text)) == isFound)
  }

  @Test func noWordsInARowBridgeTwoTexts() {
    let words = SearchText.words(of: ["Jonas Weber", "jonas@mail.example"])
    #expect(WordPattern(Pattern("weber jonas")).isFound(in: words) == false)
    #expect(WordPattern(Pattern("jonas weber")).isFound(in: words))
  }

  @Test func wordsNeverHoldWhatPartsThem() {
    var mint = Mint(seed: 4)
    for _ in 0..<300 {
      var text = String.UnicodeScalarView()
      for _ in 0..<40 {
        let value = UInt32.random(in: 0...0xFFFF, using: &mint)
        if let scalar = Unicode.Scalar(Bool.random(using: &mint) ? value % 0x180 : value) {
          text.append(scalar)
        }
      }
      for word in SearchText.words(of: String(text)) where word != SearchText.wall {
        #expect(!word.isEmpty)
        for scalar in word.unicodeScalars {
          #expect(!scalar.isASCII || scalar.properties.isAlphabetic || ("0"..."9") ~= scalar)
          #expect(scalar != "\u{F8FF}")
        }
        #expect(SearchText.words(of: word).first == word, "folding twice changes nothing")
      }
    }
  }

  @Test func aLongWordIsCutAlike() {
    let long = String(repeating: "x", count: 500)
    #expect(SearchText.words(of: long).map(\.count) == [100])
    #expect(WordPattern(Pattern(long)).isFound(in: SearchText.words(of: "a \(long) b")))
  }
}
