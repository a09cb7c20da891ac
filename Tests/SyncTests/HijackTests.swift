import ChannelKit
import Domain
import Foundation
import Store
import Sync
import Testing

/// S4: threads cannot be hijacked, on the whole way from the server's bytes to the store.
@Suite struct HijackTests {
  /// A desk with one engine, which gives every ticket an identifier of its own.
  private struct Scene {
    let desk: Desk
    let engine: SyncEngine
    /// The id of Ana's answer.
    var ours = ""

    init() throws {
      desk = try Desk()
      engine = desk.engine()
    }

    func pull(_ letter: Letter) async throws {
      desk.outside.with { $0.mails.append(letter.arrival) }
      _ = try await engine.runOnce(waitingForWindowsUpTo: .seconds(5))
    }

    /// Takes one more letter and tells how many messages ticket 1 then has, and how many tickets
    /// there are in all.
    func taking(_ letter: Letter) async throws -> [Int] {
      try await pull(letter)
      var tickets = 0
      while case .found(_?) = try await desk.store.ask(.find("\(tickets + 1)")) { tickets += 1 }
      return [try await desk.ticket().messages.count, tickets]
    }
  }

  /// Ada has written, and Ana has answered her: ticket 1.
  private func begun() async throws -> Scene {
    var scene = try Scene()
    try await scene.pull(Letter())
    let reply = try await scene.desk.reply()
    _ = try await scene.engine.runOnce(waitingForWindowsUpTo: .seconds(5))
    scene.ours = try #require(try await scene.desk.row(reply).reply.externalID)
    #expect(scene.desk.outside.sink.map(\.externalID) == [scene.ours])
    return scene
  }

  private func stranger(answers: [String] = [], subject: String = "Re: Where is my parcel?")
    -> Letter
  {
    Letter(
      from: "Mallory <mallory@evil.example>", subject: subject, id: "x1@evil.example",
      answers: answers)
  }

  // MARK: Guesses

  @Test(arguments: [
    "1@shop.example", "sb.1@shop.example", "ticket-1@shop.example", "sb.aaaaaaaa@shop.example",
    "#1", "m1@example.com",
  ])
  func s4AGuessedIDJoinsNothing(guess: String) async throws {
    let scene = try await begun()
    let found = try await scene.taking(stranger(answers: [guess]))
    #expect(found == [2, 2])
  }

  @Test(arguments: ["[#1]", "[#1-aaaa]", "#1", "[1]", "Ticket 1"])
  func s4AGuessedNumberInTheSubjectJoinsNothing(mark: String) async throws {
    let scene = try await begun()
    let found = try await scene.taking(stranger(subject: "Re: Where is my parcel? \(mark)"))
    #expect(found == [2, 2])
  }

  @Test func s4OurIDWithAWrongHashJoinsNothing() async throws {
    let scene = try await begun()
    let ours = scene.ours
    let at = try #require(ours.firstIndex(of: "@"))
    let last = ours.index(before: at)
    var count = 1
    for place in [last, ours.index(ours.startIndex, offsetBy: 5), ours.index(last, offsetBy: -9)] {
      var forged = ours
      let other: Character = ours[place] == "b" ? "c" : "b"
      forged.replaceSubrange(place...place, with: String(other))
      // Even from the customer's own address it is no id of ours, and names no message we have.
      let letter = Letter(id: "m-\(other)\(forged.hashValue)@example.com", answers: [forged])
      count += 1
      let found = try await scene.taking(letter)
      #expect(found == [2, count], "\(forged)")
    }
  }

  @Test func s4TheSubjectAloneJoinsNothingNotEvenFromTheCustomer() async throws {
    let scene = try await begun()
    #expect(try await scene.taking(stranger()) == [2, 2])
    let again = Letter(subject: "Re: Where is my parcel?", id: "m9@example.com")
    #expect(try await scene.taking(again) == [2, 3])
  }

  // MARK: What is known

  @Test func s4TheCustomersAnswerToOurIDJoinsAndNobodyIsNew() async throws {
    let scene = try await begun()
    let (desk, ours) = (scene.desk, scene.ours)
    #expect(try await scene.taking(Letter(id: "m2@example.com", answers: [ours])) == [3, 1])
    #expect(try await desk.ticket().messages.last?.warnings == [])
  }

  /// Our own id is proof enough that its bearer was given it; but they are marked, and no answer
  /// goes to them before somebody has looked.
  @Test func s4OurRealIDFromAnotherAddressJoinsAndIsMarked() async throws {
    let scene = try await begun()
    let (desk, ours) = (scene.desk, scene.ours)
    #expect(try await scene.taking(stranger(answers: [ours])) == [3, 1])
    let sheet = try await desk.ticket()
    #expect(sheet.messages.last?.warnings == ["new here: mallory@evil.example"])
    #expect(sheet.newcomers(among: [Party(address: "mallory@evil.example")]).count == 1)
    #expect(sheet.events.last { $0.act.type == "message.in" }?.actor == .customer)
    #expect(sheet.customer?.identities.map(\.address) == ["ada@example.com"])
  }

  @Test func s4AStrangersReferenceToTheCustomersIDJoinsNothing() async throws {
    let scene = try await begun()
    let found = try await scene.taking(stranger(answers: ["m1@example.com"]))
    #expect(found == [2, 2])
    let other = try await scene.desk.ticket(2)
    #expect(other.ticket.mayBelongTo != nil)
  }

  @Test func s4AStrangerInCcIsMarkedAndIsNewToTheNextReply() async throws {
    let scene = try await begun()
    let (desk, ours) = (scene.desk, scene.ours)
    var letter = Letter(id: "m2@example.com", answers: [ours])
    letter.cc = "Mallory <mallory@evil.example>, hello@shop.example"
    #expect(try await scene.taking(letter) == [3, 1])
    let sheet = try await desk.ticket()
    #expect(sheet.messages.last?.warnings == ["new here: mallory@evil.example"])
    let copied = sheet.messages.last?.cc ?? []
    let new = sheet.newcomers(among: copied).map(\.address)
    #expect(new.contains("mallory@evil.example"))
    // It is passed on to nobody by itself.
    #expect(desk.outside.sink.count == 1)
  }

  // MARK: Our own addresses

  @Test(arguments: [
    "Support <support@shop.example>", "support+x@shop.example", "Hello <HELLO@shop.example>",
  ])
  func s4OurAddressFromOutsideActsAsNobodyEvenWithOurRealID(from: String) async throws {
    let scene = try await begun()
    let (desk, ours) = (scene.desk, scene.ours)
    let forged = Letter(
      from: from, to: "victim@example.com", subject: "Re: Refund", id: "f1@evil.example",
      answers: [ours])
    #expect(try await scene.taking(forged) == [2, 2])
    let other = try await desk.ticket(2)
    #expect(other.ticket.isQuarantined)
    #expect(other.messages.map(\.direction) == [.inbound])
    #expect(other.events.allSatisfy { $0.actor != .externalAgent && $0.actor.kind != "agent" })
    #expect(try await desk.ticket().ticket.status == .pending)
    #expect(desk.outside.sink.count == 1, "nothing was passed on to the victim")
  }

  /// A colleague's address: it may answer what bears our id, as anybody may, never as an agent.
  @Test func s4AColleaguesAddressFromOutsideIsNoAgent() async throws {
    let scene = try await begun()
    let (desk, ours) = (scene.desk, scene.ours)
    let colleague = "Ben <ben@shop.example>"
    let guess = Letter(from: colleague, id: "c1@evil.example", answers: ["m1@example.com"])
    #expect(try await scene.taking(guess) == [2, 2])
    let real = Letter(from: colleague, id: "c2@evil.example", answers: [ours])
    #expect(try await scene.taking(real) == [3, 2])
    let sheet = try await desk.ticket()
    #expect(sheet.messages.last?.direction == .inbound)
    #expect(sheet.messages.last?.warnings == ["new here: ben@shop.example"])
    #expect(sheet.events.last { $0.act.type == "message.in" }?.actor == .customer)
  }

  // MARK: The customer's name taken in vain

  @Test(arguments: [
    Letter(
      from: "ada@example.com", id: "f1@evil.example", answers: ["m1@example.com"],
      fields: ["From: mallory@evil.example"]),
    Letter(
      from: "noreply@evil.example", id: "f2@evil.example", answers: ["m1@example.com"],
      fields: ["Reply-To: ada@example.com"]),
  ])
  func s4WhoOnlyNamesAParticipantIsNone(letter: Letter) async throws {
    let scene = try await begun()
    #expect(try await scene.taking(letter) == [2, 2])
  }

  @Test func s4AParticipantWhomOurServerDeniesIsNone() async throws {
    let desk = try Desk()
    var account = support
    account.settings["authserv_id"] = "mx.shop.example"
    // Whatever a file calls shared is a mail provider's domain.
    let known = Relays.read([
      Relays.File(
        path: "own.relay",
        text: """
          channel: woocommerce
          domain: own
          except: mail.example
          mark: X-Mailer: Shop
          customer: reply-to
          """)
    ]).0
    var reception = Reception(
      store: desk.store, account: account, relays: known, mint: Mint(seed: 3), from: .server)
    func letter(_ id: String, _ answers: [String], _ result: String) -> MailMessage {
      let letter = Letter(
        from: "ada@mail.example", id: id, answers: answers,
        fields: ["Authentication-Results: mx.shop.example; \(result)"])
      var mint = Mint(seed: UInt64(truncatingIfNeeded: id.hashValue))
      return MailMessage(
        letter.arrival, account: account, relays: known, id: mint.id(at: letter.at))
    }
    for mail in [
      letter("m1@mail.example", [], "dmarc=pass"),
      letter("m2@mail.example", ["m1@mail.example"], "dmarc=pass"),
      letter("m3@mail.example", ["m1@mail.example"], "dmarc=fail"),
    ] {
      _ = try await reception.take([mail])
    }
    #expect(
      try await desk.ticket().messages.map(\.externalID) == ["m1@mail.example", "m2@mail.example"])
    let other = try await desk.ticket(2)
    #expect(
      other.messages.first?.warnings.first
        == "your mail server could not confirm that it comes from mail.example: dmarc=fail")
    #expect(other.ticket.mayBelongTo == (try await desk.ticket().ticket.id))
  }
}
