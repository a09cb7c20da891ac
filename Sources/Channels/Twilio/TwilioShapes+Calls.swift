import ChannelKit
import Domain
import Foundation
import Wire

// MARK: - Calls (https://www.twilio.com/docs/voice/api/call-resource)

extension TwilioShapes {
  /// A call, or the part of one that was passed on to somebody.
  struct Call {
    /// Its SID.
    var id: String
    /// The call of which it is a part.
    var parent: String?
    var from: String
    var to: String
    /// Somebody called us.
    var isInbound: Bool
    var status: String
    var seconds: Int
    var at: Instant
    /// The caller's name, where the network knows one.
    var name: String
    var told: JSONValue

    var hasEnded: Bool { !["queued", "initiated", "ringing", "in-progress"].contains(status) }
  }

  /// What was recorded of a call.
  struct Recording {
    var id: String
    var call: String
    var seconds: Int
    var at: Instant
    /// Spoken to a machine, not to somebody (https://www.twilio.com/docs/voice/twiml/record).
    var isVoicemail: Bool
    var isReady: Bool
    var told: JSONValue
  }

  /// Something that happened on the telephone.
  struct Happening {
    var posting: Posting
    /// Nothing will be added to it.
    var isSettled: Bool
    /// The recording that goes with it.
    var voice: String?
    var told: [UInt8]
  }

  static func calls(_ nodes: [JSONNode]) throws(JSONMistake) -> [Call] {
    var calls: [Call] = []
    for json in nodes {
      let at = json["start_time"].isNull ? json["date_created"] : json["start_time"]
      let call = Call(
        id: try json["sid"].text(), parent: json["parent_call_sid"].optional,
        from: json["from"].words, to: json["to"].words,
        isInbound: json["direction"].words == "inbound", status: json["status"].words,
        seconds: json["duration"].optional.flatMap(Int.init) ?? 0, at: try at.mailInstant(),
        name: json["caller_name"].words, told: json.value)
      if !calls.contains(where: { $0.id == call.id }) { calls.append(call) }
    }
    return calls
  }

  static func recordings(_ nodes: [JSONNode]) throws(JSONMistake) -> [Recording] {
    var recordings: [Recording] = []
    for json in nodes {
      let recording = Recording(
        id: try json["sid"].text(), call: json["call_sid"].words,
        seconds: json["duration"].optional.flatMap(Int.init) ?? 0,
        at: try json["date_created"].mailInstant(),
        isVoicemail: json["source"].words == "RecordVerb",
        isReady: json["status"].words == "completed", told: json.value)
      if !recordings.contains(where: { $0.id == recording.id }) { recordings.append(recording) }
    }
    return recordings
  }

  /// What happened at one of our numbers, the oldest first.
  static func happened(
    _ calls: [Call], _ recordings: [Recording], at number: String
  ) -> [Happening] {
    var happened: [Happening] = []
    for call in calls {
      let voices = recordings.filter { $0.call == call.id && $0.isVoicemail }
      if call.isInbound, call.to == number {
        happened += voices.map { voicemail($0, call) }
        if voices.isEmpty { happened.append(came(call, calls.filter { $0.parent == call.id })) }
      } else if !call.isInbound, call.from == number {
        happened.append(went(call))
      }
    }
    return happened.sorted { ($0.posting.at, $0.posting.id) < ($1.posting.at, $1.posting.id) }
  }

  private static func voicemail(_ recording: Recording, _ call: Call) -> Happening {
    let posting = posting(
      recording.id, .customer, call.from, call.name, "Voicemail",
      "Voicemail, \(length(recording.seconds)).", recording.at)
    return Happening(
      posting: posting, isSettled: recording.isReady, voice: recording.id,
      told: JSONValue.object(["call": call.told, "recording": recording.told]).bytes)
  }

  /// A call to us. Where it was passed on, somebody must have answered there.
  private static func came(_ call: Call, _ parts: [Call]) -> Happening {
    let isAnswered =
      call.status == "completed" && (parts.isEmpty || parts.contains { $0.status == "completed" })
    let posting =
      isAnswered
      ? posting(
        call.id, .machine, call.from, call.name, "Call",
        "A call of \(length(call.seconds)) was answered.", call.at)
      : posting(
        call.id, .customer, call.from, call.name, "Missed call",
        "Missed call: nobody answered.", call.at)
    return Happening(
      posting: posting, isSettled: call.hasEnded && parts.allSatisfy(\.hasEnded), voice: nil,
      told: call.told.bytes)
  }

  /// A call of ours: one that was answered answers the customer.
  private static func went(_ call: Call) -> Happening {
    let isAnswered = call.status == "completed" && call.seconds > 0
    let posting =
      isAnswered
      ? posting(
        call.id, .us, call.to, "", "Call", "We called, for \(length(call.seconds)).", call.at)
      : posting(
        call.id, .machine, call.to, "", "Call", "We called, and nobody answered.", call.at)
    return Happening(
      posting: posting, isSettled: call.hasEnded, voice: nil, told: call.told.bytes)
  }

  private static func posting(
    _ id: String, _ author: Posting.Author, _ number: String, _ name: String, _ what: String,
    _ text: String, _ at: Instant
  ) -> Posting {
    let party = Party(name: name, address: bare(number))
    return Posting(
      id: id, conversation: party.address, neighbours: nil, author: author,
      from: author == .us ? Party(address: "") : party, to: author == .us ? [party] : [],
      customer: party, subject: "\(what) from \(party.label)", text: text, at: at)
  }

  /// `41 s`, `2 min 5 s`.
  private static func length(_ seconds: Int) -> String {
    seconds < 60 ? "\(seconds) s" : "\(seconds / 60) min \(seconds % 60) s"
  }
}
