import Domain
import Foundation

extension JSON {
  /// A line of a list, with the keys that scripts rely on.
  init(_ row: InboxRow, in zone: TimeZone) {
    self = [
      "id": .text(row.id.description), "number": .int(row.number), "subject": .text(row.subject),
      "customer": .text(row.customer), "channel": .text(row.channel.rawValue),
      "account": .text(row.account), "status": .text(row.status.rawValue),
      "priority": .text(row.priority.rawValue), "tags": JSON(row.tags.map(\.word)),
      "assignee": JSON(row.assignee?.handle), "order_ids": JSON(row.orders),
      "messages": .int(row.messages), "last_message_at": JSON(row.lastMessageAt, in: zone),
      "sla_due_at": JSON(row.due, in: zone), "unread": .bool(row.isUnread),
      "snoozed_until": JSON(row.snoozedUntil, in: zone), "issue_type": nil, "language": nil,
    ]
  }

  /// One ticket, whole, and what the mail servers say of its messages.
  init(_ sheet: TicketSheet, _ places: [ServerMail], in zone: TimeZone) {
    let lying = Dictionary(grouping: places, by: \.raw)
    self = [
      "ticket": JSON(sheet.ticket, customer: sheet.customer, in: zone),
      "contacts": .list(sheet.contacts.map { JSON($0, in: zone) }),
      "messages": .list(
        sheet.messages.map { JSON($0, $0.raw.flatMap { lying[$0] } ?? [], in: zone) }),
      "outbox": .list(sheet.outbox.map { JSON($0, in: zone) }),
      "orders": .list(sheet.orders.map { JSON($0, in: zone) }),
      "order_actions": .list(
        sheet.events.orderErrands(at: Instant(Date())).map { JSON($0, in: zone) }),
      "events": .list(sheet.events.map { JSON($0, in: zone) }),
    ]
  }

  private init(_ ticket: Ticket, customer: Customer?, in zone: TimeZone) {
    self = [
      "id": .text(ticket.id.description), "number": .int(ticket.number),
      "subject": .text(ticket.subject), "customer": JSON(customer?.label),
      "channel": .text(ticket.channel.rawValue), "account": .text(ticket.account),
      "status": .text(ticket.status.rawValue), "priority": .text(ticket.priority.rawValue),
      "tags": JSON(ticket.tags.sorted().map(\.word)), "assignee": JSON(ticket.assignee?.handle),
      "order_ids": JSON(ticket.orders.map(\.number)),
      "created_at": JSON(ticket.createdAt, in: zone),
      "last_message_at": JSON(ticket.lastMessageAt, in: zone),
      "waiting_since": JSON(ticket.waitingSince, in: zone),
      "sla_due_at": JSON(ticket.due, in: zone),
      "snoozed_until": JSON(ticket.snoozedUntil, in: zone), "spam": .bool(ticket.isSpam),
      "quarantined": .bool(ticket.isQuarantined), "undelivered": .bool(ticket.isUndelivered),
      "issue_type": nil, "language": nil,
    ]
  }

  private init(_ message: Message, _ places: [ServerMail], in zone: TimeZone) {
    self = [
      "id": .text(message.id.description), "direction": .text(message.direction.rawValue),
      "class": .text(message.kind.rawValue), "from": JSON(message.from),
      "to": .list(message.to.map { JSON($0) }), "cc": .list(message.cc.map { JSON($0) }),
      "bcc": .list(message.bcc.map { JSON($0) }),
      "subject": .text(message.subject), "received_at": JSON(message.receivedAt, in: zone),
      "message_id": JSON(message.externalID), "visible_text": .text(message.body.visible),
      "quoted_text": .text(message.body.quoted), "signature": .text(message.body.signature),
      "attachments": .list(message.attachments.map { JSON($0) }),
      "warnings": JSON(message.warnings),
      "server": .list(
        places.map {
          [
            "account": .text($0.account), "folder": .text($0.place.folder),
            "uid": .int(Int($0.place.uid)), "flags": JSON($0.place.flags),
            "there": .bool($0.isThere),
          ]
        }),
    ]
  }

  /// A reply and how far it has come.
  init(_ row: OutboxRow, in zone: TimeZone) {
    self = [
      "id": .text(row.reply.id.description), "ticket": .int(row.ticketNumber),
      "state": .text(row.state.rawValue), "attempts": .int(row.attempts),
      "next_attempt_at": row.state == .retry || row.state == .accepted
        ? JSON(row.notBefore, in: zone) : nil,
      "last_error": JSON(row.lastError.isEmpty ? nil : row.lastError),
      "to": JSON(row.reply.to.map(\.address)), "cc": JSON(row.reply.cc.map(\.address)),
      "bcc": JSON(row.reply.bcc.map(\.address)), "subject": .text(row.reply.subject),
      "message_id": JSON(row.reply.externalID), "sent_at": JSON(row.sentAt, in: zone),
    ]
  }

  /// What was asked of an order's shop.
  private init(_ row: OrderErrandRow, in zone: TimeZone) {
    let state =
      switch row.answer {
      case nil: "asked"
      case .done?: "done"
      case .refused?: "refused"
      case .unsure?: "unsure"
      }
    self = [
      "order": .text(row.errand.order.number), "action": .text(row.errand.action),
      "title": .text(row.errand.title), "actor": .text(row.errand.author.handle),
      "fields": .object(
        Dictionary(row.errand.answers.map { ($0.name, .text($0.value)) }) { $1 }),
      "state": .text(state), "words": .text(row.answer?.words ?? ""),
      "asked_at": JSON(row.askedAt, in: zone), "at": JSON(row.at, in: zone),
    ]
  }

  /// What a customer list said of the customer.
  private init(_ entry: ContactEntry, in zone: TimeZone) {
    let contact = entry.contact
    self = [
      "account": .text(entry.account), "source": .text(entry.title),
      "address": .text(entry.address), "known": .bool(contact != nil),
      "name": JSON(contact?.name), "place": JSON(contact?.place),
      "marketing": .list(
        (contact?.marketing ?? []).map {
          [
            "medium": .text($0.medium.rawValue), "allowed": .bool($0.isAllowed),
            "reason": .text($0.reason),
          ]
        }),
      "properties": .list(
        (contact?.properties ?? []).map { ["name": .text($0.name), "text": .text($0.text)] }),
      "lists": JSON(contact?.lists ?? []), "updated_at": JSON(contact?.updatedAt, in: zone),
      "link": JSON(contact?.link), "as_of": JSON(entry.asOf, in: zone),
    ]
  }

  private init(_ event: Event, in zone: TimeZone) {
    self = [
      "seq": .int(Int(event.number)), "type": .text(event.act.type),
      "actor_kind": .text(event.actor.kind), "actor": JSON(event.actor.name),
      "occurred_at": JSON(event.occurredAt, in: zone),
      "recorded_at": JSON(event.recordedAt, in: zone),
      "cause_seq": event.cause.map { .int(Int($0)) } ?? nil,
      "undo_id": JSON(event.undo?.description),
    ]
  }
}
