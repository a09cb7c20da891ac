#!/usr/bin/env python3
"""Times the first sync of a full mailbox beside mbsync, from the same server, in the same run.

    first_sync.py --binary .build/release/shopbell [--mails 10000] [--runs 3] [--json FILE]

A private Dovecot on loopback holds one mailbox of generated mails: plain ones, HTML, files from
photos to invoices, threads. Its index and the page cache are warmed once, for both alike. Then
each program fetches all of it from nothing, in turns: mbsync (its defaults, fsync on) into a
Maildir, shopbell into a fresh store, where the mails are also read, threaded and indexed. Both
must end with every mail: the Maildir by its Message-IDs, the store by the hash of every mail's
bytes. After each first sync the same program looks once more, with nothing new.

Needs root, since Dovecot does; says so and ends well where something is missing.
"""
import argparse
import hashlib
import imaplib
import json
import os
import pwd
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import row, timed
from corpus import letters

USER, PASSWORD = "support@shop.example", "correct-horse-battery"
POSTMAN = "nobody"
PROGRAMS = {
    "dovecot": "/usr/sbin/dovecot", "mbsync": "/usr/bin/mbsync", "strace": "/usr/bin/strace",
}


# The server


@contextmanager
def dovecot(folder: Path) -> Iterator[tuple[int, Path]]:
    """A server of our own: its port, and the Maildir of its one user."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home, config, log = folder / "homes", folder / "dovecot.conf", folder / "dovecot.log"
    config.write_text(f"""
base_dir = {folder}/run
log_path = {log}
protocols = imap
listen = 127.0.0.1
ssl = no
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/Maildir
namespace inbox {{
  inbox = yes
  separator = /
}}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={POSTMAN} gid=nogroup home={home}/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
""")
    server = subprocess.Popen([PROGRAMS["dovecot"], "-F", "-c", str(config)])
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if server.poll() is not None:
                sys.exit(f"Dovecot does not start: {log.read_text() if log.exists() else ''}")
            time.sleep(0.05)
        yield port, home / USER / "Maildir"
    finally:
        server.terminate()
        server.wait()


def fill(maildir: Path, mails: Iterator[bytes]) -> tuple[set[str], int]:
    """Lays mails into a Maildir as seen; their hashes, and how many bytes they are."""
    owner = pwd.getpwnam(POSTMAN)
    hashes, size = set(), 0
    for name in ("cur", "new", "tmp"):
        (maildir / name).mkdir(parents=True)
    for number, mail in enumerate(mails):
        # Named as Dovecot's own delivery names it, sizes included.
        sizes = f"S={len(mail)},W={len(mail)}"
        file = maildir / "cur" / f"{1_790_000_000 + number}.M{number}P1.bench,{sizes}:2,"
        file.write_bytes(mail)
        os.chown(file, owner.pw_uid, owner.pw_gid)
        hashes.add(hashlib.sha256(mail).hexdigest())
        size += len(mail)
    for path in (maildir.parent, maildir, *maildir.iterdir()):
        os.chown(path, owner.pw_uid, owner.pw_gid)
    return hashes, size


def warm(port: int, count: int) -> None:
    """Reads every mail once, so that the server's index and the page cache hold all of them."""
    with imaplib.IMAP4("127.0.0.1", port) as server:
        server.login(USER, PASSWORD)
        server.select("INBOX")
        answers = server.uid("FETCH", "1:*", "(FLAGS RFC822.SIZE INTERNALDATE)")[1]
        if len(answers) != count:
            sys.exit(f"Dovecot lists {len(answers)} mails instead of {count}")
        for first in range(1, count + 1, 500):
            server.fetch(f"{first}:{min(first + 499, count)}", "(BODY.PEEK[])")


# The two programs


class Mbsync:
    name = "mbsync"

    def __init__(self, port: int, folder: Path):
        self.maildir = folder / "inbox"
        config = folder / "mbsyncrc"
        config.write_text(f"""
IMAPStore far
Host 127.0.0.1
Port {port}
User {USER}
Pass {PASSWORD}
SSLType None
AuthMechs LOGIN

MaildirStore near
Inbox {self.maildir}

Channel mail
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync Pull
SyncState *
""")
        self.command = [PROGRAMS["mbsync"], "-q", "-c", str(config), "mail"]

    def check(self, count: int, hashes: set[str]) -> None:
        found = set()
        for name in ("cur", "new"):
            for file in (self.maildir / name).iterdir():
                found.update(re.findall(rb"^Message-ID: <(\d+)@", file.read_bytes()[:8192], re.M))
        if found != {str(number).encode() for number in range(count)}:
            sys.exit(f"mbsync has {len(found)} of {count} mails")


class Shopbell:
    name = "shopbell"

    def __init__(self, binary: str, port: int, folder: Path):
        self.store = folder / "store.sqlite"
        (folder / "secret").write_text(PASSWORD + "\n")
        (folder / "secret").chmod(0o600)
        config = folder / "config.toml"
        config.write_text(f"""
[shop]
name = "Bench"
timezone = "Etc/UTC"

[agent]
name = "Bench"
address = "{USER}"

[[account]]
name = "support"
type = "mail"
address = "{USER}"
imap = "imap://{USER.replace("@", "%40")}@127.0.0.1:{port}"
smtp = "smtp://{USER.replace("@", "%40")}@127.0.0.1:1"
secret = {{ file = "secret" }}
""")
        config.chmod(0o600)
        self.command = [
            binary, "sync", "--once", "--json", "--config", str(config), "--store", str(self.store),
        ]

    def check(self, count: int, hashes: set[str]) -> None:
        base = sqlite3.connect(self.store)
        ticketed = base.execute(
            "SELECT count(*) FROM ledger WHERE fate = 'ticketed'").fetchone()[0]
        found = {raw.hex() for (raw,) in base.execute("SELECT raw FROM message")}
        kept = {raw.hex() for (raw,) in base.execute("SELECT hash FROM raw")}
        base.close()
        if ticketed != count or found != hashes or not hashes <= kept:
            sys.exit(f"shopbell has {len(found & hashes & kept)} of {count} mails")


def programs(binary: str, port: int, folder: Path) -> list:
    """Both, each in a new folder of its own: none is deleted before the end, since the file system
    takes several seconds longer over ten thousand files where as many were just deleted."""
    pair = []
    for make in (lambda place: Mbsync(port, place), lambda place: Shopbell(binary, port, place)):
        place = folder / str(len(pair))
        place.mkdir(parents=True, mode=0o700)
        pair.append(make(place))
    return pair


# Measuring


def settled(command: list[str]) -> tuple[float, int]:
    """Seconds and peak memory in KiB of a program that begins with nothing left to write."""
    os.sync()
    seconds, peak, _ = timed(command)
    return seconds, peak


def syncs(command: list[str], folder: Path) -> int | None:
    """How often a program waits for the disk; `None` where nothing can count it."""
    if not os.access(PROGRAMS["strace"], os.X_OK):
        return None
    table = folder / "syncs"
    timed([PROGRAMS["strace"], "-f", "--seccomp-bpf", "-c", "-e", "trace=fsync,fdatasync",
        "-o", str(table), *command])
    return sum(int(line.split()[3]) for line in table.read_text().splitlines()
        if line.endswith(("fsync", "fdatasync")))


def wait_for_disk(folder: Path, times: int = 200) -> float:
    """Seconds that a new file of 4 KiB waits for the disk, the median: it makes most of the ratio."""
    waits = []
    for number in range(times):
        with open(folder / f"wait-{number}", "wb", buffering=0) as file:
            file.write(bytes(4096))
            start = time.monotonic()
            os.fsync(file.fileno())
            waits.append(time.monotonic() - start)
    return statistics.median(waits)


def measure(binary: str, mails: int, runs: int, seed: int, folder: Path) -> dict:
    with dovecot(folder) as (port, maildir):
        hashes, size = fill(maildir, letters(mails, seed))
        warm(port, mails)
        first, again, peaks = ({"mbsync": [], "shopbell": []} for _ in range(3))
        disk = []
        for number in range(runs):
            (folder / f"disk-{number}").mkdir()
            disk.append(wait_for_disk(folder / f"disk-{number}"))
            pair = programs(binary, port, folder / f"run-{number}")
            for program in pair[:: -1 if number % 2 else 1]:
                seconds, peak = settled(program.command)
                program.check(mails, hashes)
                first[program.name].append(seconds)
                peaks[program.name].append(peak / 1024)
                again[program.name].append(settled(program.command)[0])
        waits = {
            program.name: syncs(program.command, folder)
            for program in programs(binary, port, folder / "counted")
        }
    return {
        "mails": mails, "mib": size / 2**20, "first": first, "again": again, "peak_mib": peaks,
        "syncs": waits, "disk": disk,
    }


def tell(figures: dict) -> None:
    mails = figures["mails"]
    print(f"first sync of {mails:,} mails, {figures['mib']:,.0f} MiB, Dovecot on loopback:")
    for name, pick in (("best", min), ("median", statistics.median)):
        ours, theirs = (pick(figures["first"][who]) for who in ("shopbell", "mbsync"))
        row(f"first sync, {name}", f"{ours:.2f} s, {mails / ours:,.0f}/s",
            f"mbsync {theirs:.2f} s, {mails / theirs:,.0f}/s", ours / theirs)
    ours, theirs = (statistics.median(figures["again"][who]) for who in ("shopbell", "mbsync"))
    row("nothing new", f"{ours * 1000:,.0f} ms", f"mbsync {theirs * 1000:,.0f} ms", ours / theirs)
    ours, theirs = (statistics.median(figures["peak_mib"][who]) for who in ("shopbell", "mbsync"))
    row("peak memory", f"{ours:,.0f} MiB", f"mbsync {theirs:,.0f} MiB", ours / theirs)
    ours, theirs = (figures["syncs"][who] for who in ("shopbell", "mbsync"))
    if ours is not None and theirs is not None:
        row("waits for the disk", f"{ours:,}", f"mbsync {theirs:,}", ours / max(theirs, 1))
    least, most = (1000 * pick(figures["disk"]) for pick in (min, max))
    row("one such wait", f"{least:.2f} to {most:.2f} ms", "a new file of 4 KiB")


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--binary", default=".build/release/shopbell")
    options.add_argument("--mails", type=int, default=10_000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--folder", default="/var/tmp", help="a folder on a disk, not in memory")
    options.add_argument("--json", help="write the figures here too")
    given = options.parse_args()
    missing = [name for name in ("dovecot", "mbsync") if not os.access(PROGRAMS[name], os.X_OK)]
    if os.geteuid() != 0 or missing:
        why = f"{' and '.join(missing)} missing" if missing else "Dovecot starts as root only"
        return row("first sync", "not measured", why)
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        # Whom the server delivers for must reach its mail.
        os.chmod(name, 0o755)
        figures = measure(
            os.path.abspath(given.binary), given.mails, given.runs, given.seed, Path(name))
    tell(figures)
    if given.json:
        Path(given.json).write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
