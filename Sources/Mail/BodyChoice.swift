/// Which parts of a mail are its text, its HTML and its files (RFC 8621 paragraph 4.1.4).
struct BodyChoice {
  /// The parts a reader of plain text sees, in order.
  var text: [Int] = []
  /// The parts a reader of HTML sees, in order.
  var html: [Int] = []
  /// The parts that are files.
  var files: [Int] = []

  /// Chooses among the parts of the mail whose root part is `root`.
  init(_ tree: MIMETree, root: Int) {
    var choice = Choosing(tree: tree)
    choice.walk([root], in: "mixed", isInAlternative: false, text: true, html: true)
    text = choice.text
    html = choice.html
    files = choice.files
  }

  private struct Choosing {
    let tree: MIMETree
    var text: [Int] = []
    var html: [Int] = []
    var files: [Int] = []

    /// `text` and `html` say whether that list is still being filled here. The depth is at most
    /// that of the tree, which the parser bounds.
    mutating func walk(
      _ parts: [Int], in subtype: String, isInAlternative: Bool, text takesText: Bool,
      html takesHTML: Bool
    ) {
      var (takesText, takesHTML) = (takesText, takesHTML)
      let (textBefore, htmlBefore) = (text.count, html.count)
      for (place, part) in parts.enumerated() {
        let node = tree.nodes[part]
        if node.kind == .multipart {
          let inner = String(node.type.value.dropFirst("multipart/".count))
          walk(
            node.children, in: inner, isInAlternative: isInAlternative || inner == "alternative",
            text: takesText, html: takesHTML)
        } else if isInline(node, place: place, in: subtype) {
          if subtype == "alternative" {
            takeAlternative(part, node.type.value)
            continue
          }
          if isInAlternative, node.type.value == "text/plain" { takesHTML = false }
          if isInAlternative, node.type.value == "text/html" { takesText = false }
          if takesText { text.append(part) }
          if takesHTML { html.append(part) }
          // A text that was sent as a file is shown, and can be saved as well.
          if node.isMedia || node.disposition?.parameters["filename"] != nil { files.append(part) }
        } else {
          files.append(part)
        }
      }
      if subtype == "alternative", takesText, takesHTML {
        fillTheOther(textBefore: textBefore, htmlBefore: htmlBefore)
      }
    }

    private func isInline(_ node: MIMETree.Node, place: Int, in subtype: String) -> Bool {
      guard node.kind == .leaf, !node.isAttachment, node.isText || node.isMedia else {
        return false
      }
      return place == 0 || subtype != "related" && (node.isMedia || node.filename == nil)
    }

    private mutating func takeAlternative(_ part: Int, _ type: String) {
      switch type {
      case "text/plain": text.append(part)
      case "text/html": html.append(part)
      default: files.append(part)
      }
    }

    /// An alternative with one form only is read in that form by everybody.
    private mutating func fillTheOther(textBefore: Int, htmlBefore: Int) {
      let (newText, newHTML) = (text[textBefore...], html[htmlBefore...])
      if newText.isEmpty, !newHTML.isEmpty { text += newHTML }
      if newHTML.isEmpty, !newText.isEmpty { html += newText }
    }
  }
}
