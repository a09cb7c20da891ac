import Domain

extension DeskFixture {
  /// A morning's mail: two tickets over time, one soon, some without a clock.
  package static var morning: DeskFixture {
    var fixture = DeskFixture(
      setting: setting(accounts: [support]), rows: morningRows, sheets: [priya.ticket.id: priya])
    fixture.counts.open = fixture.rows.count
    fixture.counts.overdue = 2
    fixture.counts.dueSoon = 4
    fixture.counts.toSend = 2
    fixture.accounts = [AccountState(account: "support", phase: .synced, at: now)]
    return fixture
  }

  /// A shop that has a mailbox and no open ticket.
  package static var allDone: DeskFixture {
    var fixture = DeskFixture(setting: setting(accounts: [support]), rows: [], sheets: [:])
    fixture.accounts = [AccountState(account: "support", phase: .synced, at: now)]
    return fixture
  }

  /// A desk before anything is set up.
  package static var firstRun: DeskFixture {
    DeskFixture(setting: setting(accounts: []), rows: [], sheets: [:])
  }

  /// So many plain tickets, for windows of a long list.
  package static func many(_ count: Int) -> DeskFixture {
    var fixture = DeskFixture(setting: setting(accounts: [support]), rows: [], sheets: [:])
    fixture.rows = (1...max(1, count)).map { number in
      InboxRow(
        id: id(UInt64(number)), number: number, subject: "Question \(number)",
        customer: "Customer \(number)", channel: .email, account: "support", status: .open,
        lastMessageAt: now - .minutes(Int64(number)))
    }
    return fixture
  }

  // MARK: Rows

  private static func tags(_ words: String...) -> [Tag] { words.compactMap { Tag($0) } }

  private static func row(
    _ number: Int, _ channel: ChannelName, _ customer: String, _ subject: String, due: Int64?,
    _ tags: [Tag], age: Int64, unread: Bool = false, _ preview: String = ""
  ) -> InboxRow {
    InboxRow(
      id: id(UInt64(number)), number: number, subject: subject, customer: customer,
      channel: channel, account: "support", status: .open, tags: tags,
      due: due.map { now + .minutes($0) }, lastMessageAt: now - .minutes(age), isUnread: unread,
      preview: preview)
  }

  private static var morningRows: [InboxRow] {
    var rows = [
      row(
        476, .amazon, "Jonas Weber", "Wo ist mein Paket? 302-1184567-2233445", due: -130,
        tags("wismo"), age: 1500, "Ich warte seit zwei Wochen."),
      row(
        482, .email, "Priya Nair", "Mug arrived broken (photo)", due: -38,
        tags("damaged", "photo"), age: 180, unread: true,
        "Hi, the mug I ordered arrived with the handle broken off. Photo attached."),
      row(
        479, .ebay, "tom_collector", "Wrong size, can I swap?", due: 22, tags("exchange"),
        age: 130, unread: true, "It says M on the label and fits like an S."),
      row(
        481, .walmart, "Dana Ruiz", "Cancel order 1085-22871", due: 65, tags("cancel"), age: 300,
        unread: true, "Please cancel, I ordered twice."),
      row(
        484, .shopify, "Léa Martin", "Merci !", due: nil, [], age: 10,
        "Tout est bien arrivé, merci beaucoup."),
      row(
        485, .email, "田中 美咲", "日本への送料について", due: 300, tags("presale"), age: 25, unread: true,
        "マグカップ2個の送料を教えてください。"),
      row(
        486, .email, "Ola \u{1B}[31mNordmann", "Refund\u{202E}dnufer please", due: 2000,
        tags("refund"), age: 4000, "Where is my money?"),
    ]
    rows[0].assignee = AgentID("ben")
    rows[1].address = "priya@customer.example"
    rows[1].orders = ["10482"]
    rows[1].messages = 2
    rows[1].hasAttachment = true
    rows[3].outbox = .unsure
    rows[4].hasDraft = true
    rows[6].priority = .urgent
    return rows
  }
}

// MARK: - The outbox

extension DeskFixture {
  /// The same morning with replies in every state that shows.
  package static var morningWithOutbox: DeskFixture {
    var fixture = morning
    fixture.outbox = [
      waiting(1, "Tom Collector", "Re: Wrong size, can I swap?", .retry, tries: 3, "451 try later"),
      waiting(2, "Dana Ruiz", "Re: Cancel order 1085-22871", .unsure, tries: 1, ""),
      waiting(3, "Léa Martin", "Re: Merci !", .sending, tries: 1, ""),
    ]
    fixture.counts.stuck = 1
    return fixture
  }

  private static func waiting(
    _ number: UInt64, _ name: String, _ subject: String, _ state: Delivery, tries: Int,
    _ error: String
  ) -> OutboxRow {
    OutboxRow(
      reply: Reply(
        id: id(9000 + number), ticket: id(480 + number), channel: .email, account: "support",
        from: Party(address: support.address), to: [Party(name: name, address: "c@x.example")],
        subject: subject, text: "Hello,\n\nthis is on its way.\n\nAna", author: AgentID("ana")),
      ticketNumber: 480 + Int(number), state: state, attempts: tries,
      notBefore: now + .minutes(5), lastError: error)
  }
}
