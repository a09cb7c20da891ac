import Foundation

/// How many random cases are tried: few in CI, as many as FUZZ says under `make faults`.
enum FuzzScale {
  /// The usual seeds; each is a test of its own.
  static let seeds = [1, 2, 3, 4]

  /// FUZZ: how many cases each property gets; nil for the few of CI.
  static let wished: Int? = environment("FUZZ").flatMap { Int($0) }

  /// FUZZ_CASE: the one case that is tried.
  static let wishedCase: Int? = environment("FUZZ_CASE").flatMap { Int($0) }

  /// How many edits each mail of the corpora gets: FUZZ / 50, so that a million conversations go
  /// with 20,000 edits of every mail.
  static let editsOfEachMail = wished.map { max(8, $0 / 50) } ?? 32

  /// The numbers of the cases that one seed tries, of `usual` for all seeds together.
  ///
  /// FUZZ_CASE=number tries this case only, with each seed.
  static func numbers(_ usual: Int) -> Range<Int> {
    if let one = wishedCase { return one..<one + 1 }
    return 0..<max(1, (wished ?? usual) / seeds.count)
  }

  /// The generator of one case, so that it comes again without those before it.
  static func generator(seed: Int, number: Int) -> SplitMix {
    var generator = SplitMix(state: UInt64(seed) << 40 ^ UInt64(number))
    _ = generator.next()
    return generator
  }

  /// The name of the case, such as `malformed`.
  static func kind(of fault: any Error) -> String {
    Mirror(reflecting: fault).children.first?.label ?? ""
  }

  static func environment(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }
}

extension SplitMix {
  /// A number from 0 up to, but not with, `end`; 0 where there is none.
  mutating func below(_ end: Int) -> Int { end < 1 ? 0 : Int(next() % UInt64(end)) }

  /// One of `choices`.
  mutating func one<Choice>(of choices: [Choice]) -> Choice { choices[below(choices.count)] }

  /// `bytes` cut anywhere, mostly into few pieces.
  mutating func pieces(of bytes: [UInt8]) -> [[UInt8]] {
    let most = one(of: [1, 3, 17, max(1, bytes.count / 2), bytes.count + 1])
    var pieces: [[UInt8]] = []
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + 1 + below(most))
      pieces.append(Array(bytes[start..<end]))
      start = end
    }
    return pieces
  }
}
