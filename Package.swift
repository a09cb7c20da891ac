// swift-tools-version:6.2
// The plan of the house: one target a room, grouped by floor; an arrow only ever goes down.
// docs/architecture.md explains it, Tests/HouseTests holds every import line against it.
import PackageDescription

// MARK: - How every room is built

let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A room written in Swift.
func room(_ name: String, path: String? = nil, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(
    name: name, dependencies: dependencies, path: path, exclude: readme(in: path),
    swiftSettings: settings)
}

/// A channel's folder also holds its README.
func readme(in path: String?) -> [String] {
  path?.hasPrefix("Sources/Channels/") == true ? ["README.md"] : []
}

/// A small C target, the only one that includes a foreign header.
func doorstep(
  _ name: String, over system: [Target.Dependency] = [], linking libraries: [String] = []
) -> Target {
  .target(
    name: name, dependencies: system, cSettings: [.treatAllWarnings(as: .error)],
    linkerSettings: libraries.map { .linkedLibrary($0) })
}

/// A library found with pkg-config, below its doorstep.
func system(_ name: String, pkgConfig: String, debian package: String) -> Target {
  .systemLibrary(
    name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

/// The tests of one room.
func tests(_ name: String, path: String? = nil, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies, path: path,
    exclude: name == "Desk" ? ["Screens", "Panes"] : [], swiftSettings: settings)
}

// MARK: - Foreign libraries, each with the one room that may import it

let nio: [Target.Dependency] = [
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
  .product(name: "NIOTLS", package: "swift-nio"),
  .product(name: "NIOSSL", package: "swift-nio-ssl"),
]
let http: [Target.Dependency] = [
  .product(name: "AsyncHTTPClient", package: "async-http-client"),
  .product(name: "NIOHTTP1", package: "swift-nio"),
  .product(name: "NIOFoundationCompat", package: "swift-nio"),
  .product(name: "Logging", package: "swift-log"),
]
let sql: [Target.Dependency] = [.product(name: "GRDB", package: "GRDB.swift")]
let processes: [Target.Dependency] = [
  .product(name: "Subprocess", package: "swift-subprocess"),
  .product(name: "SystemPackage", package: "swift-system"),
]
let commandLine: [Target.Dependency] = [
  .product(name: "ArgumentParser", package: "swift-argument-parser"),
  .product(name: "TOMLKit", package: "TOMLKit"),
]

// MARK: - The rooms

/// One folder of Sources/Channels each; a newcomer adds a name here and a line in Catalogue.swift.
let channels: [(name: String, extra: [Target.Dependency])] = [
  ("Mailbox", ["Mail"]),
  ("WooCommerce", []),
  ("Shopify", []),
  ("AfterShip", []),
  ("BigCommerce", []),
  ("ShipStation", []),
  ("Mirakl", []),
  ("Telegram", []),
  ("EBay", []),
  ("Etsy", []),
  ("Walmart", []),
  ("Amazon", []),
  ("Twilio", []),
  ("Mastodon", []),
  ("Meta", []),
  ("Exec", ["Processes"]),
  ("Chat", []),
  ("Klaviyo", []),
  ("HubSpot", []),
  ("Mailchimp", []),
]
let channelRooms: [Target.Dependency] = channels.map { .target(name: $0.name) }

let package = Package(
  name: "shopbell",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "shopbell", targets: ["shopbell"])],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
  ],
  targets: [
    // doorsteps
    system("SystemGMime", pkgConfig: "gmime-3.0", debian: "libgmime-3.0-dev"),
    system("SystemXML", pkgConfig: "libxml-2.0", debian: "libxml2-dev"),
    doorstep("CCurses", linking: ["ncursesw"]),
    doorstep("CGMime", over: ["SystemGMime"]),
    doorstep("CXML", over: ["SystemXML"]),
    doorstep("CCrypto", linking: ["crypto"]),
    doorstep("CZstd", linking: ["zstd"]),
    doorstep("CHeap"),
    doorstep("CSpelling"),
    room("Seal", ["CCrypto"]),

    // 0
    room("Domain"),
    room("Terminal"),
    room("Mail", ["CGMime", "CXML", "Seal"]),
    room("Wire", ["Seal"]),

    // 1
    room("Templating", ["Domain"]),
    room("Rules", ["Domain"]),
    room("ChannelKit", ["Domain", "Wire", "Mail", "Seal"]),
    room("Processes", ["Wire"] + processes),
    room("Store", ["Domain", "Seal", "CZstd"] + sql),
    room("Sockets", ["Wire"] + nio + http),
    room("Curses", ["Terminal", "CCurses"]),

    // 2
    room("Desk", ["Domain", "Terminal", "Templating"]),
    room("Sync", ["Domain", "Store", "ChannelKit", "Rules", "Templating", "Mail", "Wire"]),
    room("Demo", ["Domain", "ChannelKit", "Mail", "Wire", "Sockets"]),

    // 3
    room(
      "Runtime",
      [
        "Desk", "Terminal", "Domain", "Store", "Rules", "Processes", "Templating", "CSpelling",
      ]),

    // 4
    room(
      "App",
      [
        "Domain", "Terminal", "Mail", "Wire", "Seal", "Templating", "Rules", "ChannelKit",
        "Processes", "Store", "Sockets", "Curses", "Desk", "Sync", "Demo", "Runtime",
      ] + channelRooms + commandLine),

    // 5
    .executableTarget(
      name: "shopbell", dependencies: ["App", "CHeap"], swiftSettings: settings),

    // tests
    .target(
      name: "TestKit",
      dependencies: [
        "CCurses", "Domain", "Store", "Terminal", "Desk", "Mail", "Wire", "Templating",
      ],
      path: "Tests/TestKit", swiftSettings: settings),
    tests("House", []),
    tests("Domain", ["Domain", "TestKit"]),
    tests("Terminal", ["Terminal", "Curses", "CCurses", "TestKit"]),
    tests("Mail", ["Mail", "Seal", "Terminal", "TestKit"]),
    tests("Wire", ["Wire", "Seal", "Sockets", "Processes", "TestKit"]),
    tests("Templating", ["Templating", "ChannelKit", "Domain", "TestKit"]),
    tests("Rules", ["Rules", "Domain", "TestKit"]),
    tests("Store", ["Store", "Domain", "Rules", "Seal", "TestKit"] + sql),
    tests("Desk", ["Desk", "Domain", "Terminal", "Templating", "TestKit"]),
    tests("Runtime", ["Runtime", "Desk", "Domain", "Templating", "Terminal", "TestKit"]),
    tests(
      "Sync",
      ["Sync", "Domain", "Store", "ChannelKit", "Rules", "Wire", "Mail", "TestKit"] + channelRooms),
    tests(
      "Channels", path: "Tests/Channels",
      ["App", "ChannelKit", "Domain", "Wire", "Mail", "Sockets", "TestKit"] + channelRooms),
    tests("Documents", ["App", "Desk", "Domain", "Templating", "Terminal", "TestKit"]),
    tests(
      "App",
      [
        "App", "ChannelKit", "Desk", "Domain", "Mail", "Mailbox", "Sockets", "Templating",
        "Terminal", "TestKit", "Wire",
      ]),
    tests(
      "Story",
      [
        "App", "Runtime", "Desk", "Store", "Sync", "Demo", "Domain", "Terminal", "ChannelKit",
        "Mail", "Mailbox", "Mirakl", "Twilio", "Mastodon", "Meta", "Rules", "Templating", "Wire",
        "Sockets",
        "TestKit",
      ]),
    tests(
      "Server",
      [
        "App", "ChannelKit", "Domain", "Mail", "Mailbox", "Sockets", "Store", "Sync", "Wire",
        "TestKit",
      ]),
  ]
    + channels.map {
      room(
        $0.name, path: "Sources/Channels/\($0.name)",
        ["ChannelKit", "Domain", "Wire", "Seal"] + $0.extra)
    },
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
