import CGMime

extension String {
  /// Whether `words` stand anywhere in it, byte for byte: for long texts, where `contains` takes
  /// its time over every character.
  func holds(_ words: String) -> Bool {
    var (text, words) = (self, words)
    return text.withUTF8 { bytes in
      words.withUTF8 { wanted in
        cg_find(bytes.baseAddress, bytes.count, wanted.baseAddress, wanted.count) < bytes.count
      }
    }
  }
}
