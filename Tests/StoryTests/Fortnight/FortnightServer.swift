import ChannelKit
import Domain
import Foundation
import Glibc
import Mailbox

extension MailboxSimulator {
  /// What a look at one mail tells.
  struct Look: Hashable {
    var hash: String
    var flags: [String]
  }

  /// Every mail in the folders that the shop reads, by its place.
  func everything() -> [String: Look] {
    var all: [String: Look] = [:]
    for folder in MailShop.folders + ["Sent"] {
      let validity = validity(of: folder)
      for mail in mails(in: folder) {
        all["\(folder)/\(validity)/\(mail.uid)"] = Look(
          hash: RawBytes(Data(mail.bytes)).sha256, flags: mail.flags.sorted())
      }
    }
    return all
  }

  /// From now on half of the mails that it keeps without a word lie among the sent ones too.
  func fileHalfOfWhatIsKept() {
    afterSubmission { [weak self] mail in
      guard let self, await faults.afterDot == .keepsAndHangsUp, mail.bytes.count % 2 == 0 else {
        return
      }
      await deliver(mail.bytes, to: "Sent", receivedAt: Date(timeIntervalSince1970: 1_792_000_000))
    }
  }
}

/// How much memory a process holds.
enum Resident {
  /// Bytes in memory now, as the system counts them; 0 where there is no such process.
  static func bytes(of process: String = "self") -> Int {
    let text = try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8)
    let pages = text?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }
}
