import ChannelKit
import Domain
import Store

// MARK: - What may still be asked

extension SyncEngine {
  /// What nobody waits for waits so long at most where it is; then it is put off to another look.
  private static let longestPause = Span.minutes(1)
  private static let putOffNotice =
    "little is left of what the shop may be asked: what nobody waits for is put off"

  /// Takes over what an account's shop last told of its quota.
  func hearQuota(of name: AccountName) async {
    if let heard = await meters[name]?.quota { quotas[name] = heard }
  }

  /// How long what nobody waits for should leave an account's shop alone, so that an agent's own
  /// question or answer still goes through; `nil` while there is enough left.
  func quotaRest(of name: AccountName) async -> Span? {
    await hearQuota(of: name)
    return quotas[name]?.rest(at: timepiece.now())
  }

  /// Waits while little is left of what may be asked; false where that takes too long to wait for.
  func mayGoOn(with name: AccountName) async -> Bool {
    guard let rest = await quotaRest(of: name) else {
      if notices[name]?.text == Self.putOffNotice { notices[name] = nil }
      return true
    }
    if rest <= Self.longestPause {
      await timepiece.sleep(rest.duration)
      return !Task.isCancelled
    }
    putOff.insert(name)
    if notices[name]?.text != Self.putOffNotice {
      reports[name]?.notices.append(Self.putOffNotice)
      notices[name] = AccountState.Notice(Self.putOffNotice, at: timepiece.now())
      await tell(name, reports[name]?.state ?? .idle)
    }
    return false
  }
}
