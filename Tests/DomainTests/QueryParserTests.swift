import Domain
import Foundation
import TestKit
import Testing

@Suite struct QueryParserTests {
  @Test(arguments: [
    ("", Condition.everything), ("  \n ", .everything),
    ("refund", words("refund")), ("\"late parcel\"", words("late parcel")),
    ("“late parcel”", words("late parcel")), ("refund*", words("refund", begun: true)),
    ("\"late par\"*", words("late par", begun: true)),
    ("112-1234567-7654321", words("112-1234567-7654321")),
    ("don't", words("don't")), ("退款", words("退款")), ("or", words("or")), ("a", words("a")),
    ("#1001", words("#1001")), ("\"https://x.example/?a=1\"", words("https://x.example/?a=1")),
    ("\"NOT\"", words("NOT")), ("\"is:open\"", words("is:open")),
    ("refund policy", .all([words("refund"), words("policy")])),
    ("refund AND policy", .all([words("refund"), words("policy")])),
    ("a b OR c d", .any([.all([words("a"), words("b")]), .all([words("c"), words("d")])])),
    ("a (b OR c)", .all([words("a"), .any([words("b"), words("c")])])),
    ("a(b)c", .all([words("a"), words("b"), words("c")])),
    ("（a OR b）", .any([words("a"), words("b")])),
    ("-a", .not(words("a"))), ("NOT a", .not(words("a"))), ("NOT -a", words("a")),
    ("NOT NOT NOT a", .not(words("a"))), ("-(a b)", .not(.all([words("a"), words("b")]))),
    ("-\"a b\"", .not(words("a b"))), ("((a))", words("a")),
    ("a OR NOT b", .any([words("a"), .not(words("b"))])),
  ])
  func operators(_ text: String, condition: Condition) throws {
    #expect(try parsed(text) == condition)
  }

  @Test(arguments: [
    ("from:jonas@mail.example", Term.text(Pattern("jonas@mail.example"), in: .from)),
    ("from:\"Jonas Weber\"", .text(Pattern("Jonas Weber"), in: .from)),
    ("to:support*", .text(Pattern("support", isBeginning: true), in: .to)),
    ("subject:late", .text(Pattern("late"), in: .subject)),
    ("SUBJECT:Late", .text(Pattern("Late"), in: .subject)),
    ("body:\"on its way\"", .text(Pattern("on its way"), in: .body)),
    ("quoted:refund", .text(Pattern("refund"), in: .quoted)),
    ("customer:weber", .text(Pattern("weber"), in: .customer)),
    ("tag:Refund", .tag(Pattern("refund"))), ("tag:re*", .tag(Pattern("re", isBeginning: true))),
    ("channel:Amazon", .channel(Pattern("amazon"))),
    ("account:support", .account(Pattern("support"))),
    ("status:on_hold", .status(.onHold)), ("status:NEW", .status(.new)),
    ("status：new", .status(.new)),
    ("assignee:me", .assignee(.me)), ("assignee:none", .assignee(.nobody)),
    ("assignee:Ana", .assignee(.agent(AgentID("ana")))),
    ("order:112-1234567-7654321", .order(Pattern("112-1234567-7654321"))),
    ("order:#1001", .order(Pattern("#1001"))),
    ("order:\"112 123\"*", .order(Pattern("112 123", isBeginning: true))),
    ("sku:NL-TENT-2", .sku(Pattern("NL-TENT-2"))),
    ("tracking:1Z999*", .tracking(Pattern("1Z999", isBeginning: true))),
    ("lang:DE", .language(Pattern("de"))), ("type:wismo", .type(Pattern("wismo"))),
    ("priority:urgent", .priority(.urgent)), ("has:attachment", .has(.attachment)),
    ("has:order", .has(.order)), ("has:draft", .has(.draft)), ("has:note", .has(.note)),
    ("is:unread", .is(.unread)), ("is:open", .is(.open)), ("is:overdue", .is(.overdue)),
    ("is:snoozed", .is(.snoozed)), ("is:quarantined", .is(.quarantined)), ("is:spam", .is(.spam)),
    ("is:mine", .is(.mine)), ("is:unassigned", .is(.unassigned)),
    ("before:2026-01-31", .before(.day(year: 2026, month: 1, day: 31))),
    ("after:2026-01", .after(.month(year: 2026, month: 1))), ("on:2026", .on(.year(2026))),
    ("on:today", .on(.today)), ("before:Yesterday", .before(.yesterday)),
    ("updated:7d", .updated(.ago(days: 7))), ("after:2w", .after(.ago(days: 14))),
    ("value:>100", .value(.more, 100)),
    ("value:<=49.90", .value(.atMost, Decimal(string: "49.9") ?? 0)),
    ("value:20", .value(.equal, 20)), ("value:=20", .value(.equal, 20)),
    ("value:>=0", .value(.atLeast, 0)),
    ("value:<1", .value(.less, 1)),
    ("sla:breached", .sla(.breached)), ("sla:<1h", .sla(.dueWithin(.hours(1)))),
    ("sla:<30m", .sla(.dueWithin(.minutes(30)))), ("sla:>2d", .sla(.dueAfter(.days(2)))),
    ("id:12", .id(.number(12))), ("id:#12", .id(.number(12))),
    ("id:00000000-0000-0001-0000-000000000002", .id(.id(TicketID(high: 1, low: 2)))),
  ])
  func terms(_ text: String, term: Term) throws {
    #expect(try parsed(text) == .term(term))
    #expect(try parsed("-\(text)") == .not(.term(term)))
    #expect(try parsed("(\(text) OR x)") == .any([.term(term), words("x")]))
  }

  @Test func whatIsWrittenReadsTheSame() throws {
    var generator = QueryGenerator(seed: 41, .small)
    for _ in 0..<2000 {
      let condition = generator.next()
      #expect(try parsed(condition.text) == condition, "\(condition.text)")
    }
  }

  @Test func everyFieldExplainsItselfAndReadsItsOwnValues() throws {
    for field in QueryField.allCases {
      #expect(!field.meaning.isEmpty)
      for value in field.values { _ = try parsed("\(field.rawValue):\(value)") }
    }
  }
}

func words(_ text: String, begun: Bool = false) -> Condition {
  .term(.text(Pattern(text, isBeginning: begun), in: .anywhere))
}

func parsed(_ text: String) throws(Problem) -> Condition {
  try Query.parse(text, zone: .gmt).condition
}

extension QueryGenerator.Vocabulary {
  static let small = Self(
    words: ["refund", "late", "Größe", "退款", "AND", "don't", "1Z 999"], tags: ["vip", "wismo"],
    agents: ["ana", "ben"], people: ["Jonas Weber", "jonas@mail.example"],
    orders: ["112-1234567-7654321", "#1001"], skus: ["NL-TENT-2"], tracking: ["1Z999AA1"],
    dates: [
      .today, .yesterday, .ago(days: 7), .year(2026), .month(year: 2026, month: 2),
      .day(year: 2026, month: 1, day: 31),
    ])
}
