package import Domain
package import Wire

/// One call to a shop: the request's parts, without what is the same for all of them.
package struct ShopRequest: Hashable, Sendable {
  /// What is asked of the resource.
  package var method: HTTPRequest.Method
  /// Behind the base address, beginning with `/`.
  package var path: String
  /// What stands behind the question mark, in order.
  package var query: [Field]
  /// What is sent.
  package var body: Content?
  /// What goes before it, beside what is the same for all calls.
  package var headers: HTTPHeaders = [:]
  /// Asking twice does no harm: a lost answer is no riddle.
  package var isRepeatable: Bool
  /// Statuses from 400 on that are an answer here, no failure.
  package var accepted: Set<Int>
  /// The longest it may take, where that is another time than usual.
  package var deadline: Duration?

  /// What is sent, with its type.
  package struct Content: Hashable, Sendable {
    /// The value of Content-Type.
    package var type: String
    /// The bytes.
    package var bytes: [UInt8]

    /// Bytes of a type.
    package init(type: String, bytes: [UInt8]) {
      self.type = type
      self.bytes = bytes
    }

    /// A value as JSON.
    package static func json(_ value: JSONValue) -> Content {
      Content(type: "application/json", bytes: value.bytes)
    }
  }

  /// A name with its value.
  package struct Field: Hashable, Sendable {
    /// The name.
    package var name: String
    /// The value, not yet encoded.
    package var value: String

    /// A field.
    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// A call; one that only reads may be repeated.
  package init(
    _ method: HTTPRequest.Method = .get, _ path: String, query: [Field] = [],
    body: Content? = nil, isRepeatable: Bool? = nil, accepted: Set<Int> = []
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.body = body
    self.isRepeatable = isRepeatable ?? (method == .get || method == .head)
    self.accepted = accepted
  }
}

/// What a shop answered: JSON, and what its header fields say.
package struct ShopAnswer: Sendable {
  /// Who answered, as people call it.
  package var name: String
  /// The status.
  package var status: Int
  /// The fields before the body.
  package var headers: HTTPHeaders
  /// The body.
  package var json: JSONNode
  /// What it says in words, where it does: on one line, without secrets.
  package var said: String?
  /// How long it asks us to wait, where it does.
  package var wait: Duration?
  /// When it answered, by its own clock.
  package var at: Instant?
  /// What `body` makes of the answer; what is missing in it is told with its place.
  package func read<Value>(
    _ body: (JSONNode) throws(JSONMistake) -> Value
  ) throws(ChannelError) -> Value {
    do throws(JSONMistake) {
      return try body(json)
    } catch {
      throw ChannelError(error, from: name)
    }
  }
}
