/// Names and values of an HTTP message, in the order they were given; names ignore case.
package struct HTTPHeaders: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  /// One name with its value.
  package struct Field: Hashable, Sendable {
    /// As it was written, such as `Content-Type`.
    package var name: String
    /// Without the line's end.
    package var value: String
  }

  /// All fields, first to last.
  package private(set) var fields: [Field] = []

  /// Headers from a literal such as `["Accept": "application/json"]`.
  package init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { add(name, value) }
  }

  /// Headers from pairs, for instance those that a server sent.
  package init(_ pairs: some Sequence<(String, String)>) {
    for (name, value) in pairs { add(name, value) }
  }

  /// The first value under `name`; setting replaces all values of that name.
  package subscript(name: String) -> String? {
    get { fields.first { $0.name.lowercased() == name.lowercased() }?.value }
    set {
      fields.removeAll { $0.name.lowercased() == name.lowercased() }
      if let newValue { add(name, newValue) }
    }
  }

  /// Adds one more field. CR, LF and NUL become spaces, so that no value can smuggle in a field.
  package mutating func add(_ name: String, _ value: String) {
    fields.append(Field(name: cleaned(name), value: cleaned(value)))
  }

  private func cleaned(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isBreak = scalar == "\r" || scalar == "\n" || scalar == "\0"
      scalars.append(isBreak ? " " : scalar)
    }
    return String(scalars)
  }
}

/// One question to a shop, as a value; it carries its own deadline.
package struct HTTPRequest: Hashable, Sendable {
  /// What is asked of the resource.
  package enum Method: String, Hashable, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  /// What is asked of the resource.
  package var method: Method
  /// The absolute address, `https` unless the host is this computer.
  package var url: String
  /// What goes before the body; `Content-Length` and `Host` are added by the transport.
  package var headers: HTTPHeaders
  /// The bytes to send; empty for none.
  package var body: [UInt8]
  /// The longest the whole exchange may take, from the name lookup to the last byte.
  package var deadline: Duration
  /// The most bytes of an answer's body that are taken before the exchange is given up.
  package var answerLimit: Int

  /// A request; 30 seconds and 32 MB unless said otherwise.
  package init(
    _ method: Method = .get, _ url: String, headers: HTTPHeaders = [:], body: [UInt8] = [],
    deadline: Duration = .seconds(30), answerLimit: Int = 32 << 20
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.deadline = deadline
    self.answerLimit = answerLimit
  }
}

extension HTTPRequest: CustomStringConvertible, CustomReflectable {
  /// Method and address without the query, headers and body, which may hold keys.
  package var description: String {
    "\(method.rawValue) \(url.prefix { $0 != "?" })"
  }

  /// Nothing more than the description, so that a dump shows no key either.
  package var customMirror: Mirror {
    Mirror(self, children: ["request": description])
  }
}

/// What a shop answered. Redirects are answers too: no transport follows one by itself.
package struct HTTPResponse: Hashable, Sendable {
  /// The status code, such as 200 or 429.
  package var status: Int
  /// The fields before the body.
  package var headers: HTTPHeaders
  /// The whole body.
  package var body: [UInt8]

  /// An answer, for simulators and transports.
  package init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The body as UTF-8, with U+FFFD for what is none.
  package var text: String { String(decoding: body, as: UTF8.self) }
}
