/// Turns HTML into the text a person would have typed: paragraphs, lists, tables, quotes, links.
struct HTMLText {
  private var tokens: HTMLTokens
  private var page = TextPage()
  private var lists: [List] = []
  private var link: Link?
  private var preformatted = 0
  /// An element that is not shown, and how many of its name are open inside it.
  private var hidden: (name: String, depth: Int)?
  private var isRowStart = true
  /// Where the tables that are open begin on the page.
  private var tables: [Int] = []
  /// Addresses too long to stand in the text, in the order of their numbers.
  private var addresses: [String] = []
  private var isTightParagraph = false

  private struct List {
    var isNumbered: Bool
    var next: Int
  }

  private struct Link {
    var address: String
    /// How many bytes of text the page had when it began.
    var start: Int
    var title: String
    var hasPicture = false
  }

  /// The text of `html`.
  static func text(of html: String) -> String {
    var reading = HTMLText(tokens: HTMLTokens(html))
    return reading.read()
  }

  private init(tokens: HTMLTokens) {
    self.tokens = tokens
  }

  private mutating func read() -> String {
    while let token = tokens.next() {
      switch token {
      case .text(let range):
        if hidden == nil { page.add(tokens.resolved(range), isPreformatted: preformatted > 0) }
      case .open(let tag): open(tag)
      case .close(let name): close(name)
      }
    }
    closeLink()
    return page.finish() + HTMLLink.list(addresses)
  }

  // MARK: - Tags

  private mutating func open(_ tag: HTMLTokens.Tag) {
    if let hidden {
      if hidden.name == tag.name { self.hidden?.depth += 1 }
      return
    }
    if isHidden(tag) {
      hidden = (tag.name, 1)
      return
    }
    switch HTMLText.roles[tag.name] {
    case .block: page.endLine()
    case .paragraph:
      isTightParagraph = tag.name == "p" && isTight(tag)
      isTightParagraph ? page.endLine() : page.endParagraph()
    case .lineBreak: page.breakLine()
    case .rule:
      page.endLine()
      page.add(Array(repeating: 0x2D, count: 40), isPreformatted: true)
      page.endLine()
    case .quote: page.openQuote()
    case .list: openList(tag)
    case .item: openItem()
    case .table:
      page.endLine()
      if tables.count < 64 { tables.append(page.written) }
    case .row:
      page.endLine()
      isRowStart = true
    case .cell:
      if !isRowStart { page.addGap() }
      isRowStart = false
    case .preformatted:
      page.endParagraph()
      preformatted += 1
      page.dropsLineBreak = true
    case .link: openLink(tag)
    case .picture: addPicture(tag)
    case nil: break
    }
  }

  private mutating func close(_ name: String) {
    if let hidden {
      guard hidden.name == name else { return }
      self.hidden = hidden.depth == 1 ? nil : (name, hidden.depth - 1)
      return
    }
    switch HTMLText.roles[name] {
    case .block, .row, .item: page.endLine()
    case .table:
      page.endLine()
      if let start = tables.popLast() { page.alignCells(since: start) }
    case .paragraph: isTightParagraph ? page.endLine() : page.endParagraph()
    case .quote: page.closeQuote()
    case .list:
      _ = lists.popLast()
      page.indent = max(0, lists.count * 2)
      lists.isEmpty ? page.endParagraph() : page.endLine()
    case .preformatted:
      preformatted = max(0, preformatted - 1)
      page.endParagraph()
    case .link: closeLink()
    case .lineBreak, .rule, .cell, .picture, nil: break
    }
  }

  private enum Role {
    case block, paragraph, lineBreak, rule, quote, list, item, table, row, cell, preformatted
    case link, picture
  }

  private static let roles: [String: Role] = [
    "div": .block, "section": .block, "article": .block, "header": .block, "footer": .block,
    "address": .block, "main": .block, "nav": .block, "aside": .block, "form": .block,
    "fieldset": .block, "center": .block, "dd": .block, "dt": .block, "figure": .block,
    "figcaption": .block, "body": .block, "tbody": .block, "thead": .block, "tfoot": .block,
    "caption": .block,
    "table": .table, "option": .block, "p": .paragraph, "h1": .paragraph, "h2": .paragraph,
    "h3": .paragraph, "h4": .paragraph, "h5": .paragraph, "h6": .paragraph, "dl": .paragraph,
    "br": .lineBreak, "hr": .rule, "blockquote": .quote, "ul": .list, "ol": .list, "menu": .list,
    "dir": .list, "li": .item, "tr": .row, "td": .cell, "th": .cell, "pre": .preformatted,
    "listing": .preformatted, "a": .link, "img": .picture,
  ]

  /// Word writes every line as a paragraph without a margin.
  private func isTight(_ tag: HTMLTokens.Tag) -> Bool {
    guard let range = tag.attributes["class"] else { return false }
    return String(decoding: tokens.bytes[range], as: UTF8.self).hasPrefix("Mso")
  }

  /// Texts for previews and for other programs are written and hidden.
  private func isHidden(_ tag: HTMLTokens.Tag) -> Bool {
    switch tag.name {
    case "div", "span", "p", "td", "tr", "table", "font", "section": break
    default: return false
    }
    if tag.attributes["hidden"] != nil { return true }
    guard let range = tag.attributes["style"] else { return false }
    let style = tokens.bytes[range].filter { $0 > 0x20 }.map { $0 | 0x20 }
    let words = String(decoding: style, as: UTF8.self)
    return ["display:none", "visibility:hidden", "opacity:0;"].contains { words.contains($0) }
      || words.contains("max-height:0") && words.contains("overflow:hidden")
  }

  // MARK: - Lists

  private mutating func openList(_ tag: HTMLTokens.Tag) {
    lists.isEmpty ? page.endParagraph() : page.endLine()
    let start = tag.attributes["start"].flatMap {
      Int(String(decoding: tokens.bytes[$0].prefix(9), as: UTF8.self))
    }
    if lists.count < 16 { lists.append(List(isNumbered: tag.name == "ol", next: start ?? 1)) }
    page.indent = lists.count * 2
  }

  private mutating func openItem() {
    page.endLine()
    guard let last = lists.indices.last else {
      page.mark("- ")
      return
    }
    page.mark(lists[last].isNumbered ? "\(lists[last].next). " : "- ")
    lists[last].next &+= 1
  }

  // MARK: - Links and pictures

  private func words(_ name: String, of tag: HTMLTokens.Tag) -> [UInt8] {
    tag.attributes[name].map { tokens.resolved($0) } ?? []
  }

  private mutating func openLink(_ tag: HTMLTokens.Tag) {
    closeLink()
    guard tag.attributes["href"] != nil else { return }
    let address = words("href", of: tag).filter { $0 > 0x20 && $0 != 0x7F }
    link = Link(
      address: String(decoding: address, as: UTF8.self), start: page.written,
      title: String(decoding: words("title", of: tag), as: UTF8.self))
  }

  private mutating func closeLink() {
    guard let link else { return }
    self.link = nil
    var words = page.text(since: link.start)
    if link.hasPicture, words.allSatisfy(\.isWhitespace) {
      words = link.title.isEmpty ? HTMLLink.bare(link.address) : link.title
      page.add(Array(words.utf8), isPreformatted: false)
    }
    guard let shown = HTMLLink.shown(link.address, beside: words) else { return }
    if shown.utf8.count <= HTMLLink.longestInText || addresses.count >= HTMLLink.most {
      page.add(Array(" (\(HTMLLink.cut(shown)))".utf8), isPreformatted: false)
    } else {
      let number = addresses.firstIndex(of: shown) ?? addresses.count
      if number == addresses.count { addresses.append(shown) }
      page.add(Array(" [\(number + 1)]".utf8), isPreformatted: false)
    }
  }

  private mutating func addPicture(_ tag: HTMLTokens.Tag) {
    link?.hasPicture = true
    let (alt, title) = (words("alt", of: tag), words("title", of: tag))
    let words = alt.contains { $0 > 0x20 } ? alt : title
    guard words.contains(where: { $0 > 0x20 }) else { return }
    page.add([0x5B] + words + [0x5D], isPreformatted: false)
  }
}

/// What a reader is shown of where a link leads.
enum HTMLLink {
  /// Longer addresses get a number and stand below the text.
  static let longestInText = 60
  /// How many addresses are numbered.
  static let most = 200

  /// The numbered addresses as they stand below a text.
  static func list(_ addresses: [String]) -> String {
    guard !addresses.isEmpty else { return "" }
    let lines = addresses.enumerated().map { "[\($0 + 1)] \($1)" }
    return "\n\n" + lines.joined(separator: "\n")
  }

  /// The address to show behind `words`; `nil` where they say it already, or where it leads
  /// nowhere a person could go.
  static func shown(_ address: String, beside words: String) -> String? {
    let lower = address.lowercased()
    let words = words.lowercased().filter { !$0.isWhitespace }
    guard !words.isEmpty else { return nil }
    if lower.hasPrefix("mailto:") {
      let mailbox = String(address.dropFirst(7).prefix { $0 != "?" })
      return words.contains(mailbox.lowercased()) ? nil : mailbox
    }
    guard lower.hasPrefix("http://") || lower.hasPrefix("https://") else { return nil }
    let bare = strip(lower)
    guard !bare.isEmpty, strip(words) != bare else { return nil }
    return String(address.prefix(2_000))
  }

  /// What a link around a picture is called: its address, where it leads anywhere.
  static func bare(_ address: String) -> String {
    let lower = address.lowercased()
    if lower.hasPrefix("mailto:") { return String(address.dropFirst(7).prefix { $0 != "?" }) }
    return lower.hasPrefix("http://") || lower.hasPrefix("https://") ? cut(address) : ""
  }

  /// A long address cut behind its host.
  static func cut(_ address: String) -> String {
    if address.utf8.count <= 100 { return address }
    let host = address.split(separator: "/", maxSplits: 2).dropFirst().first ?? ""
    return "\(address.prefix { $0 != ":" })://\(host.prefix(100))/…"
  }

  private static func strip(_ address: String) -> String {
    var rest = Substring(address)
    for prefix in ["https://", "http://", "www."] where rest.hasPrefix(prefix) {
      rest = rest.dropFirst(prefix.count)
    }
    if rest.hasSuffix("/") { rest.removeLast() }
    return String(rest)
  }
}
