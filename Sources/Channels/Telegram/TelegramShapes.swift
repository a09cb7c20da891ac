import ChannelKit
import Domain
import Foundation
import Wire

/// Telegram's JSON, and what it means here (https://core.telegram.org/bots/api).
enum TelegramShapes {
  /// A file by which Telegram gives it.
  struct File {
    var id: String
    var name: String
    var type: String?
  }

  /// Something that happened to the bot.
  struct Update {
    /// Its number; they grow.
    var number: Int
    /// What a customer wrote; `nil` for anything else.
    var posting: Posting?
    /// The files that go with it.
    var files: [File] = []
    /// The part of the answer that tells it.
    var told: [UInt8]
  }

  /// What has happened.
  static func updates(_ json: JSONNode) throws(JSONMistake) -> [Update] {
    var updates: [Update] = []
    for node in try json.list() {
      let edited = node["edited_message"]
      let message = edited.isNull ? node["message"] : edited
      let number = try node["update_id"].whole()
      var update = Update(number: number, told: node.value.bytes)
      if message["chat"]["type"].words == "private", !message["from"]["is_bot"].isTrue {
        let files = files(message)
        update.posting = try posting(message, isEdited: !edited.isNull, hasFiles: !files.isEmpty)
        update.files = files
      }
      updates.append(update)
    }
    return updates
  }

  /// What a message is called: ids of messages count within their chat only.
  static func id(chat: String, message: String) -> String { "\(chat)-\(message)" }

  private static func posting(
    _ json: JSONNode, isEdited: Bool, hasFiles: Bool
  ) throws(JSONMistake) -> Posting? {
    let text = text(json)
    // Who opens a chat for the first time sends this by pressing a button.
    guard !text.isEmpty || hasFiles, text != "/start" else { return nil }
    let chat = try json["chat"]["id"].text()
    let from = json["from"]
    let name = joined(from["first_name"], from["last_name"])
    let customer = Party(name: name.isEmpty ? from["username"].words : name, address: chat)
    let message = try json["message_id"].text()
    let moment = json[isEdited ? "edit_date" : "date"]
    var posting = Posting(
      id: id(chat: chat, message: message), conversation: chat, neighbours: nil, author: .customer,
      from: customer, customer: customer, subject: Posting.subject(of: text), text: text,
      orders: nil,
      at: Instant(milliseconds: Int64(try moment.whole()) * 1000))
    posting.answers =
      json["reply_to_message"]["message_id"].optional
      .map { [id(chat: chat, message: $0)] } ?? []
    if isEdited {
      posting.id += "-\(try moment.whole())"
      posting.answers = [id(chat: chat, message: message)]
      posting.warnings = ["they have changed an earlier message into this"]
    }
    return posting
  }

  /// The words, or what stands in their place.
  private static func text(_ json: JSONNode) -> String {
    if let text = json["text"].optional ?? json["caption"].optional { return text }
    let place = json["location"]
    if !place.isNull {
      return "[a place: \(place["latitude"].words), \(place["longitude"].words)]"
    }
    let contact = json["contact"]
    if !contact.isNull {
      return "[a contact: \(joined(contact["first_name"], contact["last_name"])) "
        + "\(contact["phone_number"].words)]"
    }
    if !json["sticker"].isNull { return "[a sticker \(json["sticker"]["emoji"].words)]" }
    return ""
  }

  private static func files(_ json: JSONNode) -> [File] {
    var files: [File] = []
    // Of a picture there are several sizes, the largest last.
    if let picture = json["photo"].elements.last?["file_id"].optional {
      files.append(File(id: picture, name: "picture.jpg", type: "image/jpeg"))
    }
    let kinds = [
      ("document", "file", nil), ("voice", "voice.ogg", "audio/ogg"), ("audio", "audio.mp3", nil),
      ("video", "video.mp4", "video/mp4"), ("video_note", "video.mp4", "video/mp4"),
    ]
    for (kind, name, type) in kinds {
      guard let id = json[kind]["file_id"].optional else { continue }
      files.append(
        File(
          id: id, name: json[kind]["file_name"].optional ?? name,
          type: json[kind]["mime_type"].optional ?? type))
    }
    return files
  }
}
