import Domain
import Testing

@testable import ChannelKit

/// How far a program of the user's own was read.
struct LinePlaceTests {
  @Test func itGoesWhereTheProgramSays() {
    var place = LinePlace(nil)
    #expect(place.token == nil)
    var step = place.move(to: "a", more: true)
    #expect(step.hasMore && !step.goesRound)
    place = LinePlace(place.cursor)
    #expect(place.token == "a")
    step = place.move(to: "b", more: false)
    #expect(!step.hasMore && !step.goesRound)
    // Nothing new, and no cursor.
    step = place.move(to: nil, more: false)
    #expect(!step.hasMore && !step.goesRound && place.token == "b")
  }

  @Test(arguments: [["a", "a"], ["a", "b", "a"], ["a", "b", "c", "b"], [nil]])
  func whoGoesRoundInCirclesIsNotFollowed(_ cursors: [String?]) {
    var place = LinePlace(nil)
    var rounds: [Bool] = []
    for cursor in cursors {
      place = LinePlace(place.cursor)
      rounds.append(place.move(to: cursor, more: true).goesRound)
    }
    #expect(rounds.last == true && rounds.dropLast().allSatisfy { !$0 })
  }

  @Test func theConversationsHeardOfLastAreRemembered() {
    var place = LinePlace(nil)
    for number in 0..<1005 {
      place.tell("m\(number)", in: "t\(number)")
      if number % 100 == 0 { place.tell("again\(number)", in: "t0") }
    }
    place = LinePlace(place.cursor)
    #expect(place.last(in: "t0") == ["again1000", "again900", "again800"])
    #expect(place.last(in: "t1") == nil)
    #expect(place.last(in: "t1004") == ["m1004"])
    #expect(LinePlace(Cursor("of another version")).token == nil)
  }
}
