package import Domain

extension SmallShop {
  /// A conversation with one of its customers.
  package struct Talk: Sendable {
    /// What the marketplace calls it.
    package var id: String
    /// The number of the order it is about.
    package var order: String?
    /// Who the customer is.
    package var customer: Party
    /// What it is about.
    package var subject: String
    /// What was said, oldest first.
    package var words: [Word] = []
    /// When something was last said.
    package var changedAt: Instant { words.last?.at ?? Instant(milliseconds: 0) }
  }

  /// Something said in it.
  package struct Word: Sendable {
    /// What the marketplace calls it.
    package var id: String
    /// Who said it.
    package var author: Posting.Author
    /// When.
    package var at: Instant
    /// The words.
    package var text: String
    /// Files with it.
    package var files: [Posting.File] = []
  }
}

extension SmallShop.State {
  /// Somebody says something now; the conversation begins where there is none yet.
  @discardableResult
  package mutating func say(
    _ text: String, in talk: String, by author: Posting.Author = .customer,
    files: [Posting.File] = [], order: String? = nil, subject: String = "Where is my order?",
    customer: Party = Party(name: "Ada Byron", address: "C-9")
  ) -> String {
    if !talks.contains(where: { $0.id == talk }) {
      talks.append(SmallShop.Talk(id: talk, order: order, customer: customer, subject: subject))
    }
    said += 1
    let id = "m\(said)"
    for index in talks.indices where talks[index].id == talk {
      talks[index].words.append(
        SmallShop.Word(id: id, author: author, at: now, text: text, files: files))
    }
    return id
  }

  /// A file by what the marketplace calls it: the message's id and its place.
  package func file(_ name: String) -> Posting.File? {
    for word in talks.flatMap(\.words) {
      for (index, file) in word.files.enumerated() where "\(word.id)-\(index)" == name {
        return file
      }
    }
    return nil
  }
}
