import App

@main
struct Main {
  static func main() async {
    await App.main()
  }
}
