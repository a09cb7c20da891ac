/// What mail systems say when they cannot deliver, as data: correct a row, or add one.
enum BouncePhrases {
  /// Why a mail did not arrive; trying again is pointless for the first four.
  enum Reason {
    case userUnknown, hostUnknown, hasMoved, takesNoMail
    case full, suspended, refused, delayed

    var isHard: Bool {
      switch self {
      case .userUnknown, .hostUnknown, .hasMoved, .takesNoMail: true
      case .full, .suspended, .refused, .delayed: false
      }
    }

    /// The status code that says so, behind its class (RFC 3463).
    var detail: String {
      switch self {
      case .userUnknown: ".1.1"
      case .hostUnknown: ".1.2"
      case .hasMoved: ".1.6"
      case .takesNoMail: ".1.10"
      case .full: ".2.2"
      case .suspended: ".2.1"
      case .refused: ".0.0"
      case .delayed: ".4.7"
      }
    }
  }

  /// Words of a server's answer and what they mean, in lower case; the first row that fits counts,
  /// so what is said about a mailbox that exists stands before what is said about none.
  static let reasons: [(reason: Reason, phrases: PhraseTable)] = [
    (.userUnknown, PhraseTable(["recipient address rejected: access denied"])),
    (.hostUnknown, PhraseTable(["account or domain may not exist"])), (.hasMoved, moved),
    (.full, full), (.suspended, suspended), (.takesNoMail, takesNoMail), (.refused, refused),
    (.hostUnknown, hostUnknown), (.userUnknown, userUnknown), (.delayed, delayed),
  ]

  private static let moved = PhraseTable([
    "has moved to", "has been moved to", "user has moved", "has been replaced by",
    "no longer with", "has changed, please use",
  ])
  private static let full = PhraseTable([
    "mailbox full", "mailbox is full", "mailbox was full", "over quota", "overquota",
    "over the quota", "over disk quota", "quota exceeded", "quotaexceeded", "exceeded storage",
    "storage allocation", "exceeded the quota", "exceeded quota", "exceeded its quota",
    "exceeds quota", "exceeded his", "exceeds allowed quota", "mailbox quota", "disk quota",
    "insufficient storage", "out of storage", "not enough storage", "no space left",
    "inbox is full", "mailbox exceeded", "out of disk space", "user is over", "storage limit",
    "mailbox size limit", "full mailbox", "mailfolder is full", "not enough disk space",
    "mailbox has exceeded", "exceeded his/her", "postfach ist voll", "boîte pleine",
    "buzón lleno", "too much mail data", "容量", "box full", "mailfolder",
  ])
  private static let suspended = PhraseTable([
    "account suspended", "is suspended", "has been suspended", "account is disabled",
    "account disabled", "mailbox disabled", "has been disabled", "is disabled", "user disabled",
    "temporarily suspended", "inactive user", "is inactive", "account inactive",
    "not been activated", "mailbox is frozen", "mailbox frozen", "account expired",
    "is locked", "account locked", "mailbox unavailable or access denied",
    "disabled or discontinued",
    "disabled recipient", "deactivated", "currently suspended", "user suspended",
    "mailbox currently suspended",
  ])
  private static let takesNoMail = PhraseTable([
    "does not accept mail", "does not accept email", "nullmx", "null mx", "no mail accepted",
    "does not receive mail", "smtp protocol returned a permanent error",
    "host/domain does not accept", "domain that does not accept", "does not accept any mail",
    "name server: .: host not found", "indicated no smtp service",
  ])
  private static let refused = PhraseTable([
    "spam", "blacklist", "blocklist", "block list", "black list", "blocked", "dnsbl", "spf",
    "dmarc", "dkim", "policy", "reputation", "sender verify", "sender verification",
    "sender address", "sender is rejected", "sender rejected", "sender denied",
    "relaying denied", "relay access denied", "relay not permitted", "unable to relay",
    "relaying not allowed", "relay denied", "access denied", "not permitted to relay",
    "message too large", "message size", "too large", "too big", "exceeds size", "size limit",
    "exceeds the maximum", "maximum size", "message content", "content rejected", "virus",
    "malware", "attachment", "banned", "prohibited", "greylist", "too many", "rate limit",
    "throttl", "rdns", "reverse dns", "ptr record", "bad helo", "not authorized",
    "not accepting mail from", "is not authenticated", "authentication required",
    "unauthenticated", "unsolicited", "suspicious", "administrative prohibition",
    "administratively", "does not like recipient", "permission to post", "may not exist, or you",
    "domain of sender", "sender domain", "unresolvable", "to mail from", "after mail from",
    "mail from:<", "mail from command", "mail from not owned", "from address",
    "your ip", "your host", "service refused", "connection refused", "connection timed out",
    "connection reset", "lost connection", "closed connection", "loop", "too many hops",
    "hop count", "mail forwarding", "system resources", "out of memory", "local configuration",
    "command died", "internal system error", "media error", "unknown mailer error", "bare lf",
    "8bitmime", "smtputf8",
    "not rfc", "rfc 5322", "rfc5322", "rfc2821", "header", "suspected", "rejected due",
    "reject by", "refused due", "delivery not authorized", "not allowed to send", "restricted",
    "user reject", "recipient preferences", "refuse to receive", "refuses to receive",
    "only accepting mail from", "user rules", "message filtered", "is protected by",
    "not accepting any mail", "server busy", "out of service", "try again later", "temporar",
    "resources",
  ])
  private static let hostUnknown = PhraseTable([
    "host unknown", "unknown host", "host not found", "domain not found", "no such domain",
    "name or service not known", "unknown domain", "domain name not found", "bad destination host",
    "bad destination mailbox address system", "host or domain name not found", "no mx",
    "no such host", "unrouteable address", "unroutable address", "unrouteable mail domain",
    "domain does not exist", "domain doesn't exist", "nonexistent domain",
    "non-existent domain", "unknown recipient domain", "invalid domain", "illegal host",
    "could not find any mail host", "couldn't find any host", "couldn't find a mail exchanger",
    "not find host", "domain couldn't be found", "domain could not be found",
    "cannot resolve", "mail server for", "malformed or unexpected name server reply",
    "all relevant mx records point to non-existent hosts", "host name lookup failure",
    "domain isn't in my list", "isn't in my control/locals", "dns error: domain name not found",
    "dns server returned answer with no data", "domain is not reachable", "name server loop",
    "address family not supported", "domain must exist", "mail domain mentioned",
    "no dns record", "dns query failed: nonexistent",
  ])
  private static let userUnknown = PhraseTable([
    "user unknown", "unknown user", "user not found", "no such user", "no user", "unknown local",
    "user doesn't exist", "user does not exist", "user not exist", "not a valid user",
    "invalid user", "user is unknown", "unknown account", "no account", "account not found",
    "account does not exist", "account doesn't exist", "account that you tried to reach does not",
    "account unknown", "invalid account", "unknown recipient", "recipient unknown",
    "no such recipient", "recipient not found", "recipient not exist", "recipientnotfound",
    "recipient does not exist", "invalid recipient", "no recipient",
    "invalid final delivery userid",
    "bad recipient", "unknown address", "address unknown", "unknown or illegal",
    "address does not exist", "address doesn't exist", "address not found",
    "address couldn't be found", "address couldn’t be found", "address wasn't found",
    "address could not be found", "wasn't found at", "wasn’t found at", "invalid address",
    "invalid mailbox", "no such address", "no such mailbox", "no mailbox", "mailbox not found",
    "mailbox does not exist", "mailbox doesn't exist", "mailbox unavailable",
    "mailbox not available", "unknown mailbox", "mailbox unknown", "no valid recipients",
    "bad destination mailbox address", "not our customer", "not listed in", "not in address book",
    "does not exist", "doesn't exist", "doesn’t exist", "doesn't have a", "does not have an",
    "not found in directory", "not a known user", "cannot find your recipient", "no longer exists",
    "no longer available", "no longer valid", "no longer in use", "unknown_user", "nosuchuser",
    "dosn't exist", "is not known", "unable to find recipient", "not a valid mailbox",
    "not found by smtp address lookup", "undeliverable address", "unknown alias",
    "allowed recipients", "no one by that name", "adresse inconnue", "utilisateur inconnu",
    "destinataire inconnu", "empfänger unbekannt", "benutzer unbekannt", "existiert nicht",
    "n'existe pas", "no existe", "não existe", "non esiste", "bestaat niet", "nie istnieje",
    "宛先不明", "見つかりません", "存在しません", "用户不存在", "不存在", "not exist", "no such person", "not registered",
    "delivery to this address is restricted", "user not known", "unknown username",
    "isn't a valid", "not active", "unknown virtual", "mail-box not found", "archived recipient",
    "can't accept user", "rejected recipients", "no mail box", "not a local address",
    "is not local", "not local", "badrcptto", "no one at this address", "no longer accepts mail",
    "missing home directory", "addresses were unknown", "e-mail name is not found",
    "email name is not found", "not a known recipient", "address rejected", "not in directory",
    "no matches to nameserver", "destinataire invalide", "utente sconosciuto",
    "usuario desconocido", "usuario no existe", "usuário desconhecido", "gebruiker onbekend",
    "onbekende gebruiker", "nieznany użytkownik", "okänd användare", "ukjent bruker",
    "ukendt bruger", "tuntematon käyttäjä", "пользователь не найден", "не существует",
    "bilinmeyen kullanıcı", "introuvable", "nicht gefunden", "no se encontró", "não encontrado",
    "non trovato", "niet gevonden", "не найден",
  ])
  private static let delayed = PhraseTable([
    "delayed", "still being retried", "not yet been delivered", "warning only", "timed out",
  ])

  /// How a notice says that delivery is still being tried, in lower case.
  static let stillTrying = PhraseTable([
    "warning only", "warning message only", "not yet been delivered", "still being retried",
    "will be retried", "will retry", "delayed mail", "has been delayed", "is delayed",
    "delivery delayed", "delivery is delayed", "(delay)", "will keep trying", "continue to try",
    "still undelivered", "not need to resend", "no action is required", "delivery incomplete",
    "temporary problem delivering", "wird weiterhin versucht", "verzögert", "sera retardé",
    "a été retardé", "retrasado", "in ritardo", "vertraagd", "forsinket", "försenat", "opóźnion",
    "задерж", "遅延", "延迟", "지연",
  ])

  /// Names before the `@` of those that send bounces.
  static let senders: Set<String> = [
    "mailer-daemon", "mailerdaemon", "mailer_daemon", "postmaster", "mail-daemon", "maildaemon",
    "mmdf", "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e", "mail_daemon", "mdaemon",
    "mailadmin", "post.master", "post_master", "mailer", "mail.delivery.subsystem",
  ]

  /// Words in the display name of those that send bounces.
  static let senderNames = PhraseTable([
    "mail delivery s", "mail deliver s", "mailer-daemon", "mail administrator", "postmaster",
    "mail delivery", "delivery subsystem", "internet mail delivery", "mail system",
  ])

  /// Words of a bounce's subject, in lower case.
  static let subjects = PhraseTable([
    "undeliver", "undelivered", "failure notice", "delivery fail", "delivery status",
    "delivery notif", "delivery report", "delivery problem", "delivery error",
    "delivery has failed", "delivery unsuccessful", "mail delivery", "mail could not",
    "could not send message", "couldn't be delivered", "could not be delivered",
    "not be delivered", "cannot be delivered", "can't be delivered", "wasn't delivered",
    "was not delivered", "returned mail", "returned message", "returning message",
    "mail returned", "message status", "mail system error", "nondeliverable", "non-deliver",
    "non deliver", "non remis", "rejected:", "rejected message", "failed mail", "mail failure",
    "message delivery", "notification d'échec", "unzustellbar", "nicht zugestellt",
    "nicht zustellbar", "fehlgeschlagen", "não entregue", "no se puede entregar",
    "no se pudo entregar", "no entregado", "impossibile", "mancato recapito", "onbestelbaar",
    "niedostarcz", "nie można dostarczyć", "nedoručiteln", "kan inte levereras",
    "недоставлен", "не доставлено", "доставк", "teslim edilemedi", "iletilemedi", "退信", "退件",
    "送信できません", "配信不能", "送達", "メール送信エラー", "전송 실패", "반송", "bounce notification",
    "problems found during", "there was an error sending your mail", "permanent delivery",
    "error sending", "warning: message", "warning: could not send", "address change",
    "message you sent blocked", "message could not", "email could not", "mail not delivered",
    "message not delivered", "unable to deliver", "undelivery", "mail could",
    "delivery has been delayed", "delivery incomplete", "delayed mail", "delivery delayed",
    "not member article", "reject mail", "fml system error", "loop alert", "loop back warning",
    "could not be sent", "message rejected", "email rejected", "nachricht nicht zugestellt",
    "échec de la remise", "non distribué", "não foi entregue", "no se ha podido entregar",
    "niet afgeleverd", "niet bezorgd", "kunne ikke leveres", "kunde inte levereras",
    "toimitus epäonnistui", "perille toimittamatta", "kézbesíthetetlen", "nelze doručit",
    "nepodarilo sa doručiť", "nu a putut fi livrat", "無法傳遞", "无法送达", "无法投递", "邮件被退回",
    "不达", "gagal terkirim", "không gửi được",
  ])

  /// Words of a bounce's text, in lower case.
  static let texts = PhraseTable([
    "could not be delivered", "couldn't be delivered", "was undeliverable", "were undeliverable",
    "undeliverable", "delivery to the following", "delivery failed", "delivery has failed",
    "permanent fatal errors", "unable to deliver your message", "wasn't able to deliver",
    "was not delivered", "were not delivered", "has not been delivered", "not be delivered",
    "cannot be delivered", "following address(es) failed", "the following addresses failed",
    "the following addresses had", "following recipients", "following recipient(s)",
    "failed recipient", "message was not delivered", "delivery error", "delivery failure",
    "unable to deliver", "could not deliver", "couldn't deliver", "permanent error",
    "returned to sender", "unknown user", "user unknown", "message delivery", "delivery report",
    "message was rejected", "did not reach the following recipient", "have failed to deliver",
    "can not be delivered", "was not accepted", "bounced", "配信できません", "送信できません",
    "届けることができません", "配送できません", "お届けできません", "nicht zugestellt", "n'a pas pu être",
    "no se pudo entregar", "não foi possível entregar", "non è stato possibile",
    "requested action not taken", "no such user", "invalid user address", "mailbox is full",
    "kan niet worden", "nie mogła zostać dostarczona", "не может быть доставлено",
    "не удалось доставить", "teslim edilemedi", "konnte nicht zugestellt", "无法送达", "無法傳遞",
  ])

  /// Where the text of a bounce ends and the mail that bounced begins, in lower case.
  static let originals = PhraseTable([
    "below this line is a copy", "this is a copy of the message", "this is a copy of your message",
    "original message follows", "returned message follows", "the following is a copy",
    "original message header", "original message -", "------ this is a copy", "message header",
    "--- original message", "-- original message", "your message follows", "unsent message",
    "undelivered message", "headers of the message", "here is a copy", "bounced e-mail:",
    "received: from", "received: by", "return-path:", "return-path :", "original headers",
    "content of the message", "the header of the", "mime-version:", "header of your message",
    "first part of your message", "message contents", "原文", "元のメール",
  ])
}
