/// Amazon's marketplaces by country, and the door that each is asked through
/// (https://developer-docs.amazon.com/sp-api/docs/marketplace-ids).
struct AmazonMarketplace {
  /// The country, as people write it: `de`.
  var country: String
  /// What the interface calls it.
  var id: String
  /// What is paid with there (ISO 4217).
  var currency: String
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
      "us ATVPDKIKX0DER USD, ca A2EUQ1WTGCTBG2 CAD, mx A1AM78C64UM0Y8 MXN, br A2Q3Y263D00KWC BRL")
    + list(
      .europe,
      "uk A1F83G8C2ARO7P GBP, ie A28R8C7NBKEWEA EUR, de A1PA6795UKMFR9 EUR, "
        + "fr A13V1IB3VIYZZH EUR, it APJ6JRA9NG5V4 EUR, es A1RKKUPIHCS9HS EUR, "
        + "nl A1805IZSGTT6HS EUR, be AMEN7PMS3EDWL EUR, se A2NODRKZP88ZB9 SEK, "
        + "pl A1C3SOZRARQ6R3 PLN, tr A33AVAJ2PDY3EV TRY, ae A2VIGQ35RCS4UG AED, "
        + "sa A17E79C6D8DWNP SAR, eg ARBP9OOSHTCHU EGP, in A21TJRUUN4KGV INR, "
        + "za AE08WJ6YKNBMC ZAR")
    + list(
      .farEast, "jp A1VC38T7YXB528 JPY, au A39IBJ37TRP1C6 AUD, sg A19VAU5U5O7RUS SGD")

  private static func list(_ region: Region, _ lines: String) -> [AmazonMarketplace] {
    lines.split(separator: ",").map { $0.split(separator: " ").map(String.init) }
      .filter { $0.count == 3 }
      .map { AmazonMarketplace(country: $0[0], id: $0[1], currency: $0[2], region: region) }
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
