import Domain
import Foundation

/// One thing the sample shop sells.
struct SampleGood: Hashable, Sendable {
  /// What it is called in the shop.
  var title: String
  /// The shop's key for it.
  var sku: String
  /// Its price in euro cents; other currencies take the same figure.
  var cents: Int

  static let all: [SampleGood] = [
    SampleGood(title: "Stoneware mug, blue", sku: "MUG-BLU", cents: 1890),
    SampleGood(title: "Stoneware mug, sand", sku: "MUG-SND", cents: 1890),
    SampleGood(title: "Enamel kettle 1.2 l", sku: "KET-12", cents: 4450),
    SampleGood(title: "Wool blanket, forest", sku: "BLK-FOR", cents: 8900),
    SampleGood(title: "Wool blanket, oat", sku: "BLK-OAT", cents: 8900),
    SampleGood(title: "Merino socks 39-42", sku: "SOX-39", cents: 1650),
    SampleGood(title: "Merino socks 43-46", sku: "SOX-43", cents: 1650),
    SampleGood(title: "Rain jacket M, yellow", sku: "RJK-M-YEL", cents: 12900),
    SampleGood(title: "Rain jacket L, navy", sku: "RJK-L-NVY", cents: 12900),
    SampleGood(title: "Trail pack 22 l", sku: "PCK-22", cents: 7990),
    SampleGood(title: "Camping lantern, rechargeable", sku: "LAN-R1", cents: 3890),
    SampleGood(title: "Headlamp 400 lm", sku: "HDL-400", cents: 3490),
    SampleGood(title: "Steel bottle 0.75 l", sku: "BTL-75", cents: 2790),
    SampleGood(title: "Folding knife, olive wood", sku: "KNF-OLV", cents: 4990),
    SampleGood(title: "Picnic rug, waterproof", sku: "RUG-WP", cents: 5490),
    SampleGood(title: "Beeswax candle, set of 4", sku: "CND-4", cents: 2190),
  ]
}

/// One customer of the sample shop.
struct SampleCustomer: Hashable, Sendable {
  /// Their name.
  var name: String
  /// The language they write.
  var language: String
  /// Where they live, as a parcel would say it.
  var address: [String]
  /// The top-level domain of the marketplaces they use.
  var country: String

  /// The name they are spoken to with.
  var firstName: String { name.split(separator: " ").first.map(String.init) ?? name }

  /// Their own mail address.
  var mail: String {
    let plain = name.lowercased().folding
    return plain.replacingOccurrences(of: " ", with: ".") + "@mail.example"
  }

  static let all: [SampleCustomer] = [
    SampleCustomer(
      name: "Priya Nair", language: "en",
      address: ["14 Rathgar Avenue", "Dublin D06 X2Y8", "Ireland"],
      country: "co.uk"),
    SampleCustomer(
      name: "Jonas Weber", language: "de", address: ["Lindenstraße 8", "50674 Köln", "Germany"],
      country: "de"),
    SampleCustomer(
      name: "Dana Ruiz", language: "en",
      address: ["2210 Harbor Street", "Portland, OR 97201", "USA"],
      country: "com"),
    SampleCustomer(
      name: "Léa Martin", language: "fr", address: ["3 rue des Lilas", "69003 Lyon", "France"],
      country: "fr"),
    SampleCustomer(
      name: "Tom Collins", language: "en",
      address: ["9 Mill Lane", "Leeds LS1 4DY", "United Kingdom"],
      country: "co.uk"),
    SampleCustomer(
      name: "Sofía Herrera", language: "es", address: ["Calle Mayor 21", "28013 Madrid", "Spain"],
      country: "es"),
    SampleCustomer(
      name: "Giulia Conti", language: "it", address: ["Via Garibaldi 5", "40124 Bologna", "Italy"],
      country: "it"),
    SampleCustomer(
      name: "Marcus Hale", language: "en", address: ["77 Orchard Road", "Austin, TX 78701", "USA"],
      country: "com"),
    SampleCustomer(
      name: "Anke Petersen", language: "de", address: ["Hafenweg 2", "24103 Kiel", "Germany"],
      country: "de"),
    SampleCustomer(
      name: "Niamh Byrne", language: "en",
      address: ["5 Quay Street", "Galway H91 K5N2", "Ireland"],
      country: "co.uk"),
    SampleCustomer(
      name: "Olivier Petit", language: "fr", address: ["18 avenue Foch", "44000 Nantes", "France"],
      country: "fr"),
    SampleCustomer(
      name: "Hannah Brooks", language: "en",
      address: ["402 Pine Street", "Madison, WI 53703", "USA"],
      country: "com"),
    SampleCustomer(
      name: "Carlos Vidal", language: "es",
      address: ["Avenida del Puerto 60", "46023 Valencia", "Spain"],
      country: "es"),
    SampleCustomer(
      name: "Lukas Brandt", language: "de", address: ["Am Markt 11", "01067 Dresden", "Germany"],
      country: "de"),
    SampleCustomer(
      name: "Aoife Kelly", language: "en",
      address: ["31 Main Street", "Kilkenny R95 E4H3", "Ireland"],
      country: "co.uk"),
    SampleCustomer(
      name: "Marta Rinaldi", language: "it", address: ["Corso Italia 90", "20122 Milano", "Italy"],
      country: "it"),
    SampleCustomer(
      name: "Ben Whitaker", language: "en",
      address: ["6 Church Row", "Bath BA1 5LN", "United Kingdom"],
      country: "co.uk"),
    SampleCustomer(
      name: "Yuki Tanaka", language: "en", address: ["1-4-2 Kanda", "Tokyo 101-0047", "Japan"],
      country: "co.jp"),
    SampleCustomer(
      name: "Chloé Garnier", language: "fr",
      address: ["27 rue du Bac", "33000 Bordeaux", "France"],
      country: "fr"),
    SampleCustomer(
      name: "Rob Decker", language: "en", address: ["1500 Lake Drive", "Chicago, IL 60611", "USA"],
      country: "com"),
    SampleCustomer(
      name: "Svenja Kraus", language: "de", address: ["Gartenweg 19", "79098 Freiburg", "Germany"],
      country: "de"),
    SampleCustomer(
      name: "Elena Moretti", language: "it", address: ["Piazza Dante 3", "50122 Firenze", "Italy"],
      country: "it"),
    SampleCustomer(
      name: "Grace Okafor", language: "en",
      address: ["12 Station Road", "Bristol BS1 6QF", "United Kingdom"],
      country: "co.uk"),
    SampleCustomer(
      name: "Nuria Campos", language: "es",
      address: ["Carrer de Balmes 45", "08007 Barcelona", "Spain"],
      country: "es"),
  ]
}

extension String {
  /// Lower-case letters without marks, as they stand in an address.
  fileprivate var folding: String {
    folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
      .replacingOccurrences(of: "ß", with: "ss")
  }
}
