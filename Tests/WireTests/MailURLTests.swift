import Testing
import Wire

struct MailURLTests {
  @Test func readsTheDocumentedAddress() throws {
    let url = try MailURL("imaps://support%40northlight.example@mail.example:993", ca: "ca.pem")
    #expect(url.service == .imap)
    #expect(url.user == "support@northlight.example")
    #expect(
      url.endpoint == Endpoint(host: "mail.example", port: 993, security: .tls, ca: "ca.pem"))
  }

  @Test(arguments: [
    ("imaps://mail.example", 993, Endpoint.Security.tls),
    ("imap://mail.example", 143, .startTLS),
    ("smtps://mail.example/", 465, .tls),
    ("SMTP://mail.example", 587, .startTLS),
    ("imap://127.0.0.1:1143", 1143, .plain),
    ("imap://localhost", 143, .plain),
    ("smtp://[::1]:2525", 2525, .plain),
    ("smtps://[::1]", 465, .tls),
    ("imap://127.0.0.1.evil.example", 143, .startTLS),
    ("imap://127.1", 143, .startTLS),
    ("imap://localhost.evil.example", 143, .startTLS),
  ])
  func choosesPortAndProtection(_ text: String, _ port: Int, _ security: Endpoint.Security) throws {
    let url = try MailURL(text)
    #expect(url.endpoint.port == port)
    #expect(url.endpoint.security == security)
  }

  @Test(arguments: [
    ("mail.example", "must start with"), ("http://mail.example", "is not one of"),
    ("imaps://user:secret@mail.example", "holds a password"), ("imaps://", "not a host name"),
    ("imaps://mail.example:0", "1 to 65535"), ("imaps://mail.example:70000", "1 to 65535"),
    ("imaps://mail.example:", "1 to 65535"), ("imaps://mail.example/INBOX", "nothing may follow"),
    ("imaps://a%ZZ@mail.example", "not percent-encoded"), ("imaps://[::1", "has no ]"),
    ("imaps://a%0Ab@mail.example", "control character"),
    ("imaps://mail example", "not a host name"),
  ])
  func saysWhatIsWrong(_ text: String, _ words: String) {
    let problem = #expect(throws: MailURLProblem.self) { try MailURL(text) }
    #expect(problem?.reason.contains(words) == true, "\(problem?.reason ?? "")")
    #expect(problem?.reason.contains("secret@") != true)
  }
}
