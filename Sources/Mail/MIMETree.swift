import CGMime

/// The tree of parts as the doorstep found it, parents before their children.
struct MIMETree {
  enum Kind { case leaf, multipart, enclosed }

  struct Node {
    var parent: Int?
    var kind: Kind
    var encoding: TransferEncoding
    /// Where the encoded contents stand.
    var body: Range<Int>
    var fields: [Field]
    var children: [Int] = []
    /// How many parts stand above it.
    var depth = 0
    var type: FieldParameters
    var disposition: FieldParameters?
  }

  struct Field {
    var name: String
    /// Unfolded, not decoded.
    var value: [UInt8]
    var offset: Int
    /// Whether it was longer than the budget allows.
    var isCut: Bool
  }

  var nodes: [Node] = []
  var warnings: [MIMEMessage.Warning] = []
  private var boundaries = BoundaryLines([], in: UnsafeBufferPointer(start: nil, count: 0))

  init(_ bytes: UnsafeBufferPointer<UInt8>, budget: Budget) {
    let limits = cg_limits(
      parts: Int32(clamping: budget.parts), fields: Int32(clamping: budget.headers * 10),
      boundaries: Int32(clamping: budget.parts * 10), header_bytes: budget.headerBytes)
    guard let mail = cg_parse(bytes.baseAddress, bytes.count, limits) else { return }
    defer { cg_free(mail) }
    var left = budget.headers * 10
    for index in 0..<cg_part_count(mail) {
      let part = cg_part_at(mail, index)
      let parent = part.parent < 0 ? nil : Int(part.parent)
      let isRoot = parent.map { nodes[$0].kind == .enclosed } ?? true
      let fields = Self.fields(
        of: mail, part: index, count: Int(part.fields), all: isRoot, budget: budget, left: &left)
      nodes.append(Node(part, parent: parent, fields: fields, tree: self))
      guard let parent else { continue }
      nodes[Int(index)].depth = nodes[parent].depth + 1
      if nodes[parent].depth < budget.depth {
        nodes[parent].children.append(Int(index))
      } else {
        warn(.tooDeep)
      }
    }
    note(cg_troubles(mail))
    if nodes.contains(where: { $0.kind == .enclosed || $0.isChildless(budget) }) {
      boundaries = BoundaryLines(nodes.compactMap { $0.type.parameters["boundary"] }, in: bytes)
    }
    openChildless(bytes, budget)
    if left <= 0 || nodes.contains(where: { $0.fields.count >= budget.headers }) {
      warn(.headersCut)
    }
  }

  private static func fields(
    of mail: OpaquePointer, part: Int32, count: Int, all: Bool, budget: Budget, left: inout Int
  ) -> [Field] {
    var fields: [Field] = []
    let count = min(count, budget.headers, max(left, 0))
    fields.reserveCapacity(count)
    left -= count
    for index in 0..<count {
      let field = cg_field_at(mail, part, Int32(index))
      let name = String(cString: field.name)
      if !all && !name.lowercased().hasPrefix("content-") { continue }
      let value = UnsafeBufferPointer(
        start: UnsafeRawPointer(field.value).assumingMemoryBound(to: UInt8.self),
        count: cg_length(field.value))
      fields.append(
        Field(
          name: name, value: EncodedWords.unfold(value, limit: budget.headerLineBytes),
          offset: Int(field.offset), isCut: value.count > budget.headerLineBytes))
    }
    // GMime keeps a mail's own fields and those of its root part apart.
    if all { fields.sort { $0.offset < $1.offset } }
    return fields
  }

  /// A multipart whose boundary is missing or never comes is shown as the text that it holds:
  /// better the bare parts than nothing.
  private mutating func openChildless(_ bytes: UnsafeBufferPointer<UInt8>, _ budget: Budget) {
    for index in nodes.indices where nodes[index].isChildless(budget) {
      let start = MIMETree.bodyStart(bytes, after: nodes[index].fields.map(\.offset).max() ?? 0)
      let end = end(of: index, from: start, in: bytes)
      nodes[index].kind = .leaf
      nodes[index].type.value = "text/plain"
      nodes[index].body = start..<max(start, end)
      warn(.brokenParts)
    }
  }

  /// Where the header ends whose last field stands at `offset`.
  static func bodyStart(_ bytes: UnsafeBufferPointer<UInt8>, after offset: Int) -> Int {
    var at = min(max(0, offset), bytes.count)
    while at < bytes.count {
      let rest = UnsafeBufferPointer(rebasing: bytes[at...])
      let feed: [UInt8] = [0x0A]
      at += cg_find(rest.baseAddress, rest.count, feed, 1) + 1
      if at < bytes.count, bytes[at] == 0x0A { return at + 1 }
      if at + 1 < bytes.count, bytes[at] == 0x0D, bytes[at + 1] == 0x0A { return at + 2 }
    }
    return bytes.count
  }

  /// Where the part `index`, which begins at `start`, ends: at the boundary of what it stands in.
  func end(of index: Int, from start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var ancestor = nodes[index].parent
    while let above = ancestor {
      ancestor = nodes[above].parent
      guard start < bytes.count, let boundary = nodes[above].type.parameters["boundary"] else {
        continue
      }
      guard let end = boundaries.first(of: boundary, from: start) else { continue }
      return end > start && bytes[end - 1] == 0x0D ? end - 1 : end
    }
    return bytes.count
  }

  private mutating func note(_ troubles: Int32) {
    let meanings: [(cg_trouble, MIMEMessage.Warning)] = [
      (cg_too_many_parts, .tooManyParts), (cg_too_deep, .tooDeep), (cg_headers_cut, .headersCut),
      (cg_ends_early, .endsEarly),
    ]
    for (trouble, warning) in meanings where UInt32(troubles) & trouble.rawValue != 0 {
      warn(warning)
    }
  }

  private mutating func warn(_ warning: MIMEMessage.Warning) {
    if !warnings.contains(warning) { warnings.append(warning) }
  }
}

extension MIMETree.Node {
  fileprivate init(
    _ part: cg_part, parent: Int?, fields: [MIMETree.Field], tree: MIMETree
  ) {
    self.parent = parent
    kind = part.kind == cg_multipart ? .multipart : part.kind == cg_enclosed ? .enclosed : .leaf
    encoding = TransferEncoding(part.encoding)
    body = Int(part.body_start)..<Int(part.body_end)
    self.fields = fields
    let isDigest = parent.map { tree.nodes[$0].type.value == "multipart/digest" } ?? false
    type = FieldParameters(MIMETree.Node.first("content-type", fields) ?? [])
    if !MIMETree.Node.isMediaType(type.value) {
      type.value = isDigest || kind == .enclosed ? "message/rfc822" : "text/plain"
    }
    disposition = MIMETree.Node.first("content-disposition", fields).map(FieldParameters.init)
  }

  private static func first(_ name: String, _ fields: [MIMETree.Field]) -> [UInt8]? {
    fields.first { $0.name.lowercased() == name }?.value
  }

  private static func isMediaType(_ text: String) -> Bool {
    let pieces = text.split(separator: "/", omittingEmptySubsequences: false)
    return pieces.count >= 2 && !pieces[0].isEmpty && !pieces[1].isEmpty
  }

  /// A multipart within reach that holds nothing.
  fileprivate func isChildless(_ budget: Budget) -> Bool {
    kind == .multipart && children.isEmpty && depth <= budget.depth
  }

  /// The first field of that name; `name` is lower case.
  func value(_ name: String) -> [UInt8]? {
    MIMETree.Node.first(name, fields)
  }

  var contentID: String? {
    value("content-id").flatMap { MessageIDs.one(EncodedWords.plain($0)) }
  }

  var filename: String? {
    let names = [
      disposition?.parameters["filename"], type.parameters["name"], disposition?.parameters["name"],
    ]
    return names.compactMap { $0 }.first { !$0.isEmpty }
  }

  var isAttachment: Bool { disposition?.value == "attachment" }
  var isText: Bool { type.value == "text/plain" || type.value == "text/html" }
  var isMedia: Bool {
    type.value.hasPrefix("image/") || type.value.hasPrefix("audio/")
      || type.value.hasPrefix("video/")
  }
}
