import ChannelKit
import Desk
import Domain
import Mailbox
import TOMLKit
import Wire

extension SettingsReading {
  /// The type of the accounts whose settings are a mailbox's.
  static let mailbox = MailboxChannel.profile.type
  /// Settings in which somebody might write a secret as it is.
  static let wordsForSecrets: Set<String> = ["password", "pass", "token", "api_key"]

  /// The channel whose accounts are no mailbox.
  static func shop(of type: String) -> Profile? {
    Catalogue.profile(type).flatMap { $0.type == mailbox ? nil : $0 }
  }

  /// An account of a shop has the settings that its channel asks for.
  mutating func readShopAccount(_ table: TableAt, _ profile: Profile) -> AccountSettings? {
    check(
      table,
      allowed: ["name", "type", "secret"] + profile.fields.map(\.key)
        + (profile.second.map { [$0.key] } ?? []), secret: Self.wordsForSecrets)
    let name = required(table, "name")
    var account = Account(name: name ?? "", type: profile.type, address: "")
    var isWhole = name != nil
    for field in profile.fields {
      let value = value(of: field, table)
      account.settings[field.key] = value
      isWhole = isWhole && (value != nil || !field.isRequired)
      if field.key == "since", let value, JSONNode(.string(value)).moment == nil {
        complain(table, field.key, "since is a day, such as 2026-01-31", "")
      }
    }
    let isWithoutSecret = profile.isSecretOptional && table.table["secret"] == nil
    guard let signIn = isWithoutSecret ? .nothing : signIn(table),
      let second = second(table, profile), isWhole
    else { return nil }
    return AccountSettings(account: account, signIn: signIn, second: second.first)
  }

  /// What a setting says, a list as JSON, yes and no as `true` and `false`.
  private mutating func value(of field: Profile.Field, _ table: TableAt) -> String? {
    if field.isList, table.table[field.key] != nil {
      return strings(table, field.key)
        .map { JSONValue.array($0.map { .string($0) }).written }
    }
    if field.isFlag {
      return table.table[field.key] == nil ? nil : "\(flag(table, field.key))"
    }
    return field.isRequired ? required(table, field.key) : string(table, field.key)
  }

  /// The other secret that the channel asks for, if it does; `nil` where it is not as it should be.
  private mutating func second(
    _ table: TableAt, _ profile: Profile
  ) -> [AccountSettings.NamedSecret]? {
    guard let key = profile.second?.key else { return [] }
    guard table.table[key] != nil else {
      complain(table, key, "the account has no \(key)", Self.secretRemedy(key))
      return nil
    }
    return source(table, key).map { [AccountSettings.NamedSecret(key: key, source: $0)] }
  }
}
