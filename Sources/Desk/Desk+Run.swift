import Domain
import Terminal

extension Desk {
  /// Does what a command says, unless something stands in its way.
  mutating func run(_ call: CommandCall, times: Int? = nil) -> [Effect] {
    if waits(call, times) { return [] }
    if let obstacle = obstacle(to: call.command) { return tell(obstacle) }
    if let effects = settlesFirst(call, times) { return effects }
    let effects =
      runMoving(call, times) ?? runPanes(call, times) ?? runGoing(call)
      ?? runMarking(call, times) ?? runActing(call) ?? runTicket(call) ?? runWriting(call)
      ?? runOutbox(call)
    return effects ?? []
  }

  private mutating func runMoving(_ call: CommandCall, _ times: Int?) -> [Effect]? {
    let count = times ?? 1
    switch call.command {
    case .down: return move(.rows(count))
    case .up: return move(.rows(-count))
    case .first: return move(times.map { .to($0 - 1) } ?? .first)
    case .last: return move(times.map { .to($0 - 1) } ?? .last)
    case .halfPageDown: return move(.halfPages(count))
    case .halfPageUp: return move(.halfPages(-count))
    case .pageDown: return move(.pages(count))
    case .pageUp: return move(.pages(-count))
    case .nextMatch: return goToMatch(count)
    case .previousMatch: return goToMatch(-count)
    case .nextPane: return nextPane()
    case .nextTicket: return openNeighbour(count)
    case .previousTicket: return openNeighbour(-count)
    default: return nil
    }
  }

  private mutating func runPanes(_ call: CommandCall, _ times: Int?) -> [Effect]? {
    let count = times ?? 1
    switch call.command {
    case .jumpBack: return jump(count)
    case .jumpForward: return jump(-count)
    case .zoom: return zoom()
    case .grow: return grow(count)
    case .shrink: return grow(-count)
    case .set: return set(call.argument)
    case .theme: return theme(call.argument)
    case .keepSetting: return keepSetting()
    case .map: return explain(call.argument)
    case .reloadKeys: return [.readKeys]
    default: return nil
    }
  }

  private mutating func runGoing(_ call: CommandCall) -> [Effect]? {
    switch call.command {
    case .open: return openSelected()
    case .back: return back()
    case .cancel: return cancel()
    case .search: return search(call.argument)
    case .view: return look(atView: call.argument)
    case .views: return goToViews()
    case .lastView: return goToLastView()
    case .saveView: return saveView(call.argument)
    case .forgetView: return forgetView()
    case .sort: return sort(by: call.argument)
    case .columns: return columns(call.argument)
    case .outbox: return go(to: .outbox)
    case .log: return go(to: .log)
    case .undoList: return go(to: .steps)
    case .narrow: return narrow(call.argument)
    case .widen: return widen()
    case .ledger: return go(to: .ledger)
    case .channels: return go(to: .channels)
    case .report: return goToReport()
    case .knowledge: return go(to: .knowledge)
    case .settings: return go(to: Place.settings)
    case .command, .palette: return openPalette(onlyHere: false)
    case .help: return openPalette(onlyHere: true)
    case .accept: return accept()
    case .complete: return complete()
    case .sync: return tell("fetching and sending now") + [.syncNow]
    case .quit: return keepDraft() + [.quit]
    default: return nil
    }
  }

  private mutating func runActing(_ call: CommandCall) -> [Effect]? {
    switch call.command {
    case .tag: return tag(call.argument)
    case .assign: return assign(call.argument)
    case .take: return assign("me")
    case .status: return setStatus(call.argument)
    case .snooze: return snooze(call.argument)
    case .wake: return apply([.woken])
    case .priority: return prioritise(call.argument)
    case .noReplyNeeded: return apply([.needsNoReply])
    case .spam: return apply([.markedSpam])
    case .notSpam: return apply([.unmarkedSpam])
    case .release where place != .outbox: return apply([.released])
    case .trash: return apply([.trashed])
    case .restore: return apply([.restored])
    case .merge: return call.argument == "now" ? performMerger() : merge(call.argument)
    case .unmerge: return unmerge()
    case .linkOrder: return linkOrder(call.argument)
    case .unlinkOrder: return unlinkOrder(call.argument)
    case .orderAction: return actOnOrder(call.argument)
    case .joinCustomer: return joinCustomer(call.argument)
    case .split: return split(call.argument)
    case .repeat: return apply(lastActs)
    case .undo: return takeBack()
    case .redo: return doAgain()
    case .dryRun: return rehearse(call.argument)
    case .perform where place == .mailing: return confirmMailing(call.argument)
    case .perform: return performRehearsed()
    case .fillHole: return fillHole(call.argument)
    case .mark:
      if place == .mailing { mailing?.toggle() } else { rehearsal?.toggle() }
      return []
    default: return nil
    }
  }

  private mutating func runTicket(_ call: CommandCall) -> [Effect]? {
    switch call.command {
    case .reply: return begin(.reply)
    case .replyQuoting: return beginQuoting()
    case .note: return begin(.note)
    case .unfold:
      ticket?.toggleFolds()
      return []
    case .orders: return toggleOrders()
    case .attachment: return openAttachment(call.argument)
    case .links: return chooseLink()
    case .picture: return showPicture()
    case .headers: return showSource(.headers)
    case .source: return showSource(.whole)
    case .copy: return copy(call.argument)
    default: return nil
    }
  }

  private mutating func runWriting(_ call: CommandCall) -> [Effect]? {
    switch call.command {
    case .template: return chooseTemplate(call.argument)
    case .language:
      if place == .knowledge { knowledge.nextLanguage() } else { templates?.nextLanguage() }
      return []
    case .send: return send()
    case .edit: return editOutside()
    case .quote: return change { $0.quote($1) }
    case .subject: return setSubject(call.argument)
    case .cc: return setCc(call.argument)
    case .bcc: return setBcc(call.argument)
    case .attach: return attach(call.argument)
    case .detach: return detach(call.argument)
    case .nextHole: return expand() ?? goToHole(1)
    case .previousHole: return goToHole(-1)
    case .correct: return correct(call.argument)
    case .learnWord: return learn(call.argument)
    case .fill: return change { pane, _ in pane.change { $0.fill() } }
    case .reflow: return change { pane, _ in pane.reflow() }
    case .discard: return discard()
    case .undoTyping: return change { pane, _ in pane.change { $0.undo() } }
    case .redoTyping: return change { pane, _ in pane.change { $0.redo() } }
    case .confirm: return confirm()
    case .then: return setThen(call.argument)
    default: return nil
    }
  }

  private mutating func runOutbox(_ call: CommandCall) -> [Effect]? {
    switch call.command {
    case .retry, .arrived, .sendAgain, .recall, .release:
      guard let row = outbox.selected, let act = outbox.act(call.command, at: clock) else {
        return tell("that cannot be done to this reply")
      }
      return [.commit([Change(row.reply.ticket, act)], seen: inbox.seen)]
    default: return nil
    }
  }
}
