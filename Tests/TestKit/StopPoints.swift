import Foundation

/// Ends a program by SIGKILL, or lets its disk fail, at an exact place: just before its Nth call that writes, syncs,
/// renames or deletes in a folder, or says something on a network connection.
///
/// `strace -e inject` counts for every thread by itself, so with several threads most places are
/// never reached; a small library that is loaded before the program counts for all of them.
package struct StopPoints: Sendable {
  /// One such call.
  package struct Point: Hashable, Sendable {
    /// The call: `fdatasync`, `pwrite64`, `write`, …
    package var call: String
    /// The file's name, or `socket`.
    package var target: String

    /// It syncs a file.
    package var isSync: Bool { call.hasSuffix("sync") }
    /// It is about a network connection.
    package var isNetwork: Bool { target == "socket" }
  }

  private let library: String
  private let folder: TestFolder

  /// Builds the library with the C compiler that comes with Swift; `nil`, and a word why, where
  /// that is not there.
  package init?(in folder: TestFolder) async throws {
    let names = ["clang", "cc", "gcc"]
    let paths = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let compilers = names.flatMap { name in paths.map { "\($0)/\(name)" } }
    guard let compiler = compilers.first(where: FileManager.default.isExecutableFile) else {
      print("skipped: no C compiler in PATH to build what stops a program at a point")
      return nil
    }
    let source = try folder.file("stop.c", Self.source)
    self.folder = folder
    library = folder["stop.so"]
    let ending = try await run(
      compiler, ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"])
    guard ending.status == 0 else { throw TalkFailed(description: "\(compiler): \(ending)") }
  }

  /// What a program finds in its environment to be ended at a point.
  ///
  /// - Parameters:
  ///   - point: the number of the call, from 1; 0 to count only.
  ///   - watched: the folder whose files count.
  package func environment(stoppingAt point: Int, in watched: String) -> [String: String] {
    try? FileManager.default.removeItem(atPath: folder["points"])
    return [
      "LD_PRELOAD": library, "STOP_AT": "\(point)", "STOP_IN": watched,
      "STOP_RECORD": folder["points"],
    ]
  }

  /// What a program finds in its environment for its disk to fail.
  ///
  /// - Parameters:
  ///   - point: the number of the first call that fails, from 1.
  ///   - error: what it and those after it fail with, such as `ENOSPC`.
  ///   - watched: the folder, or the beginning of the names of the files, that fails.
  ///   - flag: a file without which nothing fails.
  package func environment(
    failingFrom point: Int, with error: Int32, in watched: String, while flag: String? = nil
  ) -> [String: String] {
    var all = environment(stoppingAt: point, in: watched)
    all["STOP_ERROR"] = "\(error)"
    all["STOP_WHILE"] = flag
    return all
  }

  /// The points that the last program has come to; where it was stopped, the last is where.
  package var passed: [Point] {
    let text = FileManager.default.contents(atPath: folder["points"]) ?? Data()
    return String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      guard words.count == 2 else { return nil }
      let name = words[1].split(separator: "/").last.map(String.init) ?? words[1]
      return Point(call: words[0], target: name.hasPrefix("socket:") ? "socket" : name)
    }
  }

  private static let source = #"""
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <errno.h>
    #include <fcntl.h>
    #include <signal.h>
    #include <stdatomic.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/socket.h>
    #include <sys/syscall.h>
    #include <sys/uio.h>
    #include <unistd.h>

    static atomic_long count;
    static long stop;
    static int record = -1;
    static int error;
    static const char *flag;
    static const char *watched = "/nowhere/";

    __attribute__((constructor)) static void begin(void) {
      const char *at = getenv("STOP_AT"), *in = getenv("STOP_IN"), *to = getenv("STOP_RECORD");
      if (at) stop = atol(at);
      if (in) watched = in;
      if (getenv("STOP_ERROR")) error = atoi(getenv("STOP_ERROR"));
      flag = getenv("STOP_WHILE");
      if (to) record = open(to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }

    // Whether the call goes on as if nothing were.
    static int pass(const char *call, const char *target) {
      int isFile = strncmp(target, "socket:", 7);
      if (isFile && strncmp(target, watched, strlen(watched))) return 1;
      long number = atomic_fetch_add(&count, 1) + 1;
      char line[600];
      int length = snprintf(line, sizeof line, "%s %s\n", call, target);
      syscall(SYS_write, record, line, length);
      if (error) {
        if (!isFile || number < stop || (flag && access(flag, F_OK))) return 1;
        errno = error;
        return 0;
      }
      if (number == stop) {
        kill(getpid(), SIGKILL);
        pause();
      }
      return 1;
    }

    static int passDescriptor(const char *call, int descriptor) {
      char link[64], target[512];
      snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
      long length = syscall(SYS_readlink, link, target, sizeof target - 1);
      if (length < 0) return 1;
      target[length] = 0;
      return pass(call, target);
    }

    #define NEXT(name) static __typeof__(&name) next; if (!next) next = dlsym(RTLD_NEXT, #name)
    #define STOPPABLE(type, name, parameters, arguments) \
      type name parameters { NEXT(name); return passDescriptor(#name, fd) ? next arguments : -1; }

    STOPPABLE(int, fsync, (int fd), (fd))
    STOPPABLE(int, fdatasync, (int fd), (fd))
    STOPPABLE(int, ftruncate, (int fd, off_t a), (fd, a))
    STOPPABLE(int, ftruncate64, (int fd, off64_t a), (fd, a))
    STOPPABLE(ssize_t, write, (int fd, const void *a, size_t b), (fd, a, b))
    STOPPABLE(ssize_t, pwrite, (int fd, const void *a, size_t b, off_t c), (fd, a, b, c))
    STOPPABLE(ssize_t, pwrite64, (int fd, const void *a, size_t b, off64_t c), (fd, a, b, c))
    STOPPABLE(ssize_t, writev, (int fd, const struct iovec *a, int b), (fd, a, b))
    STOPPABLE(ssize_t, send, (int fd, const void *a, size_t b, int c), (fd, a, b, c))
    STOPPABLE(ssize_t, sendmsg, (int fd, const struct msghdr *a, int b), (fd, a, b))
    STOPPABLE(int, shutdown, (int fd, int a), (fd, a))
    STOPPABLE(int, connect, (int fd, const struct sockaddr *a, socklen_t b), (fd, a, b))

    int unlink(const char *path) {
      NEXT(unlink);
      return pass("unlink", path) ? next(path) : -1;
    }
    int rename(const char *from, const char *to) {
      NEXT(rename);
      return pass("rename", to) ? next(from, to) : -1;
    }
    """#
}
