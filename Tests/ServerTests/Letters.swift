import Foundation

/// A mail as a customer's program would write it.
struct Letter {
  var from = "Ada Byron <ada@customer.example>"
  var to = "support@shop.example"
  var subject = "Where is my parcel?"
  var id = "m\(UInt64.random(in: 0..<UInt64.max))@customer.example"
  var answers: [String] = []
  var text = "Hello"

  /// With bare line feeds, as delivery agents keep it.
  var source: String {
    var lines = [
      "From: \(from)", "To: \(to)", "Subject: \(subject)", "Message-ID: <\(id)>",
      "Date: Wed, 25 Nov 2026 19:04:00 +0100",
    ]
    if let last = answers.last { lines.append("In-Reply-To: <\(last)>") }
    if !answers.isEmpty {
      lines.append("References: " + answers.map { "<\($0)>" }.joined(separator: " "))
    }
    return (lines + ["", text, ""]).joined(separator: "\n")
  }

  var bytes: [UInt8] { Array(source.utf8) }

  /// So many letters of different customers, each about `size` bytes long.
  static func many(_ count: Int, size: Int = 0) -> [Letter] {
    let filling = String(repeating: "All of this is about one parcel.\n", count: size / 33)
    return (1...count).map { number in
      Letter(
        from: "Customer \(number) <c\(number)@customer.example>", subject: "Parcel \(number)",
        id: "many-\(number)@customer.example", text: "My parcel is number \(number).\n\(filling)")
    }
  }
}
