import ChannelKit
import Domain
import Foundation
import Testing
import Wire

@testable import App

/// A customer list and its double, as a test's argument.
struct ListDouble: Sendable, CustomTestStringConvertible {
  let simulator: any Simulator.Type

  static let all = Catalogue.simulators.filter { $0.channel is any ContactBook.Type }
    .map { ListDouble(simulator: $0) }

  var testDescription: String { simulator.channel.profile.title }

  var secrets: [String] {
    guard case .password(_, let secret) = simulator.credentials else { return [] }
    return [secret.reveal()]
  }

  func book(at shop: SmallShop) -> any ContactBook {
    guard let book = simulator.channel(at: shop) as? any ContactBook else {
      preconditionFailure("every double here is one of a customer list")
    }
    return book
  }

  /// How looking somebody up fails; `nil` where it does not.
  func failure(at shop: SmallShop, _ address: String = "ada1002@example.com") async -> ChannelError?
  {
    do throws(ChannelError) {
      _ = try await book(at: shop).contact(.mail(address))
      return nil
    } catch {
      return error
    }
  }
}

/// What every customer list passes against its double.
@Suite struct ContactContractTests {
  @Test(arguments: ListDouble.all, [1001, 1002, 1003])
  func somebodyIsFoundByTheirAddress(_ double: ListDouble, _ number: Int) async throws {
    let shop = sampleShop()
    let found = try await double.book(at: shop).contact(.mail("ada\(number)@example.com"))
    let contact = try #require(found)
    let person = try #require(
      await shop.state.people.first { $0.email == "ada\(number)@example.com" })
    #expect(contact.name == "Ada Byron")
    #expect(!contact.place.isEmpty)
    #expect(contact.updatedAt == person.changedAt)
    let mail = try #require(contact.marketing.first { $0.medium == .mail })
    #expect(mail.isAllowed == person.wantsMail)
    #expect(mail.reason.isEmpty == person.wantsMail)
    #expect(!contact.properties.isEmpty)
    #expect(contact.properties.allSatisfy { !$0.name.isEmpty && !$0.text.isEmpty })
    #expect(contact.link.hasPrefix("https://"))
  }

  @Test(arguments: ListDouble.all)
  func nobodyIsNoFailure(_ double: ListDouble) async throws {
    for shop in [sampleShop(), SmallShop(now: opening)] {
      let book = double.book(at: shop)
      #expect(try await book.contact(.mail("ben@example.com")) == nil)
      #expect(try await book.contact(.mail("da1002@example.com")) == nil)
      #expect(try await book.contact(.phone("+49301234567")) == nil)
      try await book.test()
    }
  }

  @Test(arguments: ListDouble.all)
  func somebodyIsFoundByTheirNumberWhereThatCanBe(_ double: ListDouble) async throws {
    let book = double.book(at: sampleShop())
    let key = ContactKey.phone("+35315551002")
    let found = try await book.contact(key)
    #expect(book.takes(key) == (found != nil))
    #expect(book.takes(.mail("ada1002@example.com")))
  }

  @Test(arguments: ListDouble.all)
  func lookingUpOnlyReads(_ double: ListDouble) async throws {
    let shop = sampleShop()
    for address in ["ada1002@example.com", "ben@example.com"] {
      _ = try await double.book(at: shop).contact(.mail(address))
    }
    for request in await shop.requests {
      #expect(request.method == .get || request.url.hasSuffix("/search"), "\(request.url)")
      #expect(request.url.hasPrefix("https://"))
    }
  }

  @Test(arguments: ListDouble.all, Waiting.all)
  func everyFormOfSlowDownIsUnderstood(_ double: ListDouble, _ waiting: Waiting) async throws {
    let shop = sampleShop()
    await shop.plan(.slowDown(retryAfter: waiting.field))
    let error = await double.failure(at: shop)
    guard case .slowDown(let span) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    if waiting.field != nil { #expect(span == waiting.span) }
    #expect(await shop.requests.count == 1)
  }

  @Test(arguments: ListDouble.all)
  func aWrongKeyIsSignedOutAndSaysWhereToLook(_ double: ListDouble) async throws {
    let shop = sampleShop()
    await shop.change { $0.isKeyGood = false }
    guard case .signedOut(let reason) = await double.failure(at: shop) else {
      Issue.record("not signed out")
      return
    }
    #expect(reason.contains("look at"), "\(reason)")
    for secret in double.secrets { #expect(!reason.contains(secret), "\(reason)") }
    await #expect(throws: ChannelError.self) { try await double.book(at: shop).test() }
    await shop.change { $0.isKeyGood = true }
    try await double.book(at: shop).test()
  }

  @Test(arguments: ListDouble.all, Broken.all)
  func whatCannotBeReadIsTriedAgain(_ double: ListDouble, _ broken: Broken) async throws {
    for request in 0..<2 {
      let shop = sampleShop()
      await shop.plan(broken.mishap, at: request)
      guard let error = await double.failure(at: shop) else { continue }
      switch error {
      case .unreachable, .unreadable: break
      default: Issue.record("\(error)")
      }
      #expect(error.wait(after: 1, chance: 0) != nil)
      for secret in double.secrets + ["Ada", "@example.com"] {
        #expect(!error.sentence.contains(secret), "\(error.sentence)")
      }
      #expect(await shop.requests.count == request + 1)
    }
  }

  @Test(arguments: ListDouble.all)
  func cancelledIsUnreachable(_ double: ListDouble) async throws {
    let shop = sampleShop()
    let error = await Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await double.failure(at: shop)
    }.value
    guard case .unreachable = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(await shop.requests.isEmpty)
  }
}
