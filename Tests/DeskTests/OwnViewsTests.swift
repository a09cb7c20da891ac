import Desk
import Domain
import Foundation
import Terminal
import TestKit
import Testing

/// Searches that are kept as views, in the desk and in their file.
@Suite struct OwnViewsTests {
  private func searching(_ text: String = "tag:refund") -> DeskDriver {
    var desk = DeskDriver(.morning)
    desk.press("/")
    desk.type("\(text)\n")
    return desk
  }

  private func query(_ text: String) throws -> Query {
    try Query.parse(text, zone: DeskFixture.morning.setting.zone)
  }

  @Test func aSearchIsKeptWithOneKeyAndFoundUnderItsName() throws {
    var desk = searching()
    desk.press("S")
    #expect(desk.bottom.contains("keep this search as view: tag:refund"))
    desk.press("Enter")
    let view = SavedView(10, "tag:refund", try query("tag:refund"))
    #expect(desk.allEffects.contains(.changeViews(.keep(view))))
    #expect(desk.desk.inbox.source == .view(view))
    #expect(desk.bottom.contains("kept as view “tag:refund”: g v shows it"), "\(desk.bottom)")
    desk.press("g", "1", "g", "v")
    #expect(desk.canvas.text.contains("tag:refund"))
    desk.press("G", "Enter")
    #expect(desk.desk.inbox.source == .view(view))
    desk.press("g", "1", ":")
    desk.type("view TAG:refund\n")
    #expect(desk.desk.inbox.source == .view(view))
  }

  @Test func aNumberIsItsKeyAndTheOrderStays() throws {
    var desk = searching()
    desk.press(":")
    desk.type("sort newest\n")
    desk.press(":")
    desk.type("save-view 5 Refunds\n")
    let view = SavedView(5, "Refunds", try query("tag:refund"), sort: .newest)
    #expect(desk.allEffects.contains(.changeViews(.keep(view))))
    #expect(desk.bottom.contains("g 5 shows it"))
    desk.press("g", "1", "g", "5")
    #expect(desk.desk.inbox.source == .view(view))
    #expect(desk.desk.inbox.sort == .newest)
    #expect(!desk.desk.views.views.contains { $0.name == "Waiting for customer" })
    // Another takes the key: the first stays, without one.
    desk.press("/")
    desk.type("is:unread\n")
    desk.press(":")
    desk.type("save-view 5 Unread\n")
    let moved = SavedView(10, "Refunds", view.query, sort: .newest)
    #expect(desk.allEffects.contains(.changeViews(.keep(moved))))
    #expect(desk.desk.views.views.map(\.name).suffix(1) == ["Refunds"])
    // The same name is the same view.
    desk.press("/")
    desk.type("tag:wismo\n")
    desk.press(":")
    desk.type("save-view Unread\n")
    #expect(desk.desk.views.views.count { $0.name == "Unread" } == 1)
    #expect(desk.desk.views.views.first { $0.number == 5 }?.query.text == "tag:wismo")
  }

  @Test func aViewIsThrownAwayAndBroughtBack() throws {
    var desk = searching()
    desk.press("S", "Enter", "g", "v", "d")
    let view = SavedView(10, "tag:refund", try query("tag:refund"))
    #expect(desk.allEffects.contains(.changeViews(.drop(view))))
    #expect(desk.desk.views.views.count == 9)
    #expect(desk.bottom.contains("u brings it back"))
    desk.press("u")
    #expect(
      desk.allEffects.last { if case .changeViews = $0 { true } else { false } }
        == .changeViews(.keep(view)))
    #expect(desk.desk.views.views.last == view)
    desk.press("g", "g", "d")
    #expect(desk.desk.views.views.count == 10)
    #expect(desk.bottom.contains("“Open” comes with the program and stays"))
  }

  @Test func onlyASearchIsKeptAndANameThatCannotBeIsRefused() {
    var desk = DeskDriver(.morning)
    desk.press("S")
    #expect(desk.bottom.contains("this is a view already"))
    desk = searching()
    desk.press("S")
    desk.type("=\n")
    #expect(desk.desk.line != nil, "what was typed stays to be mended")
    #expect(desk.canvas.text.contains("has no ="))
    desk.press("Esc", ":")
    desk.type("view Opne\n")
    #expect(desk.bottom.contains("did you mean Open?"), "\(desk.bottom)")
  }

  @Test func theFileSaysThemLineByLine() throws {
    let text = """
      # What we look at on Mondays
      2 eBay refunds, newest = channel:ebay tag:refund

      Big orders = tag:b2b OR tag:vip
      """
    let zone = DeskFixture.morning.setting.zone
    let (views, problems) = ViewText.read(text, file: "views", zone: zone)
    #expect(problems.isEmpty)
    #expect(
      views == [
        SavedView(2, "eBay refunds", try query("channel:ebay tag:refund"), sort: .newest),
        SavedView(10, "Big orders", try query("tag:b2b OR tag:vip")),
      ])
    for view in views {
      let (again, _) = ViewText.read(ViewText.line(view), file: "views", zone: zone)
      #expect(again == [view])
    }
  }

  @Test func aViewSaysItsColumnsToo() throws {
    let zone = DeskFixture.morning.setting.zone
    let text = "5 Big, late orders, newest, columns due customer = tag:b2b\n"
    let (views, problems) = ViewText.read(text, file: "views", zone: zone)
    #expect(problems.isEmpty)
    let columns = try ListColumns(reading: "due customer")
    let view = SavedView(
      5, "Big, late orders", try query("tag:b2b"), sort: .newest, columns: columns)
    #expect(views == [view])
    #expect(ViewText.line(view) + "\n" == text)
    let (none, odd) = ViewText.read(
      "Big, columns due custmer subject = tag:b2b\nB, columns = tag:c", file: "views", zone: zone)
    #expect(none == [])
    #expect(
      odd.map(\.description) == [
        "views:1:18: no column is called custmer; did you mean customer?",
        "views:2:11: a list shows the subject or the customer; name one of them or both",
      ])
  }

  @Test func aMistakeIsToldAtItsPlaceAndTheOthersAreKept() {
    let text = "Good = is:unread\nbad\n = x\nGood = tag:b\n3 Odd = status:opne\n"
    let (views, problems) = ViewText.read(text, file: "views", zone: .gmt)
    #expect(views.map(\.name) == ["Good"])
    #expect(problems.map(\.line) == [2, 3, 4, 5])
    #expect(problems.last?.description.hasPrefix("views:5:16:") == true, "\(problems)")
  }

  @Test func aChangeLeavesEverythingElseAsItWasWritten() throws {
    let text = "# Mine\n\nOld  =   tag:a\nOther = tag:b"
    let added = ViewText.Change.keep(SavedView(3, "New", try query("tag:c"))).text(of: text)
    #expect(added == text + "\n3 New = tag:c\n")
    let changed = ViewText.Change.keep(SavedView(10, "Old", try query("tag:d"))).text(of: added)
    #expect(changed == "# Mine\n\nOld = tag:d\nOther = tag:b\n3 New = tag:c\n")
    let less = ViewText.Change.drop(SavedView(10, "Other", try query("tag:b"))).text(of: changed)
    #expect(less == "# Mine\n\nOld = tag:d\n3 New = tag:c\n")
    #expect(ViewText.Change.keep(SavedView(10, "A", .everything)).text(of: "") == "A = \n")
  }
}
