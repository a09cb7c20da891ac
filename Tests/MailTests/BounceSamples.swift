import Mail
import Testing

/// A notice as one mail system writes it, in words of our own around the phrases it is known by.
struct BounceSample: Sendable, CustomTestStringConvertible {
  let name: String
  let mail: String
  var messageClass = MessageClass.bounce
  /// The recipients, the class of their status, and whether trying again is pointless.
  let failures: [(recipient: String?, status: Character, hard: Bool)]

  var testDescription: String { name }

  private init(
    _ name: String, _ head: String, _ body: String,
    _ failures: [(recipient: String?, status: Character, hard: Bool)],
    as messageClass: MessageClass = .bounce
  ) {
    self.name = name
    mail = "To: shop@shop.example\nMessage-ID: <1@mx.example>\n\(head)\n\n\(body)\n"
    self.failures = failures
    self.messageClass = messageClass
  }

  private static func daemon(_ host: String, _ subject: String) -> String {
    "Return-Path: <>\nFrom: Mail Delivery Subsystem <MAILER-DAEMON@\(host)>\nSubject: \(subject)"
  }

  private static func one(
    _ status: Character, hard: Bool, _ recipient: String? = "kim@b.example"
  ) -> [(recipient: String?, status: Character, hard: Bool)] {
    [(recipient, status, hard)]
  }

  static let all: [BounceSample] = [
    BounceSample(
      "Postfix, unknown user", daemon("mx.example", "Undelivered Mail Returned to Sender"),
      """
      This is the mail system at host mx.example.

      I'm sorry to have to inform you that your message could not
      be delivered to one or more recipients.

      <kim@b.example>: host mx.b.example[192.0.2.1] said: 550 5.1.1 <kim@b.example>:
          Recipient address rejected: User unknown in virtual mailbox table (in reply
          to RCPT TO command)
      """, one("5", hard: true)),
    BounceSample(
      "Postfix, host not found", daemon("mx.example", "Undelivered Mail Returned to Sender"),
      """
      This is the Postfix program at host mx.example.

      <kim@b.example>: Host or domain name not found. Name service error for
          name=b.example type=AAAA: Host not found
      """, one("5", hard: true)),
    BounceSample(
      "Postfix, two recipients", daemon("mx.example", "Undelivered Mail Returned to Sender"),
      """
      This is the mail system at host mx.example.

      <kim@b.example>: host mx.b.example[192.0.2.1] said: 552 5.2.2 Mailbox full
          (in reply to RCPT TO command)

      <ana@c.example>: unknown user: "ana"
      """, [("kim@b.example", "5", false), ("ana@c.example", "5", true)]),
    BounceSample(
      "Postfix, delayed", daemon("mx.example", "Delayed Mail (still being retried)"),
      """
      # THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #

      Your message could not be delivered for more than 4 hour(s).
      It will be retried until it is 5 day(s) old.

      <kim@b.example>: connect to mx.b.example[192.0.2.1]:25: Connection timed out
      """, one("4", hard: false)),
    BounceSample(
      "Exim, unrouteable",
      "Return-path: <>\nX-Failed-Recipients: kim@b.example\n"
        + "From: Mail Delivery System <Mailer-Daemon@mx.example>\n"
        + "Subject: Mail delivery failed: returning message to sender",
      """
      This message was created automatically by mail delivery software.

      A message that you sent could not be delivered to one or more of its
      recipients. This is a permanent error. The following address(es) failed:

        kim@b.example
          Unrouteable address
      """, one("5", hard: true)),
    BounceSample(
      "Exim, callout",
      "X-Failed-Recipients: kim@b.example\nFrom: Mail Delivery System <Mailer-Daemon@mx.example>\n"
        + "Subject: Mail delivery failed: returning message to sender",
      """
      The following address(es) failed:

        kim@b.example
          host mx.b.example [192.0.2.1]
          SMTP error from remote mail server after RCPT TO:<kim@b.example>:
          550 No Such User Here
      """, one("5", hard: true)),
    BounceSample(
      "Exim, frozen", daemon("mx.example", "Warning: message 1abcDE-0000 delayed 24 hours"),
      """
      A message that you sent has not yet been delivered to one or more of its
      recipients after more than 24 hours on the queue on mx.example.

      The address to which the message has not yet been delivered is:

        kim@b.example
      """, one("4", hard: false)),
    BounceSample(
      "qmail, no mailbox", daemon("mx.example", "failure notice"),
      """
      Hi. This is the qmail-send program at mx.example.
      I'm afraid I wasn't able to deliver your message to the following addresses.
      This is a permanent error; I've given up. Sorry it didn't work out.

      <kim@b.example>:
      Sorry, no mailbox here by that name. (#5.1.1)

      --- Below this line is a copy of the message.
      """, one("5", hard: true)),
    BounceSample(
      "qmail, no host", daemon("mx.example", "failure notice"),
      """
      Hi. This is the qmail-send program at mx.example.

      <kim@b.example>:
      Sorry, I couldn't find any host named b.example. (#5.1.2)
      """, one("5", hard: true)),
    BounceSample(
      "qmail, remote host said", daemon("mx.example", "failure notice"),
      """
      Hi. This is the qmail-send program at mx.example.

      <kim@b.example>:
      192.0.2.1 does not like recipient.
      Remote host said: 550 5.7.1 Message rejected because of our policy
      Giving up on 192.0.2.1.
      """, one("5", hard: false)),
    BounceSample(
      "Sendmail, user unknown", daemon("mx.example", "Returned mail: see transcript for details"),
      """
      The original message was received at Mon, 2 Nov 2026 09:00:00 +0100
      from localhost [127.0.0.1]

         ----- The following addresses had permanent fatal errors -----
      <kim@b.example>
          (reason: 550 5.1.1 <kim@b.example>... User unknown)

         ----- Transcript of session follows -----
      ... while talking to mx.b.example.:
      >>> DATA
      <<< 550 5.1.1 <kim@b.example>... User unknown
      550 5.1.1 <kim@b.example>... User unknown
      """, one("5", hard: true)),
    BounceSample(
      "Sendmail, host unknown", daemon("mx.example", "Returned mail: Host unknown"),
      """
         ----- The following addresses had permanent fatal errors -----
      <kim@b.example>

         ----- Transcript of session follows -----
      550 5.1.2 <kim@b.example>... Host unknown (Name server: b.example: host not found)
      """, one("5", hard: true)),
    BounceSample(
      "Sendmail, warning", daemon("mx.example", "Warning: could not send message for past 4 hours"),
      """
          **      THIS IS A WARNING MESSAGE ONLY      **

         ----- The following addresses had transient non-fatal errors -----
      <kim@b.example>

         ----- Transcript of session follows -----
      451 <kim@b.example>: b.example: Name server timeout
      Warning: message still undelivered after 4 hours
      """, one("4", hard: false)),
    BounceSample(
      "Exchange 2003",
      "From: System Administrator <postmaster@mx.example>\nSubject: Undeliverable: your order",
      """
      Your message

        To:      kim@b.example
        Subject: your order
        Sent:    Mon, 2 Nov 2026 09:00:00 +0100

      did not reach the following recipient(s):

      kim@b.example on Mon, 2 Nov 2026 09:00:05 +0100
          The recipient name is not recognized
          The MTS-ID of the original message is: c=US;a= ;p=B;l=MX
          MSEXCH:IMS:B:MX 0 (000C05A6) Unknown Recipient
      """, one("5", hard: true)),
    BounceSample(
      "Exchange 2007",
      "From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@mx.example>\n"
        + "Subject: Undeliverable: your order",
      """
      Delivery has failed to these recipients or groups:

      kim@b.example<mailto:kim@b.example>
      The e-mail address you entered couldn't be found. Please check the recipient's e-mail
      address and try to resend the message.

      Diagnostic information for administrators:

      Generating server: mx.example

      kim@b.example
      #550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##rfc822;kim@b.example
      """, one("5", hard: true)),
    BounceSample(
      "Exchange 2007 in French",
      "From: Microsoft Exchange <postmaster@mx.example>\nSubject: Non remis : votre commande",
      """
      Échec de la remise aux destinataires ou listes de distribution suivants :

      kim@b.example
      L'adresse de messagerie que vous avez entrée est introuvable.

      Informations de diagnostic pour les administrateurs :

      kim@b.example
      #550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##
      """, one("5", hard: true)),
    BounceSample(
      "Office 365, spam",
      "From: postmaster@b.example\nSubject: Undeliverable: your order",
      """
      Your message to kim@b.example couldn't be delivered.

      The message was considered spam and rejected by mx.b.example.

      kim@b.example
      Remote Server returned '550 5.7.350 Remote server returned message detected as spam'
      """, one("5", hard: false)),
    BounceSample(
      "Office 365, unknown",
      "From: postmaster@b.example\nSubject: Undeliverable: your order",
      """
      Your message to kim@b.example couldn't be delivered.

      kim wasn't found at b.example.

      Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient
      kim@b.example not found by SMTP address lookup'
      """, one("5", hard: true)),
    BounceSample(
      "Google, no such address",
      "X-Failed-Recipients: kim@b.example\n"
        + "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\n"
        + "Subject: Delivery Status Notification (Failure)",
      """
      ** Address not found **

      Your message wasn't delivered to kim@b.example because the address couldn't be found, or is
      unable to receive mail.

      The response was:
      550 5.1.1 The email account that you tried to reach does not exist. Please try
      double-checking the recipient's email address for typos or unnecessary spaces.
      """, one("5", hard: true)),
    BounceSample(
      "Google, delayed",
      "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\n"
        + "Subject: Delivery Status Notification (Delay)",
      """
      ** Delivery incomplete **

      There was a temporary problem delivering your message to kim@b.example. Gmail will retry for
      46 more hours.
      """, one("4", hard: false)),
    BounceSample(
      "Yahoo",
      "From: MAILER-DAEMON@yahoo.example\nSubject: Failure Notice",
      """
      Sorry, we were unable to deliver your message to the following address.

      <kim@b.example>:
      554: delivery error: dd This user doesn't have a b.example account (kim@b.example) [0]
      """, one("5", hard: true)),
    BounceSample(
      "Outlook.com",
      "From: Mail Delivery System <mailer-daemon@mx.example>\nSubject: Delivery Status Notification",
      """
      This is an automatically generated Delivery Status Notification.

      Delivery to the following recipients failed.

             kim@b.example

      550 5.5.0 Requested action not taken: mailbox unavailable
      """, one("5", hard: true)),
    BounceSample(
      "Amazon SES, as JSON",
      "From: MAILER-DAEMON@amazonses.example\nSubject: AWS Notification Message",
      """
      {"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"General",\
      "bouncedRecipients":[{"emailAddress":"kim@b.example","action":"failed","status":"5.1.1",\
      "diagnosticCode":"smtp; 550 5.1.1 user unknown"}]}}
      """, one("5", hard: true)),
    BounceSample(
      "Courier", daemon("mx.example", "NOTICE: mail delivery status."),
      """
      This is a delivery status notification from mx.example,
      running the Courier mail server, version 0.65.2.

      UNDELIVERABLE MAIL

      Your message to the following recipients cannot be delivered:

      <kim@b.example>:
          mx.b.example [192.0.2.1]:
      >>> RCPT TO:<kim@b.example>
      <<< 550 User unknown.
      """, one("5", hard: true)),
    BounceSample(
      "MailEnable", "From: Postmaster <postmaster@mx.example>\nSubject: Message Delivery Failure",
      """
      MailEnable: Message could not be delivered to some recipients.
      The following recipient(s) could not be reached:

              Recipient: [SMTP:kim@b.example]
              Reason: Remote server rejected the address. Answer: 550 Unknown user
      """, one("5", hard: true)),
    BounceSample(
      "Domino", "From: Postmaster@mx.example\nSubject: DELIVERY FAILURE: User kim not listed",
      """
      Your message

        Subject: your order

      was not delivered to:

        kim@b.example

      because:

        User kim (kim@b.example) not listed in Domino Directory
      """, one("5", hard: true)),
    BounceSample(
      "Zoho", "From: mailer-daemon@mail.zoho.example\nSubject: Undelivered Mail Returned to Sender",
      """
      This message was created automatically by mail delivery software.
      A message that you sent could not be delivered to one or more of its recipients. This is a
      permanent error.

      kim@b.example Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 <kim@b.example>: Recipient
      address rejected: User unknown
      """, one("5", hard: true)),
    BounceSample(
      "Yandex", "From: mailer-daemon@yandex.example\nSubject: Недоставленное сообщение",
      """
      This is the mail system at host yandex.example.

      I'm sorry to have to inform you that your message could not
      be delivered to one or more recipients.

      <kim@b.example>: host mx.b.example[192.0.2.1] said: 550 No such user! (in reply to RCPT TO)
      """, one("5", hard: true)),
    BounceSample(
      "Mail.ru", "From: mailer-daemon@corp.mail.example\nSubject: Mail failure.",
      """
      This message was created automatically by mail delivery software.

      A message that you sent could not be delivered to one or more of its
      recipients. This is a permanent error. The following address(es) failed:

        kim@b.example
          SMTP error from remote mail server after RCPT TO:<kim@b.example>:
          host mx.b.example [192.0.2.1]: 550 Message was not accepted -- invalid mailbox.
      """, one("5", hard: true)),
    BounceSample(
      "GMX", "From: MAILER-DAEMON@gmx.example\nSubject: Mail delivery failed",
      """
      This message was created automatically by mail delivery software.

      A message that you sent could not be delivered to one or more of
      its recipients. The following addresses failed:

      "kim@b.example":
      SMTP error from remote server after RCPT command:
      host: mx.b.example
      5.1.1 <kim@b.example>... User is unknown {mx-us018}
      """, one("5", hard: true)),
    BounceSample(
      "1&1",
      "From: Mail Delivery System <mailer-daemon@kundenserver.example>\n"
        + "Subject: Mail delivery failed: returning message to sender",
      """
      The following address(es) failed:

      kim@b.example:
      SMTP error from remote server for RCPT TO command, host: mx.b.example (192.0.2.1) reason: 550
      5.2.2 <kim@b.example>: mailbox quota exceeded
      """, one("5", hard: false)),
    BounceSample(
      "T-Online",
      "From: Mail Delivery System <Mailer-Daemon@t-online.example>\n"
        + "Subject: mail failed, returning to sender",
      """
      |------------------------- Message log follows: -------------------------|
       no valid recipients were found for this message
      |------------------------- Failed addresses follow: ---------------------|
       <kim@b.example>
         550 5.1.1 <kim@b.example> User unknown
      |------------------------- Message header follows: ----------------------|
      Received: from shop.example by mx.example
      """, one("5", hard: true)),
    BounceSample(
      "Verizon", "From: post_master@vtext.example\nSubject: Undeliverable Message",
      """
      Error: Message could not be delivered.

      Message details:
        Subject: your order
        Sent date: Mon Nov 02 09:00:00 GMT 2026
        MAIL FROM: shop@shop.example
        RCPT TO: kim@b.example
        550 - Requested action not taken: no such user here
      """, one("5", hard: true)),
    BounceSample(
      "NTT docomo",
      "From: Mail Delivery Subsystem <MAILER-DAEMON@docomo.example>\n"
        + "Subject: Returned mail: User unknown",
      """
         ----- The following addresses had permanent fatal errors -----
      <kim@b.example>

         ----- Transcript of session follows -----
      >>> RCPT To:<kim@b.example>
      <<< 550 Unknown user kim@b.example
      550 <kim@b.example>... User unknown
      """, one("5", hard: true)),
    BounceSample(
      "KDDI",
      "From: no-reply@app.auone-net.example\nReturn-Path: <>\n"
        + "Subject: Undelivered Mail Returned to Sender",
      """
      Your mail sent on: Mon, 2 Nov 2026 09:00:00 +0900
      Could not be delivered to: <kim@b.example>
      As their mailbox is full.
      """, one("5", hard: false)),
    BounceSample(
      "EZweb", "From: Postmaster@ezweb.example\nSubject: Mail System Error - Returned Mail",
      """
      The user(s) account is disabled.

      <kim@b.example>
      """, one("5", hard: false)),
    BounceSample(
      "BIGLOBE", "From: postmaster@biglobe.example\nSubject: Returned mail: failure",
      """
         ----- The following addresses had delivery problems -----
      kim@b.example

         ----- Non-delivered information -----
      The number of messages in recipient's mailbox exceeded the local limit.
      """, one("5", hard: false)),
    BounceSample(
      "InterScan",
      "From: \"InterScan MSS\" <postmaster@mx.example>\n"
        + "Subject: Mail could not be delivered",
      """
      Unable to deliver message to <kim@b.example>.

      Sent <<< RCPT TO:<kim@b.example>
      Received >>> 550 5.1.1 unknown user.
      """, one("5", hard: true)),
    BounceSample(
      "Barracuda",
      "From: MAILER-DAEMON@barracuda.example\nSubject: **Message you sent blocked by our bulk email filter**",
      """
      Your message to: kim@b.example
      was blocked by our Spam Firewall. The email you sent with the following subject has NOT BEEN
      DELIVERED:

      Subject: your order
      """, one("5", hard: false)),
    BounceSample(
      "MessageLabs", "From: MAILER-DAEMON@messagelabs.example\nSubject: Mail Delivery Failure",
      """
      This message was created automatically by mail delivery software.

      A message that you sent could not be delivered to one or more of its recipients:

      <kim@b.example>:
        192.0.2.1 failed after I sent the message.
        Remote host said: 550 5.1.1 invalid recipient
      """, one("5", hard: true)),
    BounceSample(
      "Mimecast", "From: postmaster@mx.example\nSubject: [Postmaster] Email Delivery Failure",
      """
      This is a delivery failure notification message indicating that an email you addressed to
      kim@b.example could not be delivered.

      -- The problem appears to be :
      Recipient email server rejected the message

      -- Additional information follows :
      550 csi.mimecast.org Poor Reputation Sender.
      """, one("5", hard: false)),
    BounceSample(
      "McAfee", "From: MAILER-DAEMON@mx.example\nSubject: Message delivery failed",
      """
      --- The following addresses had delivery problems ---
      <kim@b.example>   (User unknown kim@b.example)
      """, one("5", hard: true)),
    BounceSample(
      "IMail", "From: Postmaster <postmaster@mx.example>\nSubject: Undeliverable Mail",
      """
      Unknown user: kim@b.example

      Original message follows.
      """, one("5", hard: true)),
    BounceSample(
      "SurfControl",
      "From: Postmaster <postmaster@mx.example>\nX-Mailer: SurfControl E-mail Filter\n"
        + "Subject: Message could not be sent",
      """
      Your message could not be sent.
      A transcript of the attempts to send the message follows.
      The number of attempts made: 1
      Addressed To: kim@b.example

      Mon 2 Nov 2026 09:00:00 +0900
      Failed to send to identified host,
      kim@b.example: [192.0.2.5], 550 kim@b.example... No such user
      --- Message non-deliverable.
      """, one("5", hard: true)),
    BounceSample(
      "OpenSMTPD", daemon("mx.example", "Delivery status notification: error"),
      """
          Hi!

          This is the MAILER-DAEMON, please DO NOT REPLY to this email.

          An error has occurred while attempting to deliver a message for
          the following list of recipients:

      kim@b.example: 550 5.2.2 <kim@b.example>... Mailbox Full

          Below is a copy of the original message:
      """, one("5", hard: false)),
    BounceSample(
      "Facebook",
      "From: Facebook <mailer-daemon@mx.facebook.example>\n"
        + "Subject: Sorry, your message could not be delivered",
      """
      This message was created automatically by Facebook.

      Your message could not be delivered at this time.
      <kim@b.example>: 550 5.1.1 RCP-P2 http://postmaster.facebook.example/response_codes?ip=1#rcp
      Recipient does not exist
      """, one("5", hard: true)),
    BounceSample(
      "SendGrid",
      "From: MAILER-DAEMON@sendgrid.example\nSubject: Undelivered Mail Returned to Sender",
      """
      Hello, this is the mail server on mx.example.

      I am sending you this message to inform you on the delivery status of a message you previously
      sent.  Immediately below you will find a list of the affected recipients.

      kim@b.example
      unable to deliver: 550 Requested action not taken: mailbox unavailable
      """, one("5", hard: true)),
    BounceSample(
      "fml",
      "From: list-admin@mx.example\nX-MLServer: fml [fml 4.0]\nReturn-Path: <>\n"
        + "Subject: NOT MEMBER article from shop@shop.example",
      """
      Mail delivery report: You are not a member of this mailing list <kim@b.example>.
      The message was not accepted.
      """, one("5", hard: false)),
    BounceSample(
      "MailMarshal",
      "From: MailMarshal <postmaster@mx.example>\nSubject: Undeliverable Mail: your order",
      """
      Your message:
          From:    shop@shop.example
          Subject: your order

      Could not be delivered because of

      550 5.1.1 User unknown

      The following recipients were affected:
          kim@b.example
      """, one("5", hard: true)),
    BounceSample(
      "Apache James", "From: postmaster@james.example\nSubject: [BOUNCE]",
      """
      Hi. This is the James mail server at james.example.
      I'm afraid I wasn't able to deliver your message to the following addresses.
      This is a permanent error; I've given up. Sorry it didn't work out.

      Failed recipient(s):
      kim@b.example

      Error message:
      Error in deliver to destination
      550 - Requested action not taken: no such user here
      """, one("5", hard: true)),
    BounceSample(
      "German words",
      "From: Mailserver <postmaster@mx.example>\nSubject: Unzustellbar: Ihre Bestellung",
      """
      Ihre Nachricht konnte nicht zugestellt werden an:

      kim@b.example

      Der Empfänger ist unbekannt: Benutzer unbekannt
      """, one("5", hard: true)),
    BounceSample(
      "a mailbox that moved", daemon("mx.example", "Returned mail: see transcript for details"),
      """
      <kim@b.example>: host mx.b.example said: 551 5.1.6 The user has moved to ana@c.example
      """, one("5", hard: true)),
    BounceSample(
      "a domain without mail", daemon("mx.example", "Undelivered Mail Returned to Sender"),
      """
      <kim@b.example>: Domain b.example does not accept mail (nullMX)
      """, one("5", hard: true)),
    BounceSample(
      "a rejected sender", daemon("mx.example", "Undelivered Mail Returned to Sender"),
      """
      <kim@b.example>: host mx.b.example said: 550 5.1.8 <shop@shop.example>: Sender address
          rejected: Domain not found (in reply to RCPT TO command)
      """, one("5", hard: false)),
    BounceSample(
      "an answer from holidays",
      "From: Kim <kim@b.example>\nAuto-Submitted: auto-replied\nIn-Reply-To: <9@shop.example>\n"
        + "Subject: Out of office: your order",
      "I am away until 05/07/2027 and cannot read your message.", [], as: .autoReply),
    BounceSample(
      "a person who speaks of bounces", "From: Kim <kim@b.example>\nSubject: mail",
      "My last mail to you came back: user unknown. What is your address?", [], as: .human),
    BounceSample(
      "a person who answers a notice",
      "From: Kim <kim@b.example>\nIn-Reply-To: <9@shop.example>\n"
        + "Subject: Re: Delivery Status Notification (Failure)",
      "What does this mean? It says the message could not be delivered.", [], as: .human),
  ]
}
