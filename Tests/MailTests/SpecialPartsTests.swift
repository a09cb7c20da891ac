import Foundation
import Mail
import Testing

/// Parts that say more than their bytes show.
@Suite struct SpecialPartsTests {
  private static let head = "From: a@b.example\nDate: Mon, 02 Nov 2026 10:00:00 +0000\n"

  private static func enclosing(_ type: String, _ bytes: [UInt8]) -> MIMEMessage {
    mail(
      whole: head
        + "Content-Type: \(type)\nContent-Transfer-Encoding: base64\n\n"
        + Data(bytes).base64EncodedString(options: .lineLength64Characters) + "\n")
  }

  // MARK: - winmail.dat

  private static func long(_ number: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }

  private static func short(_ number: Int) -> [UInt8] { Array(long(number).prefix(2)) }

  private static func attribute(_ level: UInt8, _ id: Int, _ value: [UInt8]) -> [UInt8] {
    [level] + long(id) + long(value.count) + value + short(0)
  }

  private static func property(_ type: Int, _ id: Int, _ value: [UInt8]) -> [UInt8] {
    let padding = Array(repeating: UInt8(0), count: (4 - value.count % 4) % 4)
    return short(type) + short(id) + long(1) + long(value.count) + value + padding
  }

  private static func stream(_ attributes: [UInt8]...) -> [UInt8] {
    long(0x223E_9F78) + short(1) + attributes.flatMap { $0 }
  }

  private static func wide(_ text: String) -> [UInt8] {
    (Array(text.utf16) + [0]).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  /// RTF as Outlook would store it, uncompressed.
  private static func rtf(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    return long(bytes.count + 12) + long(bytes.count) + long(0x414C_454D) + long(0) + bytes
  }

  @Test func filesInWinmailAreListedBesideIt() {
    let properties =
      Self.long(2) + Self.property(0x1F, 0x3707, Self.wide("Rückgabe.pdf"))
      + Self.property(0x1E, 0x370E, Array("application/pdf\0".utf8))
    let bytes = Self.stream(
      Self.attribute(1, 0x1_800C, Array("The words.\0".utf8)),
      Self.attribute(2, 0x6_9002, Self.long(0)),
      Self.attribute(2, 0x1_8010, Array("RCKGA~1.PDF\0".utf8)),
      Self.attribute(2, 0x6_800F, Array("contents".utf8)),
      Self.attribute(2, 0x6_9005, properties),
      Self.attribute(2, 0x6_9002, Self.long(0)),
      Self.attribute(2, 0x1_8010, Array("b.txt\0".utf8)),
      Self.attribute(2, 0x6_800F, Array("more".utf8)))
    let message = Self.enclosing("application/ms-tnef; name=winmail.dat", bytes)
    #expect(message.text == "The words.")
    #expect(message.warnings.contains(.packed))
    #expect(message.attachments.map(\.filename) == ["winmail.dat", "Rückgabe.pdf", "b.txt"])
    #expect(message.attachments.map(\.contentType)[1] == "application/pdf")
    #expect(
      message.attachments.map(\.contents).dropFirst() == [Data("contents".utf8), Data("more".utf8)])
    #expect(message.attachments.first?.contents == Data(bytes))
  }

  @Test(arguments: [
    (
      #"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 Gr\'fc\'dfe\par {\b fett} \u8364?\tab x}"#,
      "Grüße\nfett €\tx"
    ),
    (
      #"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 One {\*\htmltag84 <b>}two{\*\htmltag92 </b>}\htmlrtf\par}\htmlrtf0{\*\htmltag72 </p>}{\*\htmltag64 <p>}Three}"#,
      "One two\n\nThree"
    ),
    (#"{\rtf1 a{\*\unknown b}c{\pict 00ff}d\}e\\f"#, "acd}e\\f"),
  ])
  func rtfIsReadWhereThereIsNoOtherText(rtf: String, text: String) {
    let bytes = Self.stream(
      Self.attribute(1, 0x6_9003, Self.long(1) + Self.property(0x102, 0x1009, Self.rtf(rtf))))
    let message = Self.enclosing("application/ms-tnef", bytes)
    #expect(message.text == text)
    #expect(message.attachments.map(\.filename).contains("body.rtf"))
  }

  @Test func compressedRTFIsInflated() {
    // The example of MS-OXRTFCP paragraph 4.1.
    let packed: [UInt8] = [
      0x2D, 0x00, 0x00, 0x00, 0x2B, 0x00, 0x00, 0x00, 0x4C, 0x5A, 0x46, 0x75, 0xF1, 0xC5, 0xC7,
      0xA7, 0x03, 0x00, 0x0A, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0A,
      0xF3, 0x20, 0x68, 0x65, 0x6C, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xB0, 0x6C, 0x64, 0x7D,
      0x0A, 0x80, 0x0F, 0xA0,
    ]
    let bytes = Self.stream(
      Self.attribute(1, 0x6_9003, Self.long(1) + Self.property(0x102, 0x1009, packed)))
    #expect(Self.enclosing("application/ms-tnef", bytes).text == "hello world")
  }

  @Test func damagedWinmailStaysAFile() {
    for cut in [0, 5, 9, 20, 40] {
      let bytes = Array(
        Self.stream(Self.attribute(2, 0x6_9002, Self.long(0)), Self.attribute(2, 0x6_800F, [1, 2]))
          .prefix(cut))
      #expect(Self.enclosing("application/ms-tnef", bytes).attachments.count >= 1)
    }
  }

  // MARK: - Signed and encrypted

  private static func der(_ tag: UInt8, _ contents: [UInt8]...) -> [UInt8] {
    let all = contents.flatMap { $0 }
    let length: [UInt8] =
      all.count < 128
      ? [UInt8(all.count)] : [0x82, UInt8(all.count >> 8), UInt8(all.count & 0xFF)]
    return [tag] + length + all
  }

  private static func type(_ last: UInt8) -> [UInt8] {
    der(0x06, [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, last])
  }

  private static let inner = Array(
    "Content-Type: multipart/mixed; boundary=C\r\n\r\n--C\r\n\r\nHello.\r\n--C\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nfile\r\n--C--\r\n"
      .utf8)

  private static func signed(octets: [UInt8]) -> [UInt8] {
    let contents = der(0x30, type(1), der(0xA0, octets))
    return der(
      0x30, type(2), der(0xA0, der(0x30, der(0x02, [1]), der(0x31), contents, der(0x31))))
  }

  @Test func opaqueSignedMailIsRead() {
    let half = Self.inner.count / 2
    let pieces =
      [0x24, 0x80] + Self.der(0x04, Array(Self.inner[..<half]))
      + Self.der(0x04, Array(Self.inner[half...])) + [0, 0]
    for octets in [Self.der(0x04, Self.inner), pieces] {
      let message = Self.enclosing(
        "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
        Self.signed(octets: octets))
      #expect(message.text?.trimmingCharacters(in: .newlines) == "Hello.")
      #expect(message.warnings == [.signedUnchecked])
      #expect(message.attachments.map(\.filename) == ["smime.p7m", "a.txt"])
    }
  }

  @Test func encryptedMailSaysSo() {
    let enveloped = Self.der(0x30, Self.type(3), Self.der(0xA0, Self.der(0x30)))
    let message = Self.enclosing("application/pkcs7-mime; name=smime.p7m", enveloped)
    #expect(message.warnings == [.encrypted])
    #expect(message.text?.contains("encrypted") == true)
    #expect(message.attachments.first?.contents == Data(enveloped))
  }

  @Test func partsOfPGP() {
    let signed = mail(
      whole: Self.head + """
        Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=B

        --B

        Hello.
        --B
        Content-Type: application/pgp-signature; name=signature.asc

        -----BEGIN PGP SIGNATURE-----
        --B--
        """)
    #expect(signed.text == "Hello.")
    #expect(signed.warnings == [.signedUnchecked])
    let encrypted = mail(
      whole: Self.head + """
        Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=B

        --B
        Content-Type: application/pgp-encrypted

        Version: 1
        --B
        Content-Type: application/octet-stream; name=encrypted.asc

        -----BEGIN PGP MESSAGE-----
        --B--
        """)
    #expect(encrypted.warnings == [.encrypted])
    #expect(encrypted.attachments.count == 2)
  }

  @Test(arguments: [
    (
      "Before\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHello\n- -- \nKim\n-----BEGIN PGP SIGNATURE-----\n\niQ\n-----END PGP SIGNATURE-----",
      "Before\nHello\n-- \nKim", MIMEMessage.Warning.signedUnchecked as MIMEMessage.Warning?
    ),
    (
      "See:\n-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\nBye",
      "See:\n[encrypted: this program cannot read it]\nBye", .encrypted
    ),
    (
      "-----BEGIN PGP PUBLIC KEY BLOCK-----\nabc\n-----END PGP PUBLIC KEY BLOCK-----",
      "-----BEGIN PGP PUBLIC KEY BLOCK-----\nabc\n-----END PGP PUBLIC KEY BLOCK-----", nil
    ),
    (
      "What is -----BEGIN PGP SIGNED MESSAGE----- for?",
      "What is -----BEGIN PGP SIGNED MESSAGE----- for?", nil
    ),
  ])
  func armourInText(text: String, shown: String, warning: MIMEMessage.Warning?) {
    let message = mail(whole: Self.head + "\n" + text)
    #expect(message.text == shown)
    #expect(message.warnings == [warning].compactMap(\.self))
  }

  // MARK: - Calendars and cards

  private static func calendar(_ method: String, _ event: String) -> MIMEMessage {
    mail(
      whole: head + """
        Content-Type: text/calendar; charset=utf-8

        BEGIN:VCALENDAR
        METHOD:\(method)
        BEGIN:VTIMEZONE
        TZID:Europe/Berlin
        END:VTIMEZONE
        BEGIN:VEVENT
        SUMMARY:Parcel\\, pick
          up
        \(event)
        BEGIN:VALARM
        SUMMARY:not this
        END:VALARM
        END:VEVENT
        END:VCALENDAR
        """)
  }

  @Test(arguments: [
    (
      "REQUEST",
      "DTSTART;TZID=Europe/Berlin:20261102T090000\nDTEND;TZID=Europe/Berlin:20261102T100000\nLOCATION:Shop\nORGANIZER;CN=\"Buyer; Kim\":mailto:kim@b.example",
      "Invitation: Parcel, pick up\nWhen: 2026-11-02 09:00 – 10:00 (Europe/Berlin)\nWhere: Shop\nOrganiser: Buyer; Kim <kim@b.example>"
    ),
    (
      "CANCEL", "DTSTART:20261102T090000Z\nDURATION:PT1H",
      "Cancelled: Parcel, pick up\nWhen: 2026-11-02 09:00, for PT1H (UTC)"
    ),
    (
      "REPLY",
      "DTSTART;VALUE=DATE:20261102\nATTENDEE;PARTSTAT=DECLINED;CN=Ana:mailto:ana@c.example",
      "Answer to an invitation: Parcel, pick up\nAnswer: Ana <ana@c.example> declined\nWhen: 2026-11-02"
    ),
    (
      "PUBLISH", "DTSTART:20261231T230000\nDTEND:20270101T010000\nRRULE:FREQ=YEARLY",
      "Event: Parcel, pick up\nWhen: 2026-12-31 23:00 – 2027-01-01 01:00, repeated"
    ),
  ])
  func calendarsAreToldInAFewLines(method: String, event: String, text: String) {
    let message = Self.calendar(method, event)
    #expect(message.text == text)
    #expect(message.attachments.count == 1)
  }

  @Test func cardsAreToldWhereThereIsNoText() {
    let message = mail(
      whole: Self.head
        + "Content-Type: text/vcard\n\nBEGIN:VCARD\nFN:Kim Buyer\nORG:Shop;Desk\nitem1.EMAIL;TYPE=work:kim@b.example\nEND:VCARD\n"
    )
    #expect(message.text == "Contact: Kim Buyer\nOrganisation: Shop, Desk\nE-mail: kim@b.example")
  }
}
