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
  private var isTightParagraph = false

  private struct List {
    var isNumbered: Bool
    var next: Int
  }

  private struct Link {
    var address: String
    /// How many bytes of text the page had when it began.
    var start: Int
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
    return page.finish()
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
    case block, paragraph, lineBreak, rule, quote, list, item, row, cell, preformatted, link
    case picture
  }

  private static let roles: [String: Role] = [
    "div": .block, "section": .block, "article": .block, "header": .block, "footer": .block,
    "address": .block, "main": .block, "nav": .block, "aside": .block, "form": .block,
    "fieldset": .block, "center": .block, "dd": .block, "dt": .block, "figure": .block,
    "figcaption": .block, "body": .block, "tbody": .block, "thead": .block, "caption": .block,
    "table": .block, "option": .block, "p": .paragraph, "h1": .paragraph, "h2": .paragraph,
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
    return String(decoding: style, as: UTF8.self).contains("display:none")
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

  private mutating func openLink(_ tag: HTMLTokens.Tag) {
    closeLink()
    guard let range = tag.attributes["href"] else { return }
    let address = tokens.resolved(range).filter { $0 > 0x20 && $0 != 0x7F }
    link = Link(address: String(decoding: address, as: UTF8.self), start: page.written)
  }

  private mutating func closeLink() {
    guard let link else { return }
    self.link = nil
    let words = page.text(since: link.start)
    if let shown = HTMLLink.shown(link.address, beside: words) {
      page.add(Array(" (\(shown))".utf8), isPreformatted: false)
    }
  }

  private mutating func addPicture(_ tag: HTMLTokens.Tag) {
    guard let range = tag.attributes["alt"] else { return }
    let words = tokens.resolved(range)
    guard words.contains(where: { $0 > 0x20 }) else { return }
    page.add([0x5B] + words + [0x5D], isPreformatted: false)
  }
}

/// What a reader is shown of where a link leads.
enum HTMLLink {
  /// The address to show behind `words`; `nil` where they say it already, or where it leads
  /// nowhere a person could go. A long address is cut behind its host.
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
