import Mail
import Testing

@Suite struct AutoReplyPolicyTests {
  private static let own = ["Support@Shop.example"]

  @Test(arguments: [
    "Subject: hello", "Auto-Submitted: no", "X-Auto-Response-Suppress: DR, RN",
    "Precedence: normal",
    "Subject: Out of office chairs", "Return-Path: <bounce-7@relay.example>",
    "Reply-To: Kim <kim2@b.example>", "Subject: please do not reply by phone",
  ])
  func personsAreAnswered(header: String) {
    let policy = AutoReplyPolicy(
      for: mail("From: Kim <kim@b.example>\nTo: support@shop.example\n\(header)"),
      ownAddresses: Self.own)
    #expect(policy.allowed, "\(policy.why)")
  }

  @Test(arguments: [
    "Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated (x)",
    "Auto-Submitted: AUTO-new",
    "Precedence: bulk", "Precedence: JUNK", "X-Precedence: list", "Precedence: auto_reply",
    "X-Auto-Response-Suppress: All", "X-Auto-Response-Suppress: DR, OOF", "X-Autoreply: yes",
    "X-Autorespond: x", "X-Autoresponse: x", "X-Mail-Autoreply: x", "X-Loop: support@shop.example",
    "List-Id: <news.example>", "List-Unsubscribe: <mailto:x@y>", "Mailing-List: x",
    "Return-Path: <>", "Return-Path: MAILER-DAEMON", "Sender: news-request@b.example",
    "Reply-To: no-reply@b.example", "Subject: Automatic reply: order",
    "Content-Type: multipart/report; report-type=disposition-notification; boundary=x",
  ])
  func machinesAreNot(header: String) {
    let policy = AutoReplyPolicy(
      for: mail("From: Kim <kim@b.example>\nTo: support@shop.example\n\(header)"),
      ownAddresses: Self.own)
    #expect(!policy.allowed)
    #expect(!policy.why.isEmpty)
  }

  @Test(arguments: [
    "noreply@b.example", "no-reply@b.example", "do_not_reply@b.example",
    "orders.no-reply@b.example",
    "noreply+tag@b.example", "MAILER-DAEMON@b.example", "postmaster@b.example",
    "owner-list@b.example", "news-bounces@b.example", "support@SHOP.example", "not an address", "",
  ])
  func theseSendersAreNot(address: String) {
    let policy = AutoReplyPolicy(
      for: mail("From: \(address)\nTo: support@shop.example"), ownAddresses: Self.own)
    #expect(!policy.allowed)
  }

  @Test(arguments: ["norareply@b.example", "beet.root@b.example", "reply@b.example"])
  func theseSendersAre(address: String) {
    let policy = AutoReplyPolicy(
      for: mail("From: \(address)\nTo: support@shop.example"), ownAddresses: Self.own)
    #expect(policy.allowed, "\(policy.why)")
  }

  @Test func onlyWhoWasAddressedAnswers() {
    let other = mail("From: kim@b.example\nTo: list@else.example")
    #expect(!AutoReplyPolicy(for: other, ownAddresses: Self.own).allowed)
    #expect(AutoReplyPolicy(for: other).allowed, "where our addresses are not known")
    let copied = mail("From: kim@b.example\nTo: x@y.example\nCc: Shop <support+t7@shop.example>")
    #expect(AutoReplyPolicy(for: copied, ownAddresses: Self.own).allowed)
  }
}
