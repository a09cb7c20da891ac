import Foundation
import Mail
import Testing

@Suite struct HeaderTests {
  @Test(arguments: [
    ("plain", "plain"),
    ("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
    ("=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße"),
    // GMime 3.2.13 alone reads "a" from these.
    ("=?UTF-8?B?YQ==?= =?UTF-8?B?YQ==?=", "aa"),
    ("=?UTF-8?B?YQ==?=\r\n =?UTF-8?B?YQ==?= b", "aa b"),
    ("=?utf-8?b?w7w=?= and =?utf-8?b?w7w=?=", "ü and ü"),
    // A character split between two words.
    ("=?utf-8?q?=C3?= =?utf-8?q?=BC?=", "ü"),
    ("=?iso-8859-1?q?=A4_=80?=", "¤ €"),
    ("=?iso-2022-jp?b?GyRCRnxLXDhsGyhC?=", "日本語"),
    ("=?gb2312?b?xOO6ww==?=", "你好"),
    ("=?koi8-r?q?=F0=D2=C9=D7=C5=D4?=", "Привет"),
    ("=?utf-8*de?q?Sch=C3=B6n?=", "Schön"),
    ("=?utf-8?q?with space?=", "with space"),
    ("=?utf-8?q?unfinished", "=?utf-8?q?unfinished"),
    ("=?nope?q?a=FFb?=", "aÿb"),
    ("=?utf-8?x?abc?=", "=?utf-8?x?abc?="),
    ("=?utf-8?q??=", ""),
    ("a =?utf-8?q?b?= c", "a b c"),
    ("1 =? 2 ?= 3", "1 =? 2 ?= 3"),
  ])
  func subjects(raw: String, decoded: String) {
    #expect(mail("Subject: \(raw)").subject == decoded)
  }

  @Test func fieldsKeepTheirOrderAndTheirRawValue() {
    let message = mail(
      "X-First: 1\nContent-Type: text/plain\nSubject: =?utf-8?q?=C3=BC?=\nX-First: 2")
    #expect(message.headers.map(\.name) == ["X-First", "Content-Type", "Subject", "X-First"])
    #expect(message.headers.first("subject")?.raw == "=?utf-8?q?=C3=BC?=")
    #expect(message.headers.all("x-FIRST").map(\.decoded) == ["1", "2"])
  }

  @Test(arguments: [
    ("<a@b> <c@d>", ["a@b", "c@d"]), ("<a@b><c@d>", ["a@b", "c@d"]), ("bare@id", ["bare@id"]),
    ("<>", []), ("Your message of Monday <a@b>", ["a@b"]), ("<  spaced@id >", ["spaced@id"]),
    ("", []), ("<unclosed@id", []),
    ("<a\u{2028}b@c.example>", ["ab@c.example"]),
  ])
  func messageIDs(raw: String, ids: [String]) {
    #expect(mail("References: \(raw)").references == ids)
  }

  @Test(arguments: [
    ("Mon, 24 Nov 1997 14:22:01 -0800", "1997-11-24T14:22:01-08:00"),
    ("24 Nov 1997 14:22 GMT", "1997-11-24T14:22:00+00:00"),
    ("Thu, 13 Feb 1969 23:32:54 -0330 (Newfoundland Time)", "1969-02-13T23:32:54-03:30"),
    ("Tue, 1 Jul 2003 ((tricky) comment) 10:52:37 +0200", "2003-07-01T10:52:37+02:00"),
    ("Wed, 27 Jun 99 04:11 +0900", "1999-06-27T04:11:00+09:00"),
    ("Thu May 17 19:18:39 2001", "2001-05-17T19:18:39+00:00"),
    ("2026-01-31T09:05:00+01:00", "2026-01-31T09:05:00+01:00"),
    ("2026-01-31 09:05:00 -0000", "2026-01-31T09:05:00-00:00"),
    ("17-May-2001 19:18:39 EST", "2001-05-17T19:18:39-05:00"),
    ("29 Feb 2024 23:59:60 +0000", "2024-03-01T00:00:00+00:00"),
    ("Fri, 31 Dec 1999 23:59:59 +1400", "1999-12-31T23:59:59+14:00"),
  ])
  func dates(raw: String, iso: String) throws {
    let date = try #require(mail("Date: \(raw)").date)
    #expect(date.rfc3339 == iso)
  }

  @Test(arguments: ["", "yesterday", "40 Nov 1997 10:00:00 +0000", "1 Sjj 2026 19:14:51 +0000"])
  func whatIsNoDate(raw: String) {
    let message = mail("Date: \(raw)")
    #expect(message.date == nil)
    #expect(message.warnings.contains(.noDate))
  }

  @Test func aDateIsWrittenAsItIsRead() throws {
    for raw in ["Mon, 02 Nov 2026 10:00:00 +0100", "Thu, 01 Jan 1970 00:00:00 +0000"] {
      #expect(try #require(mail("Date: \(raw)").date).rfc5322 == raw)
    }
  }

  @Test(arguments: [
    ("text/plain; charset =us-ascii (Plain text)", "text/plain", ["charset": "us-ascii"]),
    ("(a) text (b) / (c) plain (d);charset=x", "text/plain", ["charset": "x"]),
    ("image/jpeg; name=\"=?utf-8?b?w6k=?=.jpg\"", "image/jpeg", ["name": "é.jpg"]),
    ("a/b; name*=utf-8''%C3%A9%20.pdf", "a/b", ["name": "é .pdf"]),
    ("a/b; name*1=lo.pdf; name*0=\"hel\"", "a/b", ["name": "hello.pdf"]),
    ("a/b; name*0*=utf-8''%C3%A9; name*1=%41", "a/b", ["name": "é%41"]),
    ("a/b; name=\"un\\\"quoted\"", "a/b", ["name": "un\"quoted"]),
    ("a/b; name=my file (1).pdf", "a/b", ["name": "my file (1).pdf"]),
    ("a/b; name=\"C:\\dir\\a.txt\"", "a/b", ["name": "C:\\dir\\a.txt"]),
    ("a/b; name=\"open", "a/b", ["name": "open"]),
    ("a/b; = ; =x; name=", "a/b", [:]),
    ("nonsense", "text/plain", [:]),
    ("/plain", "text/plain", [:]),
  ])
  func contentTypes(raw: String, type: String, parameters: [String: String]) throws {
    let part = try #require(mail("Content-Type: \(raw)").parts.first)
    #expect(part.contentType == type)
    #expect(part.parameters == parameters)
  }
}
