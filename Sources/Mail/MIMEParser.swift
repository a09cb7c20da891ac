import CGMime
package import Foundation

/// Reads a mail as forgivingly as people expect: bad mail gives warnings, never errors.
package enum MIMEParser {
  /// What `bytes` say, within `budget`; takes bounded time and memory whatever they are.
  package static func parse(_ bytes: Data, budget: Budget = Budget()) -> MIMEMessage {
    parse(bytes, budget: budget, mayRepair: true)
  }

  private static func parse(_ bytes: Data, budget: Budget, mayRepair: Bool) -> MIMEMessage {
    var data = bytes
    let isCut = data.count > budget.messageBytes
    if isCut { data = data.prefix(budget.messageBytes) }
    data = withoutPreface(withLineFeeds(data))
    var message = data.withUnsafeBytes { raw -> MIMEMessage in
      let buffer = raw.bindMemory(to: UInt8.self)
      let tree = MIMETree(buffer, budget: budget)
      guard !tree.nodes.isEmpty, !data.isEmpty else { return MIMEMessage() }
      var assembly = MessageAssembly(tree: tree, data: data, bytes: buffer, budget: budget)
      var message = assembly.message(root: 0)
      message.warnings = tree.warnings + message.warnings
      return message
    }
    if mayRepair, message.warnings.contains(.brokenParts), let mended = mended(data) {
      message = parse(mended, budget: budget, mayRepair: false)
      message.headers.removeLast()
      message.warn(.brokenParts)
    }
    if mayRepair, message.warnings.contains(.headersCut), let short = shortened(data, budget) {
      message = parse(short, budget: budget, mayRepair: false)
      message.warn(.headersCut)
    }
    if isCut { message.warnings.insert(.messageCut, at: 0) }
    if data.isEmpty { message.warnings = [.empty] }
    return message
  }

  /// What `bytes` say, within `budget`; takes bounded time and memory whatever they are.
  package static func parse(_ bytes: [UInt8], budget: Budget = Budget()) -> MIMEMessage {
    parse(Data(bytes), budget: budget)
  }

  /// A mail whose lines all end in a bare carriage return, as old Macintosh programs saved them,
  /// with line feeds.
  private static func withLineFeeds(_ data: Data) -> Data {
    guard let first = data.first(where: { $0 == 0x0A || $0 == 0x0D }), first == 0x0D,
      !data.prefix(4_096).contains(0x0A)
    else { return data }
    return Data(data.map { $0 == 0x0D ? 0x0A : $0 })
  }

  /// Drops what stands before the header in files: a byte order mark, blank lines, a `From ` line.
  private static func withoutPreface(_ data: Data) -> Data {
    var data = data
    if data.starts(with: [0xEF, 0xBB, 0xBF]) { data = data.dropFirst(3) }
    let trimmed = data.drop { $0 == 0x0A || $0 == 0x0D }
    if trimmed.count != data.count, isField(trimmed) { data = trimmed }
    for opening in ["From ", ">From "] where data.starts(with: Array(opening.utf8)) {
      if let end = data.firstIndex(of: 0x0A) { data = data[(end + 1)...] }
    }
    return data
  }

  /// The mail with no more of its header than the budget allows, so that its body is read all the
  /// same; `nil` where its header is not what is too long.
  private static func shortened(_ data: Data, _ budget: Budget) -> Data? {
    data.withUnsafeBytes { raw -> Data? in
      let bytes = raw.bindMemory(to: UInt8.self)
      let body = MIMETree.bodyStart(bytes, after: 0)
      var (at, fields) = (0, 0)
      while at < body, at < budget.headerBytes - 4_096, fields < budget.headers {
        let line = UnsafeBufferPointer(rebasing: bytes[at..<body])
        let feed: [UInt8] = [0x0A]
        let next = at + cg_find(line.baseAddress, line.count, feed, 1) + 1
        if next > budget.headerBytes { break }
        if bytes[at] != 0x20, bytes[at] != 0x09 { fields += 1 }
        at = next
      }
      guard at < body else { return nil }
      return Data(bytes[..<at]) + Data([0x0D, 0x0A]) + Data(bytes[body...])
    }
  }

  /// The mail with the boundary that its parts really have, put in a field of its own at the end
  /// of the header, since GMime believes the last; `nil` where no line looks like a boundary.
  private static func mended(_ data: Data) -> Data? {
    data.withUnsafeBytes { raw -> Data? in
      let bytes = raw.bindMemory(to: UInt8.self)
      let start = MIMETree.bodyStart(bytes, after: 0)
      let lines = bytes[start...].prefix(64 << 10).split(separator: 0x0A)
      let found = zip(lines, lines.dropFirst()).first { line, next in
        line.starts(with: [0x2D, 0x2D]) && line.count < 200
          && line.contains { $0 > 0x2D } && !line.contains(0x22)
          && next.prefix(8).map { $0 | 0x20 }.elementsEqual("content-".utf8)
      }
      guard let boundary = found?.0.dropFirst(2).filter({ $0 != 0x0D }) else { return nil }
      let field = Data("Content-Type: multipart/mixed; boundary=\"".utf8) + Data(boundary)
      let end = Data("\"\r\n\r\n".utf8)
      let head = bytes[..<start].reversed().drop { $0 == 0x0A || $0 == 0x0D }.reversed()
      return Data(head) + Data([0x0D, 0x0A]) + field + end + Data(bytes[start...])
    }
  }

  private static func isField(_ data: Data) -> Bool {
    let name = data.prefix(80).prefix { $0 > 0x20 && $0 < 0x7F && $0 != 0x3A }
    return !name.isEmpty && data.dropFirst(name.count).first == 0x3A
  }
}

/// Puts messages together from the tree of parts.
struct MessageAssembly {
  let tree: MIMETree
  let data: Data
  let bytes: UnsafeBufferPointer<UInt8>
  let budget: Budget
  private var textLeft: Int

  init(tree: MIMETree, data: Data, bytes: UnsafeBufferPointer<UInt8>, budget: Budget) {
    self.tree = tree
    self.data = data
    self.bytes = bytes
    self.budget = budget
    textLeft = budget.textBytes
  }

  /// The mail whose root part is `root`; enclosed mails are assembled below it, as deep as the
  /// parser goes.
  mutating func message(root: Int) -> MIMEMessage {
    var message = MIMEMessage()
    message.readHeaders(tree.nodes[root].fields, budget: budget)
    let choice = BodyChoice(tree, root: root)
    let wanted = Set(choice.text).union(choice.html)
    let own = ownParts(of: root)
    var places: [Int: Int] = [:]
    for part in own {
      let node = tree.nodes[part]
      places[part] = message.parts.count
      var text: String?
      if node.kind == .leaf, wanted.contains(part) && node.isText || Self.isReport(node.type.value)
      {
        text = readText(node, into: &message)
      }
      message.parts.append(
        MIMEMessage.Part(
          parent: node.parent.flatMap { places[$0] }, contentType: node.type.value,
          parameters: node.type.parameters, disposition: node.disposition?.value,
          filename: node.filename, contentID: node.contentID, text: text))
    }
    message.text = joinedText(choice.text.compactMap { places[$0] }, of: message)
    message.html = joinedHTML(choice.html.compactMap { places[$0] }, of: message)
    // Some programs send an empty text beside the HTML that they mean.
    if let html = message.html, message.text?.allSatisfy(\.isWhitespace) ?? true {
      message.text = BodyText.text(fromHTML: html)
    }
    let referred = Self.contentIDs(in: message.html ?? "")
    for part in choice.files { addFile(part, referred: referred, to: &message) }
    readSpecialParts(own, into: &message)
    return message
  }

  /// `root` and everything below it, enclosed mails left closed.
  private func ownParts(of root: Int) -> [Int] {
    var parts: [Int] = []
    var stack = [root]
    while let part = stack.popLast() {
      parts.append(part)
      if tree.nodes[part].kind == .multipart { stack += tree.nodes[part].children.reversed() }
    }
    return parts
  }

  // MARK: - Text

  /// Machine-readable reports (RFC 3462, RFC 3464, RFC 5965, RFC 8098) are kept as text.
  private static func isReport(_ type: String) -> Bool {
    switch type {
    case "message/delivery-status", "message/global-delivery-status",
      "message/disposition-notification", "message/global-disposition-notification",
      "message/feedback-report", "text/rfc822-headers", "message/global-headers",
      "text/rfc822-header":
      true
    default: false
    }
  }

  private mutating func readText(_ node: MIMETree.Node, into message: inout MIMEMessage) -> String {
    let encoded = UnsafeBufferPointer(rebasing: bytes[node.body])
    let (reading, count) = node.encoding.withDecoded(encoded, limit: textLeft) { decoded in
      var charset = node.type.parameters["charset"]
      if charset == nil, node.type.value == "text/html" { charset = BodyText.metaCharset(decoded) }
      return (Charset.read(decoded, as: charset), decoded.count)
    }
    if count == textLeft { message.warn(.textCut) }
    textLeft -= count
    if !reading.isSound { message.warn(.badCharset) }
    let text = BodyText.withLineFeeds(reading.text)
    guard node.type.value == "text/plain",
      node.type.parameters["format"]?.lowercased() == "flowed"
    else { return text }
    return BodyText.unflowed(
      text, deletingSpaces: node.type.parameters["delsp"]?.lowercased() == "yes")
  }

  private func joinedText(_ places: [Int], of message: MIMEMessage) -> String? {
    var texts: [String] = []
    for place in places {
      guard let text = message.parts[place].text else { continue }
      let isHTML = message.parts[place].contentType == "text/html"
      texts.append(isHTML ? BodyText.text(fromHTML: text) : text)
    }
    guard var joined = texts.first else { return nil }
    for text in texts.dropFirst() {
      if !joined.isEmpty && !joined.hasSuffix("\n") { joined += "\n" }
      joined += text
    }
    return joined
  }

  private func joinedHTML(_ places: [Int], of message: MIMEMessage) -> String? {
    let texts = places.compactMap { place in
      message.parts[place].contentType == "text/html" ? message.parts[place].text : nil
    }
    return texts.isEmpty ? nil : texts.joined(separator: "\n")
  }

  // MARK: - Files

  /// What the HTML shows of the files (RFC 2392), found in one pass, however many files ask.
  private static func contentIDs(in html: String) -> Set<String> {
    var html = html
    return html.withUTF8 { bytes in
      let mark = Array("cid:".utf8)
      var found: Set<String> = []
      var at = 0
      while at < bytes.count {
        let rest = UnsafeBufferPointer(rebasing: bytes[at...])
        at += cg_find(rest.baseAddress, rest.count, mark, mark.count) + mark.count
        guard at < bytes.count else { break }
        let id = bytes[at...].prefix(1_000).prefix { $0 > 0x20 && !"\"'<>()&".utf8.contains($0) }
        found.insert(String(decoding: id, as: UTF8.self))
      }
      return found
    }
  }

  private mutating func addFile(
    _ part: Int, referred: Set<String>, to message: inout MIMEMessage
  ) {
    let node = tree.nodes[part]
    let range = node.kind == .enclosed ? enclosedRange(part) : node.body
    let encoded = UnsafeBufferPointer(rebasing: bytes[range])
    let contentID = node.contentID
    let isReferred = contentID.map(referred.contains) ?? false
    let start = data.startIndex
    message.attachments.append(
      Attachment(
        filename: node.filename, contentType: node.type.value,
        stored: data[start + range.lowerBound..<start + range.upperBound],
        encoding: node.encoding,
        isInline: isReferred && !node.isAttachment || isReferred && node.isMedia,
        contentID: contentID))
    if node.isTNEF {
      unpackTNEF(node, into: &message)
    } else if node.kind == .enclosed, let child = node.children.first {
      message.nested.append(self.message(root: child))
    } else if node.kind == .leaf, node.type.value == "message/rfc822", budget.depth > 1 {
      // Encoded mails are against RFC 2046, and common.
      var rest = budget
      rest.depth = budget.depth / 2
      rest.packedBytes = budget.packedBytes / 2
      message.nested.append(
        MIMEParser.parse(node.encoding.decode(encoded, limit: rest.packedBytes), budget: rest))
    }
  }

  /// Where an enclosed mail stands: from its first field to the boundary of what it stands in.
  private func enclosedRange(_ part: Int) -> Range<Int> {
    guard let child = tree.nodes[part].children.first else { return 0..<0 }
    let start = firstByte(of: child)
    return start..<max(start, tree.end(of: part, from: start, in: bytes))
  }

  private func firstByte(of part: Int) -> Int {
    let node = tree.nodes[part]
    let fields = node.fields.map(\.offset).filter { $0 >= 0 }
    let start = fields.min() ?? (node.kind == .leaf ? node.body.lowerBound : bytes.count)
    return min(start, bytes.count)
  }
}
