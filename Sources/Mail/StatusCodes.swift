/// Numbers that servers answer with, found in running text.
struct StatusCodes: Hashable {
  /// Three numbers such as `5.1.1` (RFC 3463).
  var status: String?
  /// Three digits such as `550` (RFC 5321 paragraph 4.2).
  var reply: String?

  init(_ text: some StringProtocol) {
    let bytes = Array(text.utf8.prefix(20_000))
    var index = 0
    while index < bytes.count, status == nil || reply == nil {
      let start = index
      guard StatusCodes.isDigit(bytes[start]) else {
        index += 1
        continue
      }
      while index < bytes.count, StatusCodes.isDigit(bytes[index]) || bytes[index] == 0x2E {
        index += 1
      }
      let before = start > 0 ? bytes[start - 1] : 0x20
      let after = index < bytes.count ? bytes[index] : 0x20
      guard !StatusCodes.isWord(before), before != 0x2D, before != 0x2E else { continue }
      var run = bytes[start..<index]
      while run.last == 0x2E { run.removeLast() }
      take(run, before: before, after: after)
    }
  }

  private mutating func take(_ run: ArraySlice<UInt8>, before: UInt8, after: UInt8) {
    guard let first = run.first, (0x32...0x35).contains(first), first != 0x33 else { return }
    let numbers = run.split(separator: 0x2E, omittingEmptySubsequences: false)
    if numbers.count == 3, numbers[0].count == 1, status == nil, !StatusCodes.isWord(after),
      numbers.dropFirst().allSatisfy({ (1...3).contains($0.count) })
    {
      status = String(decoding: run, as: UTF8.self)
    } else if numbers.count == 1, run.count == 3, reply == nil, run[run.startIndex + 1] <= 0x35,
      "- \t:;,)]#".utf8.contains(after) || after == 0x0A,
      "( \t:;[>\"'=\n".utf8.contains(before) || before == 0x20
    {
      reply = String(decoding: run, as: UTF8.self)
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }

  private static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte || byte == 0x5F
  }
}
