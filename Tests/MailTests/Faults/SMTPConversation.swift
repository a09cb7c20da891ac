import Mail

/// A correct conversation with an SMTP server, act by act.
struct SMTPConversation: FuzzConversation {
  enum Act: Sendable {
    case server(String)
    case start(SMTPMail)
    case quit
  }

  static func words(of act: Act) -> String? {
    guard case .server(let text) = act else { return nil }
    return text
  }

  var name: String
  var login: MailLogin? = .password(user: "ana", password: "hunter2")
  var protection = MailProtection.tls
  var acts: [Act]

  private static let mail = SMTPMail(
    from: "us@shop.example", to: ["a@x.example", "b@x.example", "c@x.example"],
    bytes: Array("Subject: s\r\n\r\n.\r\n..\r\n.hidden\r\nlast".utf8))

  private static let note = SMTPMail(
    from: "", to: ["ä@x.example"], bytes: Array("Subject: ü\n\nhi\n".utf8))

  static let all: [SMTPConversation] = [
    SMTPConversation(
      name: "STARTTLS", protection: .startTLS,
      acts: [
        .server("220 mail.example ESMTP\r\n"),
        .server("250-mail.example\r\n250-SIZE 5000000\r\n250 STARTTLS\r\n"),
        .server("220 2.0.0 go\r\n"),
        .server("250-mail.example\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN LOGIN\r\n"),
        .server("235 2.7.0 in\r\n"),
      ] + accepted + refusedByAll + [.quit, .server("221 bye\r\n")]),
    SMTPConversation(
      name: "AUTH LOGIN",
      acts: [
        .server("220-mail.example\r\n220 hi\r\n"),
        .server("250-mail.example\r\n250-SMTPUTF8\r\n250-8BITMIME\r\n250 AUTH LOGIN\r\n"),
        .server("334 VXNlcm5hbWU6\r\n"), .server("334 UGFzc3dvcmQ6\r\n"), .server("235 in\r\n"),
      ] + refusedAtTheEnd + accepted),
    SMTPConversation(
      name: "token refused", login: .token(user: "ana", token: "sesame"), protection: .startTLS,
      acts: [
        .server("220 hi\r\n"), .server("250-mail.example\r\n250 STARTTLS\r\n"), .server("220\r\n"),
        .server("250-mail.example\r\n250 AUTH XOAUTH2\r\n"),
        .server("334 eyJzdGF0dXMiOiI0MDEifQ==\r\n"), .server("535 5.7.8 expired\r\n"),
      ]),
    SMTPConversation(
      name: "old server", login: nil, protection: .plain,
      acts: [.server("220 hi\r\n"), .server("502 what?\r\n"), .server("250 hello\r\n")] + accepted),
  ]

  private static let accepted: [Act] = [
    .start(mail), .server("250 2.1.0 sender\r\n"), .server("250 2.1.5 one\r\n"),
    .server("550-5.1.1 nobody\r\n550 5.1.1 there\r\n"), .server("251 three\r\n"),
    .server("354 go ahead\r\n"), .server("250-2.0.0 taken\r\n250 as 4711\r\n"),
  ]

  private static let refusedByAll: [Act] = [
    .start(note), .server("250 sender\r\n"), .server("450 4.2.0 later\r\n"),
    .server("250 reset\r\n"),
    .start(mail), .server("552 too big\r\n"), .server("250 reset\r\n"),
  ]

  private static let refusedAtTheEnd: [Act] = [
    .start(note), .server("250 sender\r\n"), .server("250 one\r\n"), .server("354 go\r\n"),
    .server("554 5.7.1 spam\r\n"),
  ]

  /// What hostile servers say.
  static let mangling = Mangling(words: [
    "250 ok\r\n", "250-more\r\n", "250\r\n", "220 hi\r\n", "354 go\r\n", "421 closing\r\n",
    "451 later\r\n", "550 never\r\n", "554 no\r\n", "334 \r\n", "334 VXNlcm5hbWU6\r\n",
    "235 in\r\n", "535 no\r\n", "199 x\r\n", "600 x\r\n", "999 x\r\n", "000 x\r\n", "25 x\r\n",
    "2500 x\r\n", "250_x\r\n", "-250 x\r\n", "250-STARTTLS\r\n", "250-AUTH PLAIN\r\n",
    "250 AUTH=LOGIN\r\n", "250 SIZE -1\r\n", "250 SIZE 1\r\n", "250 SIZE 99999999999999999999\r\n",
    "250-SIZE 1\r\n251 x\r\n", "AUTH", "STARTTLS", "8BITMIME", "\r\n", " ", "-", "\u{1B}[2J",
    "* OK hi\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n", ".\r\n", "221 bye\r\n", "503 order\r\n",
  ])
}
