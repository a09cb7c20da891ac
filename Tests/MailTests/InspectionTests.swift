import Foundation
import Mail
import Testing

@Suite struct InspectionTests {
  @Test func everyKeyOfTheContractIsThere() throws {
    let inspection = Inspection(of: mail(whole: "From: Kim <kim@b.example>\nSubject: s\n\nHello"))
    let bytes = try JSONEncoder().encode(inspection)
    let object = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    #expect(
      Set(object.keys) == [
        "message_id", "in_reply_to", "references", "from", "to", "cc", "reply_to", "subject",
        "date", "text", "visible_text", "quoted_text", "signature", "attachments", "class",
        "bounce", "auto_reply", "channel", "order_ids", "warnings",
      ])
    #expect(object["class"] as? String == "human")
    #expect(object["message_id"] is NSNull)
    #expect(
      (object["from"] as? [[String: String]]) == [["name": "Kim", "address": "kim@b.example"]])
    #expect((object["auto_reply"] as? [String: Any])?["allowed"] as? Bool == true)
  }
}
