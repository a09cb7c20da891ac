/// The plan of the house as the tests hold it: the table of docs/architecture.md.
enum Plan {
  /// What each room may import, its foreign libraries included; Foundation is told apart.
  static let rooms: [String: Set<String>] = [
    "Seal": ["CCrypto"],
    "Domain": [],
    "Terminal": [],
    "Mail": ["CGMime", "CXML", "Seal"],
    "Wire": ["Seal"],
    "Templating": ["Domain"],
    "Rules": ["Domain"],
    "ChannelKit": ["Domain", "Wire", "Mail", "Seal"],
    "Processes": ["Wire", "Subprocess", "SystemPackage"],
    "Store": ["Domain", "Seal", "CZstd", "GRDB", "Glibc", "Dispatch"],
    "Sockets": [
      "Wire", "AsyncHTTPClient", "NIO", "NIOCore", "NIOPosix", "NIOConcurrencyHelpers",
      "NIOFoundationCompat", "NIOHTTP1", "NIOSSL", "NIOTLS", "Logging",
    ],
    "Curses": ["Terminal", "CCurses", "Glibc", "Synchronization"],
    "Mailbox": ["ChannelKit", "Domain", "Wire", "Seal", "Mail"],
    "WooCommerce": ["ChannelKit", "Domain", "Wire", "Seal"],
    "Shopify": ["ChannelKit", "Domain", "Wire", "Seal"],
    "BigCommerce": ["ChannelKit", "Domain", "Wire", "Seal"],
    "AfterShip": ["ChannelKit", "Domain", "Wire", "Seal"],
    "ShipStation": ["ChannelKit", "Domain", "Wire", "Seal"],
    "Mirakl": ["ChannelKit", "Domain", "Wire", "Seal"],
    "Telegram": ["ChannelKit", "Domain", "Wire", "Seal"],
    "EBay": ["ChannelKit", "Domain", "Wire", "Seal"],
    "Etsy": ["ChannelKit", "Domain", "Wire", "Seal"],
    "Walmart": ["ChannelKit", "Domain", "Wire", "Seal"],
    "Amazon": ["ChannelKit", "Domain", "Wire", "Seal"],
    "Twilio": ["ChannelKit", "Domain", "Wire", "Seal"],
    "Mastodon": ["ChannelKit", "Domain", "Wire", "Seal"],
    "Meta": ["ChannelKit", "Domain", "Wire", "Seal"],
    "Chat": ["ChannelKit", "Domain", "Wire", "Seal"],
    "Klaviyo": ["ChannelKit", "Domain", "Wire", "Seal"],
    "HubSpot": ["ChannelKit", "Domain", "Wire", "Seal"],
    "Mailchimp": ["ChannelKit", "Domain", "Wire", "Seal"],
    "Exec": ["ChannelKit", "Domain", "Wire", "Seal", "Processes"],
    "Desk": ["Domain", "Terminal", "Templating"],
    "Sync": ["Domain", "Store", "ChannelKit", "Rules", "Templating", "Mail", "Wire"],
    "Demo": ["Domain", "ChannelKit", "Mail", "Wire", "Sockets"],
    "Runtime": [
      "Desk", "Terminal", "Domain", "Store", "Rules", "Processes", "Templating", "CSpelling",
      "Glibc", "Dispatch",
    ],
    "App": [
      "Domain", "Terminal", "Mail", "Wire", "Seal", "Templating", "Rules", "ChannelKit",
      "Processes", "Store", "Sockets", "Curses", "Desk", "Sync", "Demo", "Runtime", "Mailbox",
      "WooCommerce", "Shopify", "AfterShip", "BigCommerce", "ShipStation", "Mirakl", "Telegram",
      "EBay", "Etsy", "Walmart", "Amazon", "Twilio", "Mastodon", "Meta", "Exec", "Chat",
      "Klaviyo", "HubSpot", "Mailchimp",
      "ArgumentParser", "TOMLKit", "Glibc", "Dispatch",
    ],
    "shopbell": ["App", "CHeap"],
  ]

  /// Terminal and Curses know nothing of Foundation; Runtime and App use Dispatch for signals,
  /// Store to watch what others write.
  static func mayUseFoundation(_ room: String) -> Bool {
    !["Terminal", "Curses", "shopbell"].contains(room)
  }

  /// What stands nowhere in Sources, and why.
  static let forbidden: [(Pattern, String)] = [
    (Pattern(#"\btry!"#), "try! hides a failure"),
    (Pattern(#"\bas!"#), "as! hides a failure"),
    (Pattern(#"\bfatalError\("#), "a broken invariant is a precondition with its sentence"),
    (Pattern(#"(?:^|[^\w.])print\("#), "results go through Output"),
    (Pattern(#"\.detached\b"#), "no detached task"),
    (Pattern(#"\bpublic\b"#), "an application has no public"),
    (Pattern(#"\bunowned\b"#), "no unowned reference"),
  ]

  /// Who may ask for the time, for chance, or wait.
  /// Walmart wants a name of its own for each call, by which nothing here goes.
  static let timeAndChance: [(Pattern, Set<String>)] = [
    (Pattern(#"\bDate\(\)|\bDate\.now\b"#), ["Runtime", "Sync", "Demo", "App"]),
    (Pattern(#"\bUUID\(\)"#), ["Runtime", "Sync", "Demo", "App", "Walmart"]),
    (
      Pattern(#"\bTask\.sleep\b"#),
      ["Runtime", "Sync", "Demo", "App", "Sockets", "Processes", "Mailbox"]
    ),
  ]
}
