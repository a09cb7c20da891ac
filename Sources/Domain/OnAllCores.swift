import Foundation

extension Array where Element: Sendable {
  /// What `transform` makes of each element, in their order, worked out on all cores.
  package func mapOnAllCores<Value: Sendable>(
    _ transform: @escaping @Sendable (Element) -> Value
  ) async -> [Value] {
    let workers = ProcessInfo.processInfo.activeProcessorCount
    guard count > 4, workers > 1 else { return map(transform) }
    // More shares than cores, for one share may hold what is heavy.
    let size = Swift.max(1, count / (workers * 4))
    return await withTaskGroup(of: (Int, [Value]).self) { group in
      for start in stride(from: 0, to: count, by: size) {
        let share = self[start..<Swift.min(start + size, count)]
        group.addTask { (start, share.map(transform)) }
      }
      var shares: [Int: [Value]] = [:]
      for await (start, values) in group { shares[start] = values }
      return shares.sorted { $0.key < $1.key }.flatMap(\.value)
    }
  }
}
