/// RTF as Outlook compresses it (MS-OXRTFCP).
enum CompressedRTF {
  /// No text is longer than this.
  private static let longest = 16 << 20

  /// What the window holds before the first byte.
  private static let preset = Array(
    (#"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "#
      + #"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"#
      + "\r\n" + #"\par \pard\plain\f0\fs20\b\i\u\tab\tx"#).utf8)

  /// The RTF, as far as it can be read; `nil` where it is none.
  static func decompressed(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    var reader = LittleEndianReader(bytes)
    guard reader.long() != nil, let size = reader.long(), let kind = reader.long(),
      reader.long() != nil
    else { return nil }
    let limit = min(size, longest)
    switch kind {
    case 0x414C_454D: return reader.take(min(limit, reader.left)).map(Array.init)
    case 0x7546_5A4C: return inflated(&reader, limit: limit)
    default: return nil
    }
  }

  private static func inflated(_ reader: inout LittleEndianReader, limit: Int) -> [UInt8] {
    var window = preset + Array(repeating: 0, count: 4_096 - preset.count)
    var place = preset.count
    var out: [UInt8] = []
    func write(_ byte: UInt8) {
      out.append(byte)
      window[place] = byte
      place = (place + 1) & 0xFFF
    }
    while out.count < limit, let control = reader.byte() {
      for bit in 0..<8 where out.count < limit {
        guard control & (1 << bit) != 0 else {
          guard let byte = reader.byte() else { return out }
          write(byte)
          continue
        }
        guard let high = reader.byte(), let low = reader.byte() else { return out }
        let offset = Int(high) << 4 | Int(low) >> 4
        if offset == place { return out }
        for step in 0..<Int(low & 0xF) + 2 { write(window[(offset + step) & 0xFFF]) }
      }
    }
    return out
  }
}
