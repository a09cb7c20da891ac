import Mail

/// A correct conversation with an IMAP server, act by act; `%T` stands for the last tag.
struct IMAPConversation: FuzzConversation {
  enum Act: Sendable {
    case server(String)
    case start(IMAPCommand)
    case endIdle
  }

  static func words(of act: Act) -> String? {
    guard case .server(let text) = act else { return nil }
    return text
  }

  var name: String
  var login = MailLogin.password(user: "ana", password: "hunter2")
  var protection = MailProtection.tls
  var acts: [Act]

  /// How the secrets of all logins look on the wire.
  static let secrets = [
    "hunter2", "AGFuYQBodW50ZXIy", "aHVudGVyMg", "sesame",
    "dXNlcj1hbmEBYXV0aD1CZWFyZXIgc2VzYW1lAQE=", "bixhPWFuYSwBYXV0aD1CZWFyZXIgc2VzYW1lAQE=",
  ]

  private static let modern =
    "IMAP4rev1 LITERAL+ IDLE SASL-IR AUTH=PLAIN AUTH=XOAUTH2 SPECIAL-USE LIST-EXTENDED UIDPLUS"

  static let all: [IMAPConversation] = [
    IMAPConversation(
      name: "STARTTLS", protection: .startTLS,
      acts: [
        .server("* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hi\r\n"),
        .server("* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n%T OK done\r\n"),
        .server("%T OK begin TLS now\r\n"),
        .server("* CAPABILITY \(modern)\r\n%T OK done\r\n"),
        .server("%T OK [CAPABILITY \(modern)] in\r\n"),
      ] + reading + [.start(.logout), .server("* BYE see you\r\n%T OK done\r\n")]),
    IMAPConversation(
      name: "old server",
      login: .password(user: "ana", password: "hunter2\\\""),
      acts: [
        .server("* OK hi\r\n"), .server("* CAPABILITY IMAP4 IMAP4rev1\r\n%T OK done\r\n"),
        .server("+ go on\r\n"), .server("* OK be welcome\r\n%T OK in\r\n"),
        .server("* CAPABILITY IMAP4rev1\r\n%T OK done\r\n"),
      ] + filing),
    IMAPConversation(
      name: "PLAIN asked for", protection: .plain,
      acts: [
        .server("* OK hi\r\n"), .server("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n%T OK done\r\n"),
        .server("+ \r\n"), .server("%T OK in\r\n"),
        .server("* CAPABILITY IMAP4rev1 IDLE\r\n%T OK done\r\n"),
      ] + idling),
    IMAPConversation(
      name: "token refused", login: .token(user: "ana", token: "sesame"), protection: .startTLS,
      acts: [
        .server("* OK hi\r\n"), .server("* CAPABILITY IMAP4rev1 STARTTLS\r\n%T OK done\r\n"),
        .server("%T OK go\r\n"),
        .server("* CAPABILITY \(modern)\r\n%T OK done\r\n"),
        .server("+ eyJzdGF0dXMiOiI0MDEifQ==\r\n"),
        .server("%T NO [AUTHENTICATIONFAILED] expired\r\n"),
      ]),
    IMAPConversation(
      name: "PREAUTH",
      acts: [
        .server("* PREAUTH welcome\r\n"), .server("* CAPABILITY \(modern)\r\n%T OK done\r\n"),
      ] + searching + idling),
    IMAPConversation(
      name: "PREAUTH before TLS", protection: .startTLS,
      acts: [.server("* PREAUTH welcome\r\n"), .server("* CAPABILITY IMAP4rev1\r\n%T OK\r\n")]),
  ]

  private static let mail = "From: a@b.example\r\nSubject: s\r\n\r\nSee (UID 9) {3}\r\ns4 OK x\r\n"

  private static let reading: [Act] = [
    .start(.list),
    .server(
      "* LIST (\\HasNoChildren) \"/\" \"INBOX\"\r\n* LIST (\\Sent) \"/\" {4}\r\nSent\r\n"
        + "* LIST (\\Noselect) NIL \"Entw&APw-rfe\"\r\n%T OK done\r\n"),
    .start(.examine("INBOX")),
    .server(
      "* FLAGS (\\Answered \\Seen)\r\n* 3 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 7] x\r\n"
        + "* OK [UIDNEXT 10] x\r\n* OK [PERMANENTFLAGS (\\*)] x\r\n%T OK [READ-ONLY] done\r\n"),
    .start(.fetchLast), .server("* 3 FETCH (UID 9 RFC822.SIZE 55)\r\n%T OK done\r\n"),
    .start(.fetch(IMAPSet(1...9), .whole)),
    .server(
      "* 1 FETCH (UID 4 FLAGS (\\Seen) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE "
        + "\(mail.utf8.count) BODY[] {\(mail.utf8.count)}\r\n\(mail))\r\n* 4 EXISTS\r\n"
        + "* 2 FETCH (UID 6 RFC822.SIZE 5 BODY[] \"a \\\"b\\\\\" MODSEQ (12))\r\n"
        + "* 3 FETCH (BODY[] {3}\r\na\0b ENVELOPE (NIL (\"a\" ({2}\r\n()))) UID 9)\r\n"
        + "%T OK done\r\n"),
    .start(.noop), .server("* 2 EXPUNGE\r\n* VANISHED 5:6\r\n%T OK done\r\n"),
  ]

  private static let filing: [Act] = [
    .start(.append(folder: "Gesendet \"1\"", receivedAt: nil, bytes: Array("hi\r\n".utf8))),
    .server("+ go\r\n"), .server("+ more\r\n"),
    .server("* 5 EXISTS\r\n%T OK [APPENDUID 7 12] done\r\n"),
    .start(.append(folder: "Sent", receivedAt: nil, bytes: Array("x".utf8))),
    .server("%T NO [TRYCREATE] none\r\n"),
  ]

  private static let searching: [Act] = [
    .start(.search(field: "Message-ID", value: "<a@b>")),
    .server("* SEARCH 2 3 5 (MODSEQ 917)\r\n%T OK done\r\n"),
    .start(.search(field: "Message-ID", value: "ä")),
    .server("* ESEARCH (TAG \"%T\") UID MIN 2 COUNT 3 ALL 2:3,5\r\n%T OK done\r\n"),
  ]

  private static let idling: [Act] = [
    .start(.idle), .server("+ idling\r\n* 5 EXISTS\r\n"), .server("* OK still here\r\n"), .endIdle,
    .server("%T OK done\r\n"),
  ]

  /// What hostile servers say.
  static let mangling = Mangling(words: [
    "* BYE gone\r\n", "* PREAUTH in\r\n", "* 3 EXPUNGE\r\n", "* 0 EXPUNGE\r\n",
    "* 4294967295 EXISTS\r\n", "* 4294967296 EXISTS\r\n", "* 5000000 EXISTS\r\n",
    "* 1 FETCH (UID 0 BODY[] {3}\r\nabc)\r\n", "* 7 FETCH (UID 7 BODY[]<0> \"part\")\r\n",
    "* 1 FETCH (UID 9 BODY[] NIL)\r\n", "* 1 FETCH (UID 4 BODY[] {9}\r\nabc)\r\n",
    "* 8 FETCH (FLAGS ())\r\n", "{99999999999}\r\n", "{0}\r\n", "{-1}\r\n", "{3+}\r\n",
    "{4294967296}\r\n", "{65537}\r\n", "{12}\r\n", "~{5}\r\nhello", "+ go\r\n", "+\r\n",
    "s1 OK x\r\n", "s2 OK x\r\n", "s3 OK x\r\n", "s4 NO x\r\n", "s5 BAD x\r\n", "S6 OK x\r\n",
    "* OK [UIDVALIDITY 0] x\r\n", "* OK [UIDNEXT -5] x\r\n", "* OK [APPENDUID 1 2:3] x\r\n",
    "* OK [CAPABILITY AUTH=PLAIN SASL-IR", "* CAPABILITY AUTH=PLAIN SASL-IR\r\n",
    "* SEARCH 1 99999999999999999999\r\n", "* ESEARCH (TAG \"s3\") UID ALL 1:4294967295\r\n",
    "* LIST () \"/\" \"&//8-&AAA-../../etc\"\r\n", "* LIST () NIL {7}\r\n/../../\r\n",
    "* VANISHED (EARLIER) 1:4294967295\r\n", "\u{1B}[2J", "((((((((", "))))", "\"", "\\", "[", "]",
    "* ", " ", "\r\n", "NIL", "* OK x\r\n", "* X-NEWS (a (b))\r\n",
  ])
}
