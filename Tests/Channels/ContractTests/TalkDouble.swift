import ChannelKit
import Domain
import Foundation
import Testing
import Wire

@testable import App

/// A channel that brings messages by its own interface, and its double, as a test's argument.
struct TalkDouble: Sendable, CustomTestStringConvertible {
  let simulator: any Simulator.Type

  static let all = Catalogue.simulators.filter {
    $0.channel is any MessageSource.Type && $0.channel is any ReplySink.Type
  }.map { TalkDouble(simulator: $0) }

  /// Those that only listen: what they bring is answered elsewhere.
  static let listeners = Catalogue.simulators.filter {
    $0.channel is any MessageSource.Type && !($0.channel is any ReplySink.Type)
  }.map { TalkDouble(simulator: $0) }

  var testDescription: String { simulator.channel.profile.title }

  func source(at shop: SmallShop) -> any MessageSource {
    guard let source = simulator.channel(at: shop) as? any MessageSource else {
      preconditionFailure("every double here is one of a source of messages")
    }
    return source
  }

  func sink(at shop: SmallShop) -> any ReplySink {
    guard let sink = simulator.channel(at: shop) as? any ReplySink else {
      preconditionFailure("every double here is one that carries answers out")
    }
    return sink
  }

  /// Those whose conversations can be read again, with what we said.
  static let books = all.filter { $0.simulator.channel is any SentBook.Type }

  /// What comes in of what was said: what we said too, where conversations can be read.
  func words(of shop: SmallShop) async -> [String] {
    let all = await shop.state.talks.flatMap(\.words)
    let tellsOurs = simulator.channel is any SentBook.Type && type != "mastodon"
    return all.filter { tellsOurs || $0.author != .us }.map { "\($0.author): \($0.text)" }
  }

  /// Calls that only sign in, before the first that asks for something.
  var signInCalls: Int { ShopDouble(simulator: simulator).signInCalls }

  /// Files come along; where not, they are named in the words.
  var bringsFiles: Bool { type != "ebay" }

  /// Files come under their names.
  var namesFiles: Bool { !["sms", "whatsapp"].contains(type) }

  /// How a customer is known whom the small shop calls so.
  func address(_ customer: String) -> String {
    type == "mastodon" ? "\(customer)@social.example" : customer
  }

  private var type: String { simulator.channel.profile.type }

  /// What was said in a conversation with one of the small shop's customers.
  func postings(_ all: [Posting], with customer: String) -> [Posting] {
    all.filter { $0.customer?.address == address(customer) }
  }

  /// What a message says, without the files that are named in it.
  static func line(_ posting: Posting) -> String {
    let text = posting.text.replacing("<p>", with: "").replacing("</p>", with: "")
    return "\(posting.author): \(text.prefix { $0 != "\n" })"
  }

  var channel: ChannelName { simulator.account.channel }

  /// A pull that did not come to its end, and how far it came.
  struct Interrupted: Error {
    var error: ChannelError
    var postings: [Posting]
    var cursor: Cursor?
  }

  /// Pulls until there is no more.
  func pullAll(
    at shop: SmallShop, after cursor: Cursor? = nil
  ) async throws -> (postings: [Posting], cursor: Cursor?, notices: [String]) {
    let channel = source(at: shop)
    var (postings, notices): ([Posting], [String]) = ([], [])
    var place = cursor
    for _ in 0..<60 {
      do throws(ChannelError) {
        let batch = try await channel.messages(after: place)
        postings += batch.arrivals.compactMap(\.posting)
        notices += batch.notices
        #expect(batch.arrivals.allSatisfy { $0.posting != nil && !$0.bytes.isEmpty })
        place = batch.next
        if !batch.hasMore { return (postings, place, notices) }
      } catch {
        throw Interrupted(error: error, postings: postings, cursor: place)
      }
    }
    Issue.record("the pull never ends")
    throw Interrupted(error: .unreadable(excerpt: "endless"), postings: postings, cursor: place)
  }

  /// An answer to what the customer of a conversation said last, as the desk writes it.
  func answer(
    _ text: String, to posting: Posting, at now: Instant, files: [AttachedFile] = []
  ) -> Reply {
    var mint = Mint(seed: 90 << 40)
    var reply = Reply(
      id: mint.id(at: now), ticket: mint.id(at: now), channel: channel,
      account: simulator.account.name, from: Party(address: ""), to: [posting.from],
      subject: "Re: \(posting.subject)", text: text, attachments: files.map(\.attachment),
      inReplyTo: [Posting.name(posting.id, on: channel)],
      references: [
        Posting.name(posting.conversation, on: channel), Posting.name(posting.id, on: channel),
      ], author: AgentID("ana"))
    reply.acceptedAt = now
    reply.externalID = "sb.x@shopbell.invalid"
    return reply
  }
}

/// A marketplace on which five customers have written, three conversations to a page.
func talkativeShop() -> SmallShop {
  var state = SmallShop.State(now: opening)
  state.pageLimit = 3
  state.put(sample(1001))
  for number in 1...5 {
    state.now = state.now + .hours(1)
    state.say(
      "Where is it, number \(number)?", in: "420\(number)", order: number == 1 ? "1001" : nil,
      customer: Party(name: "Ada \(number)", address: "420\(number)"))
    state.now = state.now + .minutes(3)
    if number == 2 { state.say("On its way.", in: "4202", by: .us) }
    if number == 3 {
      state.say(
        "Look.", in: "4203", files: [.init(name: "box.jpg", type: "image/jpeg", bytes: [1, 2, 3])])
    }
  }
  return SmallShop(state)
}

extension SmallShop {
  /// Everything that was said, as `author: words`.
  var words: [String] { state.talks.flatMap(\.words).map { "\($0.author): \($0.text)" } }
}

extension [Posting] {
  var words: [String] { map(TalkDouble.line) }
}
