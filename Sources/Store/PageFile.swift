internal import Foundation
internal import Glibc

/// The pages of a store's file as its last commit left them, read without SQLite, which would
/// refuse a damaged one (https://www.sqlite.org/fileformat2.html).
struct PageFile {
  /// Bytes in a page; every store has been made with pages of this size.
  static let pageSize = 8_192

  /// How many pages there are to look at: as many as the last commit left, or else whole ones.
  let count: Int
  /// The WAL has an end that cannot be read: what was committed there is gone, if anything was.
  let isTorn: Bool
  private let file: Int32
  private let wal: Int32
  /// Where in the WAL the newest committed bytes of a page lie.
  private let frames: [Int: Int]

  /// Reads an open file and, where there is one, its WAL; closes neither, for to close a file lets
  /// go of every lock on it.
  init(file: Int32, wal: Int32?) {
    self.file = file
    self.wal = wal ?? -1
    var found = stat()
    fstat(file, &found)
    let whole = Int(found.st_size) / Self.pageSize
    let log = wal.map(Log.init) ?? Log()
    frames = log.frames
    isTorn = log.isTorn
    // What lies behind the last commit's end was given up by it.
    count = log.pages > 0 ? log.pages : whole
  }

  /// The bytes of a page, from 1; `nil` where it cannot be read.
  func bytes(of number: Int) -> [UInt8]? {
    guard number >= 1, number <= count else { return nil }
    let (source, place) = frames[number].map { (wal, $0) } ?? (file, (number - 1) * Self.pageSize)
    return Self.read(source, at: place, Self.pageSize)
  }

  fileprivate static func read(_ file: Int32, at place: Int, _ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes {
        pread(file, $0.baseAddress.map { $0 + done }, count - done, off_t(place + done))
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { return nil }
      done += got
    }
    return bytes
  }
}

// MARK: - The WAL

/// What a WAL holds of the file (section 4 of the file format).
private struct Log {
  /// Where the newest committed bytes of a page lie.
  var frames: [Int: Int] = [:]
  /// How many pages the last commit left; 0 where there is none.
  var pages = 0
  var isTorn = false

  /// There is none.
  init() {}

  /// Reads it frame by frame. A frame counts while its salts are the header's and its checksum
  /// continues that of the frame before it (section 4.2 of the file format).
  init(_ wal: Int32) {
    guard let header = PageFile.read(wal, at: 0, 32) else { return }
    let magic = Self.word(header, 0)
    let isBig = magic & 1 == 1
    var sum = Self.checksum(header[0..<24], isBig, (0, 0))
    guard magic & ~1 == 0x377f_0682, Self.word(header, 8) == UInt32(PageFile.pageSize),
      sum == (Self.word(header, 24), Self.word(header, 28))
    else {
      isTorn = true
      return
    }
    var waiting: [Int: Int] = [:]
    var place = 32
    while let frame = PageFile.read(wal, at: place, 24 + PageFile.pageSize) {
      // Frames behind the end are of an earlier round, with other salts.
      guard frame[8..<16] == header[16..<24] else { return }
      sum = Self.checksum(frame[0..<8], isBig, sum)
      sum = Self.checksum(frame[24...], isBig, sum)
      guard sum == (Self.word(frame, 16), Self.word(frame, 20)) else {
        isTorn = true
        return
      }
      waiting[Int(Self.word(frame, 0))] = place + 24
      let size = Int(Self.word(frame, 4))
      if size > 0 {
        frames.merge(waiting) { $1 }
        waiting = [:]
        pages = size
      }
      place += 24 + PageFile.pageSize
    }
  }

  private static func word(_ bytes: [UInt8], _ place: Int) -> UInt32 {
    bytes[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func checksum(
    _ bytes: ArraySlice<UInt8>, _ isBig: Bool, _ start: (UInt32, UInt32)
  ) -> (UInt32, UInt32) {
    var (first, second) = start
    bytes.withUnsafeBytes { raw in
      for place in stride(from: 0, to: raw.count - 7, by: 8) {
        let one = raw.loadUnaligned(fromByteOffset: place, as: UInt32.self)
        let two = raw.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self)
        first = first &+ (isBig ? UInt32(bigEndian: one) : UInt32(littleEndian: one)) &+ second
        second = second &+ (isBig ? UInt32(bigEndian: two) : UInt32(littleEndian: two)) &+ first
      }
    }
    return (first, second)
  }
}
