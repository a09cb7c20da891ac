import ChannelKit
import Domain

/// A label whose parcel is asked about until it has arrived, or a shipment whose labels are not
/// known yet.
struct Followed: Hashable, Sendable, Codable {
  /// ShipStation's key of the shipment.
  var shipment: String
  /// The number of its order, where the shipment bears one.
  var number: String?
  /// ShipStation's key of the label; `nil` until it is known.
  var label: String?
  /// Who carries it.
  var carrier = ""
  /// It goes back to us.
  var isReturn = false
  /// What was told of it last, in short.
  var told = ""
  /// When its carrier was last asked; `nil` where that is still to be done.
  var askedAt: Instant?
  /// When it was first heard of.
  var since: Instant?
}

/// How far a pull has come: shipments that changed, and the parcels that are followed.
struct ParcelWalk {
  /// Shipments by their last change.
  var changes: ChangeWalk
  private(set) var followed: [Followed]

  /// A parcel on its way is asked about so often.
  private static let pace = Span.hours(2)
  /// So many are asked about in one pull.
  private static let most = 60
  /// So many are followed at a time, the youngest.
  private static let memory = 1000
  /// Nothing is followed longer.
  private static let longest = Span.days(45)

  private struct Kept: Codable {
    var changes: String
    var followed: [Followed]
  }

  /// The walk that a cursor keeps; a new one from `first` on where there is none that can be read.
  init(_ cursor: Cursor?, from first: Instant?) {
    let kept = cursor?.kept(as: Kept.self)
    changes = ChangeWalk(kept.map { Cursor($0.changes) }, from: first)
    followed = kept?.followed ?? []
  }

  /// Where the next pull begins.
  var cursor: Cursor {
    Cursor(keeping: Kept(changes: changes.cursor.text, followed: followed))
  }
}

// MARK: - Parcels

extension ParcelWalk {
  /// A shipment that changed at `now` is asked about anew.
  mutating func follow(_ shipment: Followed, at now: Instant) -> Followed {
    followed.removeAll { $0.shipment == shipment.shipment }
    var shipment = shipment
    shipment.since = now
    followed.append(shipment)
    return shipment
  }

  /// What is to be asked about at `now`, the longest unasked first.
  func due(at now: Instant) -> [Followed] {
    let due = followed.filter { one in one.askedAt.map { $0 <= now - Self.pace } ?? true }
    let zero = Instant(milliseconds: 0)
    return Array(due.sorted { ($0.askedAt ?? zero) < ($1.askedAt ?? zero) }.prefix(Self.most))
  }

  /// Its labels take the place of a shipment.
  mutating func replace(_ old: Followed, with labels: [Followed]) {
    followed.removeAll { $0.shipment == old.shipment && $0.label == old.label }
    followed += labels
  }

  /// Notes what a carrier said; whether that is new. What has arrived, or will not, is not followed
  /// any longer.
  mutating func isNews(_ parcel: TrackedParcel, of one: Followed, at now: Instant) -> Bool {
    let shipment = parcel.shipment
    let scan = shipment.lastScanAt.map { "\($0.milliseconds)" } ?? ""
    let told = [shipment.state.rawValue, scan, shipment.lastScan].joined(separator: "|")
    followed.removeAll { $0.shipment == one.shipment && $0.label == one.label }
    if shipment.state != .delivered, now - (one.since ?? now) < Self.longest {
      var one = one
      (one.told, one.askedAt) = (told, now)
      followed.append(one)
      followed = Array(followed.suffix(Self.memory))
    }
    return told != one.told
  }
}

// MARK: - Pages

extension ParcelWalk {
  /// Where a page begins: with shipments that changed at a moment or later, so many pages further.
  ///
  /// A list that is counted and sorted by its changes would move while it is read; the moment at
  /// which the last page ended stays where it is.
  struct Place {
    private var from: Instant?
    private var page = 1

    /// The page that a walk comes to next.
    init(_ changes: ChangeWalk) {
      from = changes.from
      guard let parts = changes.token?.split(separator: "|"), parts.count == 2 else { return }
      from = Int64(parts[0]).map { Instant(milliseconds: $0) }
      page = Int(parts[1]) ?? 1
    }

    /// How it is asked for.
    var query: [ShopRequest.Field] {
      let start = from.map { [ShopRequest.Field("modified_at_start", $0.rfc3339())] } ?? []
      return start + [
        .init("sort_by", "modified_at"), .init("sort_dir", "asc"), .init("page", "\(page)"),
      ]
    }

    /// The token of the page after one that ends with a change at `last`; where all on it changed at
    /// the moment with which it begins, the next of the same moment. Where another page was given
    /// than the one that was asked for, it is asked for again.
    func next(after last: Instant?, among given: Int) -> String? {
      guard let last else { return nil }
      guard last == from else { return "\(last.milliseconds)|1" }
      return "\(last.milliseconds)|\(given == page ? page + 1 : page)"
    }
  }
}
