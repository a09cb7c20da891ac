/// The fields of a machine-readable report: `Name: value` lines in blocks (RFC 3464 paragraph 2.1).
struct ReportFields {
  /// One block; names in lower case, the first of two equal names counts.
  typealias Block = [String: String]

  let blocks: [Block]

  init(_ text: String) {
    var blocks: [Block] = []
    var block: Block = [:]
    var last: String?
    for line in BodyText.lines(text).prefix(20_000) {
      if QuoteSigns.isBlank(line) {
        if !block.isEmpty { blocks.append(block) }
        (block, last) = ([:], nil)
      } else if line.hasPrefix(" ") || line.hasPrefix("\t"), let name = last {
        block[name]? += " \(QuoteSigns.trim(line))"
      } else if let colon = line.firstIndex(of: ":") {
        let name = QuoteSigns.trim(line[..<colon]).lowercased()
        // Some programs forget the blank line between two recipients.
        if name == "final-recipient", block[name] != nil {
          blocks.append(block)
          block = [:]
        }
        last = block[name] == nil ? name : nil
        if last != nil { block[name] = String(QuoteSigns.trim(line[line.index(after: colon)...])) }
      }
    }
    if !block.isEmpty { blocks.append(block) }
    self.blocks = blocks
  }

  /// The first value of that name in any block.
  func first(_ name: String) -> String? {
    blocks.lazy.compactMap { $0[name] }.first
  }
}
