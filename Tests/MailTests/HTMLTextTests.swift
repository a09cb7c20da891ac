import Foundation
import Mail
import Testing

@Suite struct HTMLTextTests {
  @Test(arguments: [
    ("plain", "plain"),
    ("<p>One</p><p>Two</p>", "One\n\nTwo"),
    ("<div>One</div><div>Two</div>", "One\nTwo"),
    ("One<br>Two<br><br>Three", "One\nTwo\n\nThree"),
    ("<div>One<br></div><div><br></div><div>Two</div>", "One\n\nTwo"),
    ("  many \n  spaces\t here ", "many spaces here"),
    ("a<b>b</b>c <i>d</i>", "abc d"),
    ("&lt;tag&gt; &amp; &nbsp;x &eacute; &#8364; &#x20AC; &#128; &apos;", "<tag> &  x é € € € '"),
    ("&unknown; & &; &#; &#x110000;", "&unknown; & &; &#; \u{FFFD}"),
    ("<ul><li>One</li><li>Two<ul><li>In</li></ul></li></ul>", "- One\n- Two\n  - In"),
    ("<ol start=\"3\"><li>One<li>Two</ol>", "3. One\n4. Two"),
    ("<blockquote>One<blockquote>Two</blockquote></blockquote>End", "> One\n>\n>> Two\n\nEnd"),
    ("<table><tr><td>A</td><td>B</td></tr><tr><td>C</td><td>D</td></tr></table>", "A  B\nC  D"),
    ("<pre>\n a  b\n  c</pre>d", " a  b\n  c\n\nd"),
    ("<h1>Title</h1>text", "Title\n\ntext"),
    ("<a href=\"https://shop.example/x\">here</a>", "here (https://shop.example/x)"),
    ("<a href=\"https://shop.example/\">shop.example</a>", "shop.example"),
    ("<a href=\"https://www.shop.example\">http://shop.example</a>", "http://shop.example"),
    ("<a href=\"mailto:a@b.example?subject=x\">write</a>", "write (a@b.example)"),
    ("<a href=\"javascript:alert(1)\">click</a>", "click"),
    (
      "<a href='https://evil.example/pay'>https://bank.example</a>",
      "https://bank.example (https://evil.example/pay)"
    ),
    ("<img alt=\"Logo\" src=x> <img alt=\"\"> <img>", "[Logo]"),
    ("<script>var a = '<p>no</p>';</script><style>p {}</style><title>t</title>yes", "yes"),
    ("<!-- no <p>no</p> -->yes<!-- open", "yes"),
    ("<![if !mso]>yes<![endif]><!--[if mso]>no<![endif]-->", "yes"),
    ("<span style=\"display: none\">no<span>no</span>no</span>yes", "yes"),
    ("<div hidden>no</div>yes", "yes"),
    ("<div style='max-height:0px;overflow:hidden'>no</div>yes", "yes"),
    ("<div style='opacity: 0; color: #fff'>no</div>yes", "yes"),
    ("a < b and c > d", "a < b and c > d"),
    ("<p class=MsoNormal>One</p><p class=MsoNormal>Two</p>", "One\nTwo"),
    ("a\u{200B}b\u{AD}c\u{FEFF}d", "abcd"),
    ("<p>unclosed <b>bold", "unclosed bold"),
    ("</p></div>stray", "stray"),
    ("", ""), ("<", "<"), ("<a", ""), ("<a href=\"", ""), ("&", "&"),
  ])
  func textOfHTML(html: String, text: String) {
    #expect(BodyText.text(fromHTML: html) == text)
  }

  private static let long = "https://shop.example/" + String(repeating: "x", count: 80)

  @Test func longAddressesAreNumberedBelowTheText() {
    let link = "<a href=\"\(Self.long)\">Track</a>"
    let text = BodyText.text(
      fromHTML: "<p>\(link) or <a href=\"\(Self.long)2\">ask</a>, or \(link).</p>")
    #expect(text == "Track [1] or ask [2], or Track [1].\n\n[1] \(Self.long)\n[2] \(Self.long)2")
  }

  @Test func numberedAddressesStayWithTheirWords() {
    let split = BodyText.split(
      "See here [1].\n\nOn 2 Nov 2026, Kim <kim@b.example> wrote:\n> old [2]\n\n"
        + "[1] \(Self.long)\n[2] https://b.example/2")
    #expect(split.visible == "See here [1].\n\n[1] \(Self.long)")
    #expect(split.quoted.hasSuffix("> old [2]\n\n[2] https://b.example/2"))
  }

  @Test func columnsStandUnderEachOther() {
    let rows = [
      ("Article", "Count", "Price"), ("Pen", "2", "3.00"), ("Paper clips", "100", "1.50"),
    ]
    let html = rows.map { "<tr><td>\($0)</td><td>\($1)</td><td>\($2)</td></tr>" }.joined()
    #expect(
      BodyText.text(fromHTML: "<table>\(html)</table>end")
        == """
        Article      Count  Price
        Pen          2      3.00
        Paper clips  100    1.50
        end
        """)
  }

  @Test func aTableForTheLooksIsNotSet() {
    let long = String(repeating: "word ", count: 20)
    #expect(
      BodyText.text(
        fromHTML:
          "<table><tr><td>a</td><td>\(long)</td></tr><tr><td>abc</td><td>d</td></tr></table>"
      ) == "a  \(long.dropLast())\nabc  d")
  }

  @Test func picturesThatAreLinks() {
    #expect(
      BodyText.text(fromHTML: "<a href='https://b.example/x'><img src=x></a>")
        == "https://b.example/x")
    #expect(
      BodyText.text(fromHTML: "<a href='https://b.example/x'><img alt=Shop src=x></a>")
        == "[Shop] (https://b.example/x)")
    #expect(BodyText.text(fromHTML: "a<a href='https://b.example/x'></a>b") == "ab")
  }

  @Test func filesOfUnknownCharacterSet() {
    #expect(BodyText.read(Data([0xFC])) == "ü")
    #expect(BodyText.read(Data("ü".utf8)) == "ü")
    let page = Data("<meta charset=\"koi8-r\">".utf8) + Data([0xF0])
    #expect(BodyText.read(page, isHTML: true).hasSuffix("П"))
  }
}
