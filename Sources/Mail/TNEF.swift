/// What Outlook packs into `winmail.dat` (MS-OXTNEF): the text and the files of a mail.
struct TNEF {
  struct File {
    var name: String?
    var contentType: String?
    var contents: ArraySlice<UInt8> = []
  }

  /// The text as plain text, where the stream carries it so.
  private(set) var text: String?
  private(set) var html: String?
  /// The text as RTF, decompressed.
  private(set) var rtf: [UInt8]?
  private(set) var files: [File] = []
  private var codePage = "windows-1252"
  private var depth: Int

  private static let signature = 0x223E_9F78
  /// More files than this are not listed.
  private static let most = 1_000

  /// What the stream holds, as far as it can be read; `nil` where it is none.
  init?(_ bytes: ArraySlice<UInt8>, depth: Int = 0) {
    var reader = LittleEndianReader(bytes)
    guard reader.long() == TNEF.signature, reader.short() != nil else { return nil }
    self.depth = depth
    while reader.byte() != nil, let id = reader.long(), let length = reader.long() {
      // The last attribute may be cut: what there is of it is kept.
      guard let value = reader.take(min(length, reader.left)) else { break }
      _ = reader.short()
      read(id & 0xFFFF, value)
    }
  }

  private enum Attribute {
    static let file = 0x9002
    static let title = 0x8010
    static let contents = 0x800F
    static let fileProperties = 0x9005
    static let properties = 0x9003
    static let body = 0x800C
    static let codePage = 0x9007
  }

  private mutating func read(_ id: Int, _ value: ArraySlice<UInt8>) {
    let last = files.indices.last
    switch id {
    case Attribute.codePage:
      var reader = LittleEndianReader(value)
      if let page = reader.long(), (437...1_361).contains(page) { codePage = "windows-\(page)" }
    case Attribute.body: text = string(value)
    case Attribute.file where files.count < TNEF.most: files.append(File())
    case Attribute.title: if let last, files[last].name == nil { files[last].name = string(value) }
    case Attribute.contents: if let last { files[last].contents = value }
    case Attribute.fileProperties: if let last { readFile(MAPIProperties(value), into: last) }
    case Attribute.properties: readMessage(MAPIProperties(value))
    default: break
    }
  }

  private mutating func readMessage(_ properties: MAPIProperties) {
    if let body = properties[.body] { text = string(of: body) }
    if let body = properties[.htmlBody] { html = string(of: body) }
    if let body = properties[.compressedRTF] { rtf = CompressedRTF.decompressed(body.bytes) }
  }

  private mutating func readFile(_ properties: MAPIProperties, into file: Int) {
    let names: [MAPIProperties.Tag] = [.longFilename, .filename, .displayName]
    if let name = names.lazy.compactMap({ properties[$0] }).map(string(of:)).first(where: {
      !$0.isEmpty
    }) {
      files[file].name = name
    }
    if let type = properties[.mediaType].map(string(of:)), type.contains("/") {
      files[file].contentType = type.lowercased()
    }
    guard let object = properties[.contents], files[file].contents.isEmpty else { return }
    // An object begins with the sixteen bytes that say what it is.
    let inner = object.isObject ? object.bytes.dropFirst(16) : object.bytes
    files[file].contents = inner
    guard depth < 4, let enclosed = TNEF(inner, depth: depth + 1) else { return }
    files += enclosed.files.prefix(TNEF.most - files.count)
  }

  // MARK: - Text

  private func string(_ bytes: ArraySlice<UInt8>) -> String {
    let bytes = bytes.prefix { $0 != 0 }
    return bytes.withUnsafeBufferPointer { Charset.read($0, as: codePage).text }
  }

  private func string(of value: MAPIProperties.Value) -> String {
    guard value.isWide else { return string(value.bytes) }
    let units = stride(from: value.bytes.startIndex, to: value.bytes.endIndex - 1, by: 2).map {
      UInt16(value.bytes[$0]) | UInt16(value.bytes[$0 + 1]) << 8
    }
    return String(decoding: units.prefix { $0 != 0 }, as: UTF16.self)
  }
}
