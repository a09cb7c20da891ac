import Domain
import Store

/// The customers who are one person, from a store to a dump and back.
enum DumpJoins {
  /// What stands, each customer named by their own identities; who has none left is left out.
  static func told(of fold: DumpFold, in store: Store) async throws(Failure) -> [Dump.Join] {
    var joins: [Dump.Join] = []
    for join in fold.joins {
      let sheet = try await storing { () throws(StoreError) in
        try await store.customer(join.customer, agent: AgentID(""))
      }
      let own = { (id: CustomerID) in sheet?.members.first { $0.id == id }?.identities ?? [] }
      let told = Dump.Join(from: own(join.customer), into: own(join.into))
      if !told.from.isEmpty, !told.into.isEmpty { joins.append(told) }
    }
    return joins
  }

  /// What has to happen so that they are joined here too, and the blocks of which somebody is not
  /// known here.
  static func plan(_ joins: [Dump.Join], in store: Store) async throws(Failure)
    -> (changes: [Change], missing: [Dump.Join])
  {
    var changes: [Change] = []
    var missing: [Dump.Join] = []
    // Whom those are shown under that will have been joined.
    var planned: [CustomerID: CustomerID] = [:]
    for join in joins {
      guard let from = try await person(join.from, in: store),
        let into = try await person(join.into, in: store)
      else {
        missing.append(join)
        continue
      }
      let (one, other) = (end(of: from, in: planned), end(of: into, in: planned))
      guard one != other else { continue }
      planned[one] = other
      changes.append(.joined(one, into: other))
    }
    return (changes, missing)
  }

  private static func end(of id: CustomerID, in planned: [CustomerID: CustomerID]) -> CustomerID {
    var id = id
    while let next = planned[id] { id = next }
    return id
  }

  private static func person(_ identities: [Identity], in store: Store) async throws(Failure)
    -> CustomerID?
  {
    for identity in identities {
      let found = try await storing { () throws(StoreError) in
        try await store.customers(named: identity.address)
      }
      if let person = found.first(where: { $0.identities.contains(identity) }) { return person.id }
    }
    return nil
  }
}
