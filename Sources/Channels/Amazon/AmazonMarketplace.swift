/// Amazon's marketplaces by country, and the door that each is asked through
/// (https://developer-docs.amazon.com/sp-api/docs/marketplace-ids).
struct AmazonMarketplace {
  /// The country, as people write it: `de`.
  var country: String
  /// What the interface calls it.
  var id: String
  /// Where it is asked.
  var region: Region

  /// The three parts of the world; a key is good for one of them.
  enum Region: String {
    case northAmerica = "na"
    case europe = "eu"
    case farEast = "fe"

    /// Its address.
    var base: String { "https://sellingpartnerapi-\(rawValue).amazon.com" }
  }

  static let all: [AmazonMarketplace] =
    list(
      .northAmerica,
      "us ATVPDKIKX0DER ca A2EUQ1WTGCTBG2 mx A1AM78C64UM0Y8 br A2Q3Y263D00KWC")
    + list(
      .europe,
      "uk A1F83G8C2ARO7P ie A28R8C7NBKEWEA de A1PA6795UKMFR9 fr A13V1IB3VIYZZH it APJ6JRA9NG5V4 "
        + "es A1RKKUPIHCS9HS nl A1805IZSGTT6HS be AMEN7PMS3EDWL se A2NODRKZP88ZB9 "
        + "pl A1C3SOZRARQ6R3 tr A33AVAJ2PDY3EV ae A2VIGQ35RCS4UG sa A17E79C6D8DWNP "
        + "eg ARBP9OOSHTCHU in A21TJRUUN4KGV za AE08WJ6YKNBMC")
    + list(.farEast, "jp A1VC38T7YXB528 au A39IBJ37TRP1C6 sg A19VAU5U5O7RUS")

  private static func list(_ region: Region, _ words: String) -> [AmazonMarketplace] {
    let words = words.split(separator: " ").map(String.init)
    return stride(from: 0, to: words.count - 1, by: 2).map {
      AmazonMarketplace(country: words[$0], id: words[$0 + 1], region: region)
    }
  }

  /// Those that a setting names, such as `de, fr`; a sentence where that cannot be.
  static func named(_ text: String) -> Result<[AmazonMarketplace], Mistake> {
    let words = text.lowercased().split { $0 == "," || $0.isWhitespace }
      .map { $0 == "gb" ? "uk" : String($0) }
    var found: [AmazonMarketplace] = []
    for word in words {
      guard let place = all.first(where: { $0.country == word }) else {
        let known = all.map(\.country).joined(separator: ", ")
        return .failure(Mistake(sentence: "Amazon has no marketplace \(word). Known: \(known)"))
      }
      found.append(place)
    }
    guard let first = found.first else {
      return .failure(Mistake(sentence: "countries names no marketplace such as de or us"))
    }
    if let other = found.first(where: { $0.region != first.region }) {
      return .failure(
        Mistake(
          sentence: "\(first.country) and \(other.country) are asked at different doors: "
            + "make an account for each"))
    }
    return .success(found)
  }

  /// Why a setting names no marketplaces.
  struct Mistake: Error {
    var sentence: String
  }
}
