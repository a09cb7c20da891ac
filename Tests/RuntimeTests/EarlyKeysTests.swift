import Desk
import Domain
import Templating
import Terminal
import Testing

@testable import Runtime

/// Keys that come before the templates wait for them; nothing else does.
@Suite struct EarlyKeysTests {
  private func words(_ actions: [Action]) -> [String] {
    actions.map { action in
      switch action {
      case .key(let key): "\(key)"
      case .templates: "templates"
      case .told(let text): text
      default: "other"
      }
    }
  }

  @Test func keysWaitForTheTemplatesInTheirOrder() {
    var early = EarlyKeys()
    let (j, k) = (Key(.character("j")), Key(.character("k")))
    #expect(words(early.sorted([.key(j), .told("rows")])) == ["rows"])
    #expect(words(early.sorted([.key(k)])).isEmpty)
    let library = TemplateLibrary(files: [])
    let now = early.sorted([.told("more"), .templates(library), .key(j)])
    #expect(words(now) == ["more", "templates", "\(j)", "\(k)", "\(j)"])
    #expect(words(early.sorted([.key(k), .told("rows")])) == ["\(k)", "rows"])
  }
}
