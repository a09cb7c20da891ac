import Domain

extension Desk {
  /// Does acts to what they reach, as one step of undo, and remembers them for `repeat`.
  mutating func apply(_ acts: [Act]) -> [Effect] {
    guard let target, !acts.isEmpty else { return [] }
    lastActs = acts
    rememberNumbers(of: target)
    if rehearses { return rehearse(acts, target) }
    switch target {
    case .one(let id, let seen):
      return [.commit(acts.map { Change(id, $0) }, seen: seen)]
    case .many(let selection, _, let seen):
      inbox.unmark()
      return [.commitAll(acts, selection, seen: seen)]
    }
  }

  mutating func tag(_ argument: String) -> [Effect] {
    if argument.isEmpty { return ask(.tag, "tag \(targetName): ") }
    do {
      let acts = try Self.tagActs(argument)
      return apply(acts)
    } catch {
      return refuse(error.sentence)
    }
  }

  /// `+refund -wismo` as acts; a word without a sign is added.
  static func tagActs(_ text: String) throws(Problem) -> [Act] {
    var acts: [Act] = []
    var column = 1
    for word in text.split(omittingEmptySubsequences: false, whereSeparator: \.isWhitespace) {
      defer { column += word.count + 1 }
      if word.isEmpty { continue }
      let sign = word.first.map { "+-".contains($0) } == true ? word.first : nil
      guard let tag = Tag(word.dropFirst(sign == nil ? 0 : 1)) else {
        throw Problem(column: column, "\(word) is no tag", remedy: "+refund adds, -wismo removes")
      }
      acts.append(sign == "-" ? .untagged(tag) : .tagged(tag))
    }
    return acts
  }

  mutating func assign(_ argument: String) -> [Effect] {
    if argument.isEmpty { return ask(.assign, "assign \(targetName) to: ") }
    switch argument.lowercased() {
    case "me": return apply([.assigned(setting.agent.id)])
    case "none", "nobody": return apply([.assigned(nil)])
    default: break
    }
    let handles = setting.team.map(\.id.handle)
    guard handles.contains(argument.lowercased()) else {
      let nearest = Problem.nearest(to: argument, among: handles + ["me", "none"])
      let remedy = nearest.map { "did you mean \($0)?" } ?? "me, none, \(Wording.list(handles))"
      return refuse("there is no agent \(argument): \(remedy)")
    }
    return apply([.assigned(AgentID(argument))])
  }

  mutating func setStatus(_ argument: String) -> [Effect] {
    if argument.isEmpty {
      choice = .status("status of \(targetName)", for: .status)
      return []
    }
    guard let status = Self.status(argument), status != .new else {
      return refuse("status is open, pending, on_hold, solved or closed")
    }
    return apply([.moved(status, .asked)])
  }

  static func status(_ text: String) -> Status? {
    let word = text.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 }
    return Status(rawValue: String(word))
  }

  mutating func prioritise(_ argument: String) -> [Effect] {
    if argument.isEmpty {
      choice = .priority("priority of \(targetName)")
      return []
    }
    guard let priority = Priority(rawValue: argument.lowercased()) else {
      return refuse("priority is low, normal, high or urgent")
    }
    return apply([.prioritised(priority)])
  }

  mutating func snooze(_ argument: String) -> [Effect] {
    if argument.isEmpty { return ask(.snooze, "snooze \(targetName) until: ") }
    do {
      let until = try SnoozeTime.read(argument, at: clock, in: setting.zone)
      return apply([.snoozed(until: until)])
    } catch {
      return refuse(error.sentence)
    }
  }
}

extension Problem {
  /// What is wrong and what to do, without the place.
  var sentence: String { remedy.isEmpty ? what : "\(what); \(remedy)" }
}
