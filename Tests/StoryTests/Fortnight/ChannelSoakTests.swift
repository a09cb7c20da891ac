import Domain
import Foundation
import TestKit
import Testing

/// Ten days on all channels at once.
@Suite(.serialized, .timeLimit(.minutes(60))) struct ChannelSoakTests {
  /// SOAK=number repeats a run.
  private static let seeds: [UInt64] = {
    let wished = ProcessInfo.processInfo.environment["SOAK"].flatMap { UInt64($0) }
    if let wished { return [wished] }
    return FortnightScale.isLong ? (1...8).map { _ in .random(in: 0..<1_000_000) } : [4]
  }()

  @Test(arguments: seeds) func nothingIsLostAndNothingIsDoubled(_ seed: UInt64) async throws {
    print("ten days on all channels: SOAK=\(seed)")
    let folder = try TestFolder("soak")
    defer { folder.remove() }
    var soak = try ChannelSoak(folder, seed: seed)
    let steps = FortnightScale.isLong ? 720 : 40
    try await soak.pass(steps, of: .minutes(Int64(10 * 24 * 60 / steps)))
    try await soak.expectAllIsWell()
  }
}
