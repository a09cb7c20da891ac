import Domain
import Foundation
import Testing

@testable import Store

@Suite(.timeLimit(.minutes(5)))
struct WatchTests {
  @Test func answersNowAndAfterEveryChange() async throws {
    var shop = try Shop()
    var answers = shop.store.watch(.count(.everything, agent: Shop.ana)).makeAsyncIterator()
    #expect(await answers.next() == .count(0))
    try await shop.arrive()
    #expect(await answers.next() == .count(1))
    let id = try await shop.arrive()
    #expect(await answers.next() == .count(2))
    try await shop.act(id, .tagged(tag("a")))
    try await shop.arrive()
    #expect(await answers.next() == .count(3), "a tag changes no count")
  }

  @Test func seesWhatAnotherProcessWrites() async throws {
    let folder = try Folder()
    let clock = HandClock()
    let desk = try Shop(folder.file, clock: clock, seed: 1)
    var sync = try Shop(folder.file, clock: clock, seed: 2)
    var answers = desk.store.watch(.count(.everything, agent: Shop.ana)).makeAsyncIterator()
    #expect(await answers.next() == .count(0))
    try await sync.arrive()
    #expect(await answers.next() == .count(1))
    try await sync.arrive()
    #expect(await answers.next() == .count(2))
  }

  @Test func manyWatchSideBySide() async throws {
    var shop = try Shop()
    let id = try await shop.arrive()
    var count = shop.store.watch(.count(.inbox, agent: Shop.ana)).makeAsyncIterator()
    var tags = shop.store.watch(.tags).makeAsyncIterator()
    #expect(await count.next() == .count(1))
    #expect(await tags.next() == .tags([]))
    try await shop.act(id, .tagged(tag("a")))
    #expect(await tags.next() == .tags([TagCount(tag: tag("a"), count: 1)]))
    try await shop.act(id, .moved(.solved, .asked))
    #expect(await count.next() == .count(0))
  }

  @Test func endsWithItsReader() async throws {
    var shop = try Shop()
    let store = shop.store
    let reader = Task {
      for await _ in store.watch(.tags) {}
      return true
    }
    try await shop.arrive()
    reader.cancel()
    #expect(await reader.value)
  }
}
