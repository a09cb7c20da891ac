import App
import CHeap

@main
struct Main {
  static func main() async {
    // Of some twenty threads, two have work at a time; the others wait for a line or the disk.
    cheap_share(2)
    await App.main()
  }
}
