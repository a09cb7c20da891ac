import ChannelKit
import Domain
import Foundation
import Testing
import Wire

/// What every channel passes that brings messages by its own interface.
@Suite struct TalkContractTests {
  // MARK: Coming in

  @Test(arguments: TalkDouble.all)
  func allThatWasSaidComesInOnceAndInOrder(_ double: TalkDouble) async throws {
    let shop = talkativeShop()
    let first = try await double.pullAll(at: shop)
    #expect(await first.postings.words.sorted() == double.words(of: shop).sorted())
    let second = try await double.pullAll(at: shop, after: first.cursor)
    #expect(second.postings == [])
    let third = double.postings(first.postings, with: "4203")
    #expect(third.map(\.at) == third.map(\.at).sorted())
  }

  @Test(arguments: TalkDouble.all)
  func onlyWhatIsSaidLaterComesAgain(_ double: TalkDouble) async throws {
    let shop = talkativeShop()
    let first = try await double.pullAll(at: shop)
    await shop.change { state in
      state.now = state.now + .hours(1)
      state.say("Still nothing.", in: "4201")
    }
    let second = try await double.pullAll(at: shop, after: first.cursor)
    #expect(second.postings.words == ["customer: Still nothing."])
    #expect(second.postings.first?.neighbours?.isEmpty != true)
    if let orders = second.postings.first?.orders, !orders.isEmpty { #expect(orders == ["1001"]) }
  }

  @Test(arguments: TalkDouble.all)
  func aMessageSaysWhoWroteItAndToWhom(_ double: TalkDouble) async throws {
    let shop = talkativeShop()
    let postings = try await double.pullAll(at: shop).postings
    let asked = try #require(
      double.postings(postings, with: "4202").first { $0.author == .customer })
    #expect(asked.from.address == double.address("4202"))
    #expect(["Ada 2", ""].contains(asked.from.name))
    #expect(asked.customer == asked.from)
    if let said = postings.first(where: { $0.author == .us }) {
      #expect(said.customer == asked.from)
      #expect(said.to.map(\.address) == ["4202"])
    }
    let pictured = try #require(double.postings(postings, with: "4203").last)
    if double.bringsFiles {
      #expect(pictured.files.map(\.name) == [double.namesFiles ? "box.jpg" : "picture-1.jpg"])
      #expect(pictured.files.map(\.bytes) == [[1, 2, 3]])
    } else {
      #expect(pictured.text.contains("[box.jpg] https://"))
    }
  }

  @Test(arguments: TalkDouble.all)
  func whatIsSaidBetweenPagesIsNotLost(_ double: TalkDouble) async throws {
    for at in 0..<3 {
      let shop = talkativeShop()
      await shop.plan(
        .changes { state in
          state.now = state.now + .minutes(30)
          state.say("And this.", in: "4201")
          state.say("New here.", in: "4209", customer: Party(name: "Bo", address: "4209"))
        }, at: at)
      let first = try await double.pullAll(at: shop)
      let second = try await double.pullAll(at: shop, after: first.cursor)
      let all = (first.postings + second.postings).words
      #expect(await Set(all) == Set(double.words(of: shop)))
      #expect(all.count == Set(all).count)
    }
  }

  @Test(arguments: TalkDouble.all)
  func aListThatRepeatsItselfEnds(_ double: TalkDouble) async throws {
    let shop = talkativeShop()
    await shop.change { $0.repeatsItself = true }
    let first = try await double.pullAll(at: shop)
    await shop.change { $0.repeatsItself = false }
    let second = try await double.pullAll(at: shop, after: first.cursor)
    #expect(await Set((first.postings + second.postings).words) == Set(double.words(of: shop)))
  }

  @Test(arguments: TalkDouble.all, Broken.all)
  func whatCannotBeReadComesLater(_ double: TalkDouble, _ broken: Broken) async throws {
    for request in 0..<4 {
      let shop = talkativeShop()
      await shop.plan(broken.mishap, at: request)
      var postings: [Posting] = []
      var cursor: Cursor?
      // Some need fewer requests than others: it may go wrong in any of these pulls, once.
      for _ in 0..<4 {
        do {
          let pulled = try await double.pullAll(at: shop, after: cursor)
          (postings, cursor) = (postings + pulled.postings, pulled.cursor)
        } catch let error as TalkDouble.Interrupted {
          (postings, cursor) = (postings + error.postings, error.cursor)
          #expect(error.error.wait(after: 1, chance: 0) != nil)
          #expect(!error.error.sentence.contains("Ada"), "\(error.error.sentence)")
        }
      }
      #expect(await Set(postings.words) == Set(double.words(of: shop)), "\(broken) at \(request)")
      guard double.bringsFiles else { continue }
      #expect(postings.contains { $0.files.map(\.bytes) == [[1, 2, 3]] })
    }
  }

  @Test(arguments: TalkDouble.all, Waiting.all)
  func everyFormOfSlowDownIsUnderstood(_ double: TalkDouble, _ waiting: Waiting) async throws {
    let shop = talkativeShop()
    await shop.plan(.slowDown(retryAfter: waiting.field))
    await #expect {
      _ = try await double.source(at: shop).messages(after: nil)
    } throws: { error in
      if case .slowDown = error as? ChannelError { true } else { false }
    }
  }

  @Test(arguments: TalkDouble.all)
  func aWrongKeyIsSignedOutAndSaysWhereToLook(_ double: TalkDouble) async throws {
    let shop = talkativeShop()
    await shop.change { $0.isKeyGood = false }
    await #expect {
      _ = try await double.source(at: shop).messages(after: nil)
    } throws: { error in
      guard case .signedOut(let reason) = error as? ChannelError else { return false }
      return reason.contains("look at")
    }
  }

  // MARK: Going out

  private func asked(_ double: TalkDouble, _ shop: SmallShop) async throws -> Posting {
    try #require(
      double.postings(try await double.pullAll(at: shop).postings, with: "4201").first)
  }

  @Test(arguments: TalkDouble.all)
  func anAnswerGoesIntoItsConversationOnce(_ double: TalkDouble) async throws {
    let shop = talkativeShop()
    let posting = try await asked(double, shop)
    let sink = double.sink(at: shop)
    let reply = double.answer("It left us.\n\nAna", to: posting, at: await shop.state.now)
    let parcel = try sink.parcel(for: reply, files: [])
    #expect(try sink.parcel(for: reply, files: []) == parcel, "a pure function of the reply")
    let receipt = try await sink.send(parcel)
    let words = await shop.state.talks.first { $0.id == "4201" }?.words ?? []
    #expect(words.map(\.text) == ["Where is it, number 1?", "It left us.\n\nAna"])
    #expect(words.last?.author == .us)
    #expect(receipt.externalID?.hasSuffix("@\(double.channel.rawValue)") == true)
    // What comes back is known by that id.
    let echo = try await double.pullAll(at: shop).postings.filter { $0.author == .us }
    let names = echo.map { Posting.name($0.id, on: double.channel) }
    #expect(names.isEmpty || names.contains(receipt.externalID ?? ""))
  }

  @Test(arguments: TalkDouble.books)
  func aLostAnswerIsUnsureAndTheReplyIsFound(_ double: TalkDouble) async throws {
    let shop = talkativeShop()
    let posting = try await asked(double, shop)
    let sink = double.sink(at: shop)
    let book = try #require(double.simulator.channel(at: shop) as? any SentBook)
    let now = await shop.state.now
    let parcel = try sink.parcel(
      for: double.answer("It left us.", to: posting, at: now), files: [])
    #expect(try await book.receipt(of: parcel, besides: []) == nil)
    await shop.plan(.lostAnswer, at: double.signInCalls)
    await #expect {
      _ = try await sink.send(parcel)
    } throws: { error in
      if case .unsure = error as? ChannelError { true } else { false }
    }
    let found = try #require(try await book.receipt(of: parcel, besides: []))
    let id = try #require(found.externalID)
    // The same words of another reply are not this one.
    #expect(try await book.receipt(of: parcel, besides: [id]) == nil)
    var later = parcel
    later.acceptedAt = now + .hours(1)
    #expect(try await book.receipt(of: later, besides: []) == nil)
  }

  /// What may have been done is never called undone.
  @Test(arguments: TalkDouble.all, [500, 502, 503, 504])
  func aServerInTroubleLeavesItUnsure(_ double: TalkDouble, _ status: Int) async throws {
    let shop = talkativeShop()
    let posting = try await asked(double, shop)
    let sink = double.sink(at: shop)
    let parcel = try sink.parcel(
      for: double.answer("It left us.", to: posting, at: await shop.state.now), files: [])
    await shop.plan(.status(status), at: double.signInCalls)
    await #expect {
      _ = try await sink.send(parcel)
    } throws: { error in
      if case .unsure = error as? ChannelError { true } else { false }
    }
  }

  @Test(arguments: TalkDouble.all)
  func whoIsAskedToWaitHasSaidNothing(_ double: TalkDouble) async throws {
    let shop = talkativeShop()
    let posting = try await asked(double, shop)
    let sink = double.sink(at: shop)
    let before = await shop.words
    let parcel = try sink.parcel(
      for: double.answer("It left us.", to: posting, at: await shop.state.now), files: [])
    for mishap in [SmallShop.Mishap.slowDown(retryAfter: "7"), .away, .signedOut] {
      await shop.plan(mishap)
      await #expect {
        _ = try await sink.send(parcel)
      } throws: { error in
        switch error as? ChannelError {
        case .slowDown, .unreachable, .signedOut: true
        default: false
        }
      }
    }
    #expect(await shop.words == before)
  }

  @Test(arguments: TalkDouble.all)
  func whatHasNoConversationIsRefusedBeforeItIsSent(_ double: TalkDouble) async throws {
    let shop = talkativeShop()
    let posting = try await asked(double, shop)
    let sink = double.sink(at: shop)
    var reply = double.answer("It left us.", to: posting, at: await shop.state.now)
    reply.references = ["mail@example.com"]
    #expect {
      _ = try sink.parcel(for: reply, files: [])
    } throws: { error in
      if case .refused = error as? ChannelError { true } else { false }
    }
  }

  @Test(arguments: TalkDouble.all)
  func aConversationThatIsGoneIsRefused(_ double: TalkDouble) async throws {
    let shop = talkativeShop()
    let posting = try await asked(double, shop)
    let sink = double.sink(at: shop)
    let parcel = try sink.parcel(
      for: double.answer("It left us.", to: posting, at: await shop.state.now), files: [])
    await shop.change { $0.talks.removeAll { $0.id == "4201" } }
    await #expect {
      _ = try await sink.send(parcel)
    } throws: { error in
      if case .refused = error as? ChannelError { true } else { false }
    }
  }
}
