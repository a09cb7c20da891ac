import ChannelKit
import Domain
import Sync
import Testing

/// B6 line by line, and the attacks of S4.
@Suite struct MatchingTests {
  @Test(arguments: [
    MatchCandidate.Reason.token, .addressToken, .reference, .marketplaceOrder,
    .marketplaceCustomer, .subjectToken,
  ])
  func aParticipantJoinsForEveryReason(reason: MatchCandidate.Reason) {
    let verdict = Matching.verdict(for: Letter().mail(), among: [candidate(1, reason)])
    #expect(verdict == .joins(ticket(1)))
  }

  @Test(arguments: [
    (MatchCandidate.Reason.token, true), (.addressToken, true), (.marketplaceOrder, true),
    (.marketplaceCustomer, true), (.reference, false), (.subjectToken, false),
  ])
  func aStrangerJoinsOnlyWithWhatWeSigned(reason: MatchCandidate.Reason, joins: Bool) {
    let mail = Letter(from: "mallory@evil.example").mail()
    let verdict = Matching.verdict(for: mail, among: [candidate(1, reason)])
    #expect(verdict == (joins ? .joins(ticket(1)) : .begins(mayBelongTo: ticket(1))))
  }

  @Test func theStrongestReasonWinsWhateverItsPlace() {
    let verdict = Matching.verdict(
      for: Letter().mail(),
      among: [
        candidate(3, .subjectToken), candidate(2, .reference), candidate(1, .token),
        candidate(4, .marketplaceOrder),
      ])
    #expect(verdict == .joins(ticket(1)))
  }

  @Test func aReasonThatDoesNotCountGivesWayToOneThatDoes() {
    let mail = Letter(from: "x@marketplace.amazon.de").mail()
    let verdict = Matching.verdict(
      for: mail, among: [candidate(1, .reference), candidate(2, .marketplaceCustomer)])
    #expect(verdict == .joins(ticket(2)))
  }

  @Test func nothingKnownBeginsANewTicket() {
    #expect(Matching.verdict(for: Letter().mail(), among: []) == .begins(mayBelongTo: nil))
  }

  @Test func whoWasInCcIsAParticipant() {
    let mail = Letter(from: "Bob <BOB@example.com>").mail()
    let known = candidate(1, .reference, .open, ["ada@example.com", "bob@example.com"])
    #expect(Matching.verdict(for: mail, among: [known]) == .joins(ticket(1)))
  }

  @Test(arguments: ["Fwd: Hello", "WG: Hallo", "Fw: Hello"])
  func aForwardBeginsANewTicketEvenWithASignedID(subject: String) {
    let mail = Letter(subject: subject).mail()
    let verdict = Matching.verdict(for: mail, among: [candidate(1, .token)])
    #expect(verdict == .begins(mayBelongTo: ticket(1)))
  }

  @Test func anAnswerToAForwardJoins() {
    let mail = Letter(subject: "Re: Fwd: Hello").mail()
    #expect(Matching.verdict(for: mail, among: [candidate(1, .token)]) == .joins(ticket(1)))
  }

  @Test func aPersonContinuesAClosedTicketInANewOne() {
    let closed = candidate(1, .token, .closed)
    #expect(Matching.verdict(for: Letter().mail(), among: [closed]) == .follows(ticket(1)))
    let automatic = Letter(fields: outOfOffice).mail()
    #expect(automatic.message.kind == .autoReply)
    #expect(Matching.verdict(for: automatic, among: [closed]) == .joins(ticket(1)))
  }

  @Test func aColleaguesAnswerJoinsByReferenceOnlyWhereItsRecipientIsSpokenWith() {
    let known = candidate(1, .reference)
    let answer = Letter(from: "support@shop.example", to: "ada@example.com", isSent: true)
    #expect(Matching.verdict(for: answer.mail(), among: [known]) == .joins(ticket(1)))
    var other = answer
    other.to = "supplier@example.net"
    #expect(
      Matching.verdict(for: other.mail(), among: [known]) == .begins(mayBelongTo: ticket(1)))
  }

  @Test func aColleaguesForwardToACustomerStillJoins() {
    let answer = Letter(
      from: "support@shop.example", to: "ada@example.com", subject: "Fwd: Label", isSent: true)
    #expect(
      Matching.verdict(for: answer.mail(), among: [candidate(1, .token)]) == .joins(ticket(1)))
  }

  @Test(arguments: MatchCandidate.Reason.allCases)
  func ourOwnAddressFromOutsideJoinsNothing(reason: MatchCandidate.Reason) {
    let forged = Letter(from: "Support <support@shop.example>", to: "victim@example.com").mail()
    let known = candidate(1, reason, .open, ["support@shop.example", "ada@example.com"])
    #expect(Matching.verdict(for: forged, among: [known]) == .begins(mayBelongTo: ticket(1)))
  }

  @Test func aPostmastersReportJoinsByTheMessageThatFailed() {
    let mail = bounce(of: "r1@shop.example").mail()
    #expect(mail.message.kind == .bounce)
    #expect(Matching.verdict(for: mail, among: [candidate(1, .reference)]) == .joins(ticket(1)))
  }
}
