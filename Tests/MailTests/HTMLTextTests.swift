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

  @Test func longAddressesAreCutBehindTheirHost() {
    let address = "https://shop.example/" + String(repeating: "x", count: 300)
    #expect(
      BodyText.text(fromHTML: "<a href=\"\(address)\">Track</a>")
        == "Track (https://shop.example/…)")
  }

  @Test func filesOfUnknownCharacterSet() {
    #expect(BodyText.read(Data([0xFC])) == "ü")
    #expect(BodyText.read(Data("ü".utf8)) == "ü")
    let page = Data("<meta charset=\"koi8-r\">".utf8) + Data([0xF0])
    #expect(BodyText.read(page, isHTML: true).hasSuffix("П"))
  }
}
