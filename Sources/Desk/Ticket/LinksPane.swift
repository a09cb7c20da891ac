package import Domain
package import Terminal

/// Something of a ticket that another program can open.
package enum Openable: Hashable, Sendable {
  /// An address in the words.
  case link(Link)
  /// A file that came with a message or went out with one.
  case file(Attachment)
}

/// The choice of what to open or to copy: links and files, what was said last first.
package struct LinksPane: Hashable, Sendable {
  /// One of them.
  package struct Item: Hashable, Sendable {
    /// What it is.
    package var what: Openable
    /// A file's number, as it stands in the ticket.
    package var number: Int?
    /// Whose message it stands in.
    package var from: String
    /// When that came.
    package var at: Instant
  }

  /// All of them.
  package let items: [Item]
  /// Where the cursor is.
  package var list: List

  /// All that can be opened in a ticket, or only its files.
  package init(_ sheet: TicketSheet, onlyFiles: Bool = false) {
    var items: [Item] = []
    var number = 0
    var seen: Set<String> = []
    var groups: [[Item]] = []
    for message in sheet.messages {
      let who = TextFlow.clean(message.from.label, lines: false)
      var group: [Item] = []
      for file in message.attachments {
        number += 1
        group.append(Item(what: .file(file), number: number, from: who, at: message.receivedAt))
      }
      if !onlyFiles {
        let texts = [message.body.visible, message.body.signature]
        for link in texts.flatMap({ Link.all(in: $0) }) where seen.insert(link.address).inserted {
          group.append(Item(what: .link(link), from: who, at: message.receivedAt))
        }
      }
      groups.append(group)
    }
    for group in groups.reversed() { items += group }
    if !onlyFiles { items += sheet.contacts.telling.compactMap(Self.item) }
    self.items = items
    list = List(count: items.count)
  }

  /// Where one looks at the customer in a list.
  private static func item(_ entry: ContactEntry) -> Item? {
    guard let place = entry.contact?.link, let link = Link.all(in: place).first else { return nil }
    return Item(
      what: .link(link), from: TextFlow.clean(entry.title, lines: false), at: entry.asOf)
  }

  /// What is under the cursor.
  package var selected: Item? { list.selected.map { items[$0] } }

  /// Puts the cursor on the file with a number; false where there is none.
  package mutating func choose(file number: Int) -> Bool {
    guard let index = items.firstIndex(where: { $0.number == number }) else { return false }
    list.select(index)
    return true
  }
}
