internal import GRDB

/// The tables, as a list of migrations in order; a released one is never edited.
///
/// Four things are the truth: `raw` (bytes as they came), `content` (every text, name and address,
/// by a random id), `event` (the log, which names content only by id) and the facts (working state
/// a rebuild leaves alone). Every other table is derived: `rebuild` makes it again from log and
/// content. Moments are milliseconds since 1970; identifiers are blobs of sixteen bytes; `ticket`
/// in derived tables is the small local key `ticket.row`, which never leaves this file.
enum Schema {
  /// "shpb", so that a file of another program is not mistaken for ours.
  static let applicationID: Int32 = 0x7368_7062

  /// What each version adds, from version 1.
  static let migrations: [String] = [
    truth + facts + derived + SearchIndex.tables, serverMail, merging, presence, pieces, parts,
    erasing, timeOrder, customerLists, listNews, joining, telling,
  ]

  /// The version whose migration leaves `message_search` to be filled again.
  static let orderedByTime = 8
  /// The version whose migration leaves `order_code` to be filled again.
  static let knowingHomes = 12

  /// The tables that `rebuild` empties and fills again, beside those of `SearchIndex`.
  static let derivedTables = [
    "ticket_tag", "order_link", "clock", "party", "outbox", "message", "ticket", "customer_link",
  ]

  // MARK: - Truth

  private static let truth = """
    CREATE TABLE house (
      key TEXT PRIMARY KEY NOT NULL,
      value BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE content (
      id BLOB NOT NULL UNIQUE,
      hash BLOB,                       -- finds true copies; goes when the content goes
      bytes BLOB NOT NULL              -- JSON
    ) STRICT;

    CREATE TABLE event (
      seq INTEGER PRIMARY KEY,
      id BLOB NOT NULL,
      occurred_at INTEGER NOT NULL,
      recorded_at INTEGER NOT NULL,
      ticket_id BLOB NOT NULL,
      actor_kind TEXT NOT NULL,
      actor_id TEXT,
      type TEXT NOT NULL,
      cause_seq INTEGER,
      root_seq INTEGER NOT NULL,
      undo_id BLOB,
      origin BLOB NOT NULL,
      payload TEXT NOT NULL,           -- JSON, versioned, names content by id
      inverse TEXT,                    -- what takes it back: type and payload, JSON
      hash BLOB NOT NULL               -- over the previous hash of this origin and all above
    ) STRICT;
    CREATE INDEX event_ticket ON event(ticket_id);
    CREATE INDEX event_undo ON event(undo_id) WHERE undo_id IS NOT NULL;

    CREATE TABLE raw (
      hash BLOB NOT NULL UNIQUE,       -- SHA-256 of the bytes as they came
      size INTEGER NOT NULL,
      codec INTEGER NOT NULL,          -- 0: as they are, 1: zstd
      bytes BLOB NOT NULL
    ) STRICT;

    """

  // MARK: - Facts

  private static let facts = """
    CREATE TABLE customer (
      row INTEGER PRIMARY KEY,         -- the row of customer_search, too
      id BLOB NOT NULL UNIQUE,
      name TEXT NOT NULL,
      since INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE identity (
      channel TEXT NOT NULL,
      address TEXT NOT NULL,           -- lower case
      customer_id BLOB NOT NULL,
      PRIMARY KEY (channel, address)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX identity_customer ON identity(customer_id);
    CREATE INDEX identity_address ON identity(address);

    CREATE TABLE order_cache (
      row INTEGER PRIMARY KEY,
      channel TEXT NOT NULL,
      number TEXT NOT NULL,
      number_key TEXT NOT NULL,        -- SearchText.code: letters and digits only, folded
      email TEXT NOT NULL,             -- lower case
      phone TEXT NOT NULL,
      total INTEGER NOT NULL,          -- ten-thousandths of the currency's unit
      currency TEXT NOT NULL,
      state TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      as_of INTEGER NOT NULL,
      body TEXT NOT NULL,              -- the Order as JSON
      UNIQUE (channel, number)
    ) STRICT;
    CREATE INDEX order_number ON order_cache(number_key);
    CREATE INDEX order_email ON order_cache(email);

    CREATE TABLE cursor (
      account TEXT PRIMARY KEY NOT NULL,
      text TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE account_state (
      account TEXT PRIMARY KEY NOT NULL,
      body TEXT NOT NULL               -- the AccountState as JSON
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE draft (
      ticket_id BLOB NOT NULL,
      agent TEXT NOT NULL,
      saved_at INTEGER NOT NULL,
      body TEXT NOT NULL,              -- the Draft as JSON
      PRIMARY KEY (ticket_id, agent)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE read_mark (
      ticket_id BLOB NOT NULL,
      agent TEXT NOT NULL,
      seq INTEGER NOT NULL,
      PRIMARY KEY (ticket_id, agent)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE ledger (
      account TEXT NOT NULL,
      source TEXT NOT NULL,
      fate TEXT NOT NULL,
      external_id TEXT,
      raw BLOB,
      reason TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (account, source)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE send_lease (
      reply_id BLOB PRIMARY KEY NOT NULL,
      holder TEXT NOT NULL,            -- boot id, process id, its start
      until INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE undo_step (
      position INTEGER PRIMARY KEY AUTOINCREMENT,
      id BLOB NOT NULL UNIQUE,
      agent TEXT NOT NULL,
      at INTEGER NOT NULL,
      what TEXT NOT NULL,
      tickets INTEGER NOT NULL,
      first_seq INTEGER NOT NULL,      -- the events that the next undo or redo takes back
      last_seq INTEGER NOT NULL,
      is_undone INTEGER NOT NULL DEFAULT 0,
      is_final INTEGER NOT NULL DEFAULT 0,    -- undone for good: a recalled reply is a draft again
      undone_rank INTEGER NOT NULL DEFAULT 0, -- the newest undone is redone first
      undone_after INTEGER NOT NULL DEFAULT 0 -- the agent's newest step then; a later one forbids
    ) STRICT;
    CREATE INDEX undo_step_agent ON undo_step(agent, position);

    """

  // MARK: - Derived

  private static let derived = """
    CREATE TABLE ticket (
      row INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE,
      number INTEGER NOT NULL UNIQUE,
      channel TEXT NOT NULL,
      account TEXT NOT NULL,
      customer_id BLOB,
      subject TEXT NOT NULL,
      status TEXT NOT NULL,
      priority INTEGER NOT NULL,       -- 0 low, 1 normal, 2 high, 3 urgent
      assignee TEXT,
      created_at INTEGER NOT NULL,
      last_message_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL,     -- when its last event occurred
      message_count INTEGER NOT NULL,
      waiting_since INTEGER,
      snoozed_until INTEGER,
      is_spam INTEGER NOT NULL,
      is_quarantined INTEGER NOT NULL,
      trashed_at INTEGER,
      is_undelivered INTEGER NOT NULL,
      reopen_count INTEGER NOT NULL,
      follow_up_of BLOB,
      may_belong_to BLOB,
      last_event INTEGER NOT NULL,
      is_open INTEGER NOT NULL,        -- neither solved nor closed
      in_sight INTEGER NOT NULL,       -- not spam, quarantined or trashed
      due INTEGER,                     -- the nearest running clock
      due_key INTEGER NOT NULL,        -- the same, or the end of time: what lists sort by
      last_inbound INTEGER NOT NULL,   -- the event of the newest human customer message, or 0
      has_attachment INTEGER NOT NULL,
      has_note INTEGER NOT NULL,
      sender TEXT NOT NULL,            -- name, else address, of the first customer message
      preview TEXT NOT NULL
    ) STRICT;
    CREATE INDEX ticket_due ON ticket(in_sight, is_open, due_key, last_message_at DESC);
    CREATE INDEX ticket_recent ON ticket(last_message_at);
    CREATE INDEX ticket_customer ON ticket(customer_id) WHERE customer_id IS NOT NULL;

    CREATE TABLE ticket_tag (
      ticket INTEGER NOT NULL,
      tag TEXT NOT NULL,
      PRIMARY KEY (ticket, tag)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX tag_ticket ON ticket_tag(tag, ticket);

    CREATE TABLE order_link (
      ticket INTEGER NOT NULL,
      position INTEGER NOT NULL,
      channel TEXT NOT NULL,
      number TEXT NOT NULL,
      number_key TEXT NOT NULL,
      PRIMARY KEY (ticket, position)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX order_link_number ON order_link(number_key, channel, ticket);

    CREATE TABLE clock (
      ticket INTEGER NOT NULL,
      position INTEGER NOT NULL,
      kind TEXT NOT NULL,
      cycle INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      due INTEGER NOT NULL,
      stopped_at INTEGER,
      state TEXT NOT NULL,             -- running, breached_running, met, breached, waived, cancelled
      PRIMARY KEY (ticket, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE message (
      row INTEGER PRIMARY KEY,
      id BLOB NOT NULL,
      ticket INTEGER NOT NULL,
      seq INTEGER NOT NULL,            -- the event that brought it
      direction TEXT NOT NULL,         -- inbound, outbound, note
      kind TEXT NOT NULL,
      account TEXT NOT NULL,
      external_id TEXT,
      raw BLOB,                        -- SHA-256 of its bytes
      words BLOB NOT NULL,             -- a hash of sender, subject, text and files
      received_at INTEGER NOT NULL,
      is_reply INTEGER NOT NULL,       -- the content is a Reply of ours, not a Message
      content_id BLOB NOT NULL
    ) STRICT;
    CREATE INDEX message_ticket ON message(ticket);
    CREATE INDEX message_external ON message(external_id) WHERE external_id IS NOT NULL;
    CREATE INDEX message_words ON message(words) WHERE external_id IS NULL;
    CREATE INDEX message_raw ON message(raw) WHERE raw IS NOT NULL;

    -- Who wrote in a ticket and to whom. Roles: from, to, cc of the customers' messages; reply for
    -- everyone we wrote to.
    CREATE TABLE party (
      ticket INTEGER NOT NULL,
      role TEXT NOT NULL,
      address TEXT NOT NULL,           -- lower case
      name TEXT NOT NULL,
      PRIMARY KEY (ticket, role, address)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE outbox (
      reply_id BLOB PRIMARY KEY NOT NULL,
      ticket INTEGER NOT NULL,
      queued_seq INTEGER NOT NULL,
      state TEXT NOT NULL,
      is_waiting INTEGER NOT NULL,
      attempts INTEGER NOT NULL,
      not_before INTEGER NOT NULL,
      last_error TEXT NOT NULL,
      sent_at INTEGER,
      parcel TEXT,
      is_filed INTEGER NOT NULL,
      external_id TEXT,                -- our Message-ID
      receipt_id TEXT,                 -- the other side's id
      content_id BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX outbox_waiting ON outbox(queued_seq) WHERE is_waiting = 1;
    CREATE INDEX outbox_ticket ON outbox(ticket);
    CREATE INDEX outbox_external ON outbox(external_id) WHERE external_id IS NOT NULL;
    CREATE INDEX outbox_receipt ON outbox(receipt_id) WHERE receipt_id IS NOT NULL;

    """

  // MARK: - Merged tickets, since version 3

  private static let merging = """
    ALTER TABLE ticket ADD COLUMN merged_into BLOB;   -- the ticket it is shown within
    ALTER TABLE ticket ADD COLUMN absorbed BLOB;      -- those shown within it, sixteen bytes each
    CREATE INDEX ticket_merged ON ticket(merged_into) WHERE merged_into IS NOT NULL;

    """

  // MARK: - Who is where, since version 4

  private static let presence = """
    CREATE TABLE presence (
      agent TEXT NOT NULL,
      holder TEXT NOT NULL,            -- boot id, process id, its start
      ticket_id BLOB NOT NULL,
      is_writing INTEGER NOT NULL,
      since INTEGER NOT NULL,
      PRIMARY KEY (agent, holder)
    ) STRICT, WITHOUT ROWID;

    """

  // MARK: - Large bytes, since version 5

  /// What is large lies in pieces, so that it is never whole in memory. Its row in `raw` has the
  /// codec 2 and no bytes of its own.
  private static let pieces = """
    CREATE TABLE raw_piece (
      hash BLOB NOT NULL,              -- of the whole
      place INTEGER NOT NULL,          -- from 0
      size INTEGER NOT NULL,
      codec INTEGER NOT NULL,          -- 0: as they are, 1: zstd
      bytes BLOB NOT NULL,
      PRIMARY KEY (hash, place)
    ) STRICT;

    """

  // MARK: - Files of mails, since version 6

  /// A file that stands in a mail is kept once, as a row of `raw`; the mail's own row has the codec 3
  /// and the rest of it.
  private static let parts = """
    CREATE TABLE raw_part (
      whole BLOB NOT NULL,             -- of the mail
      place INTEGER NOT NULL,          -- from 0
      part BLOB NOT NULL,              -- of the file
      start INTEGER NOT NULL,          -- where its base64 begins in the mail
      length INTEGER NOT NULL,
      width INTEGER NOT NULL,          -- characters in a line
      line_break TEXT NOT NULL,
      PRIMARY KEY (whole, place)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX raw_part_part ON raw_part(part);

    """

  // MARK: - What was erased, since version 7

  private static let erasing = """
    ALTER TABLE ticket ADD COLUMN erased_at INTEGER;
    CREATE TABLE tombstone (
      mark BLOB PRIMARY KEY NOT NULL,  -- a keyed hash of what must not come back
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE kept_copy (
      path TEXT PRIMARY KEY NOT NULL,  -- where a backup was written
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    """

  // MARK: - Messages in the order of time, since version 8

  /// The rows of messages follow the time they were received at, as `MessageKey` gives them out.
  /// Sums and drafts are found along an index, too.
  private static let timeOrder = """
    CREATE TABLE renumbered AS
      SELECT n + max(second * 1048576 - n) OVER (ORDER BY n) AS new, *
      FROM (
        SELECT row_number() OVER (ORDER BY second, seq) AS n, *
        FROM (SELECT min(max(received_at / 1000, 0), 8589934591) AS second, * FROM message)
      );
    DELETE FROM message;
    DELETE FROM message_place;
    INSERT INTO message_search(message_search) VALUES ('delete-all');
    INSERT INTO message
      (row, id, ticket, seq, direction, kind, account, external_id, raw, words, received_at,
       is_reply, content_id)
      SELECT new, id, ticket, seq, direction, kind, account, external_id, raw, words, received_at,
        is_reply, content_id
      FROM renumbered ORDER BY new;
    INSERT INTO message_place (row, ticket, at)
      SELECT new, ticket, received_at FROM renumbered ORDER BY new;
    DROP TABLE renumbered;

    CREATE INDEX order_total ON order_cache(total, number_key, channel);
    CREATE INDEX draft_agent ON draft(agent, ticket_id);

    """

  // MARK: - What customer lists say, since version 9

  private static let customerLists = """
    CREATE TABLE contact_cache (
      account TEXT NOT NULL,
      address TEXT NOT NULL,           -- what the list was asked by: lower case, or a phone number
      as_of INTEGER NOT NULL,
      body TEXT NOT NULL,              -- the ContactEntry as JSON
      PRIMARY KEY (account, address)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX contact_address ON contact_cache(address);

    """

  // MARK: - What customer lists were told, since version 10

  private static let listNews = """
    CREATE TABLE list_news (
      account TEXT NOT NULL,
      ticket_id BLOB NOT NULL,
      is_open INTEGER NOT NULL,        -- told that it is open; else that it is not any more
      step INTEGER NOT NULL,           -- how many times told
      is_done INTEGER NOT NULL,        -- the list knows, or need not know; else telling has begun
      event INTEGER NOT NULL,          -- the ticket's last event then
      PRIMARY KEY (account, ticket_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX list_news_ticket ON list_news(ticket_id);

    """

  // MARK: - Joined customers, since version 11

  /// A row for every customer who was ever joined into another.
  private static let joining = """
    CREATE TABLE customer_link (
      customer_id BLOB PRIMARY KEY NOT NULL,
      into_id BLOB,                    -- whom they were joined into; NULL since they were parted
      survivor_id BLOB,                -- who shows them: where the way from one to the next ends
      last_event INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX customer_link_into ON customer_link(into_id) WHERE into_id IS NOT NULL;
    CREATE INDEX customer_link_survivor ON customer_link(survivor_id)
      WHERE survivor_id IS NOT NULL;

    """

  // MARK: - What tells that two customers are one person, since version 12

  /// Customers are found by the end of their phone number; `order_code` says of which home an order
  /// is (`CustomerCandidate.homeKey`).
  private static let telling = """
    CREATE INDEX identity_phone ON identity(substr(address, -8))
      WHERE channel IN ('sms', 'whatsapp', 'phone');

    """

  // MARK: - Facts since version 2

  /// Where fetched mails lie on their servers. What an earlier version fetched is found in the
  /// ledger, whose sources end in UIDVALIDITY and UID.
  private static let serverMail = """
    CREATE TABLE server_mail (
      account TEXT NOT NULL,
      folder TEXT NOT NULL,
      validity INTEGER NOT NULL,       -- UIDVALIDITY
      uid INTEGER NOT NULL,
      raw BLOB NOT NULL,               -- SHA-256 of its bytes
      flags TEXT NOT NULL,             -- as the server spells them, in order, JSON
      is_there INTEGER NOT NULL,       -- the server still has it
      done INTEGER NOT NULL DEFAULT 0, -- errands that are done: 1 answered, 2 seen, 4 archived
      PRIMARY KEY (account, folder, validity, uid)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX server_mail_raw ON server_mail(raw);

    INSERT OR IGNORE INTO server_mail (account, folder, validity, uid, raw, flags, is_there)
      SELECT account, rtrim(rtrim(rest, '0123456789'), '/'),
        CAST(substr(rest, length(rtrim(rest, '0123456789')) + 1) AS INTEGER), uid, raw, '[]', 1
      FROM (
        SELECT account, raw, rtrim(rtrim(source, '0123456789'), '/') AS rest,
          CAST(substr(source, length(rtrim(source, '0123456789')) + 1) AS INTEGER) AS uid
        FROM ledger WHERE source GLOB '?*/[1-9]*/[1-9]*' AND raw IS NOT NULL
      );

    """
}
