#!/usr/bin/env python3
"""Times the screen over a large store, beside neomutt over the same mails, in the same run.

    screen.py --binary .build/release/shopbell [--tickets 100000] [--json FILE] [--keep FOLDER]

Generated mails, each a ticket of its own, are imported into a store, and lie as a Maildir before
neomutt with its header cache. Both programs run in a pseudo-terminal; this script is the person.
It presses a key, and reads until nothing has come for a while:

  key to paint  from writing the key to reading the last byte of what it brought about
  bytes         how many those were, the mean: a move past the edge costs more, and counts
  preview       what follows a move when the cursor has rested; counted apart
  first row     from starting the program to reading the first row of the list, files cached
  idle          bytes written and processor time used in a minute without a key
  memory        resident, when the list has come, and after all keys

Ends with 1 where a floor is missed: it says which. Without neomutt its columns stay empty.
"""
import argparse
import fcntl
import json
import os
import pty
import random
import re
import select
import shutil
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

from bench import timed
from corpus import WORDS

SIZES = ((80, 24), (120, 36))
FIRST = ("Ada Ben Cleo Dan Eva Finn Greta Hugo Ida Jonas Kim Lena Mats Nora Omar Pia Quentin Rosa "
         "Sven Tara Uli Vera Wim Xenia Yuki Zoe").split()
LAST = ("Abel Brandt Costa Dubois Eriksen Fischer Gupta Hansen Ivanov Jansen Keller Lopez Martin "
        "Novak Olsen Peters Quinn Rossi Silva Tanaka Urban Vogel Weber Young Zeman").split()
ROW = r"order #\d+"

# What must be reached, and what is aimed at.
FLOORS = {
    "j, p50": (2.0, 0.4, "ms"), "j, p99": (16.0, None, "ms"), "j, bytes": (250, 60, "bytes"),
    "first row": (150.0, 50.0, "ms"), "idle, bytes": (0, 0, "bytes"), "memory": (60.0, 40.0, "MiB"),
}


# The mails


def letters(count: int, seed: int):
    """Mails of as many customers, each about an order of its own: one seed, the same bytes."""
    chance = random.Random(seed)
    start = 1_760_000_000
    for number in range(count):
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
        at = time.gmtime(start + number * 300 + chance.randrange(300))
        lines = [
            " ".join(chance.choice(WORDS) for _ in range(chance.randrange(6, 14)))
            for _ in range(chance.randrange(4, 30))
        ]
        yield (
            f"From: {name} <{name.split()[0].lower()}.{number}@mail.example>\n"
            "To: support@shop.example\n"
            f"Subject: {chance.choice(WORDS).title()} for order #{10000 + number}\n"
            f"Date: {time.strftime('%d %b %Y %H:%M:%S +0000', at)}\n"
            f"Message-ID: <{number}@bench.example>\nMIME-Version: 1.0\n"
            "Content-Type: text/plain; charset=utf-8\n\n" + "\n".join(lines) + "\n"
        )


def fill(binary: str, folder: Path, count: int, seed: int, with_maildir: bool) -> None:
    """A store, and where wanted a Maildir, of the same mails; what is there already stays."""
    done = folder / "filled"
    if done.exists() and done.read_text() == f"{count} {seed}":
        return
    shutil.rmtree(folder, ignore_errors=True)
    mbox, maildir = folder / "mails.mbox", folder / "Maildir"
    folder.mkdir(parents=True, mode=0o700)
    for name in ("cur", "new", "tmp"):
        (maildir / name).mkdir(parents=True)
    with open(mbox, "w", encoding="utf-8", newline="\n") as out:
        for number, mail in enumerate(letters(count, seed)):
            out.write(f"From bench@mail.example Mon Nov  2 12:00:00 2026\n{mail}\n")
            if with_maildir:
                (maildir / "cur" / f"{1_760_000_000 + number}.{number}.bench:2,").write_text(mail)
    words = [binary, "import", str(mbox), "--store", str(folder / "store.sqlite"), "--json", "--quiet"]
    answer = json.loads(timed(words)[2])
    if answer["tickets"] != count:
        sys.exit(f"of {count} mails became tickets: {answer}")
    mbox.unlink()
    done.write_text(f"{count} {seed}")


# A person at a terminal

ESCAPES = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()*+]?[0-~]|[\x00-\x08\x0b-\x1f]")


class Terminal:
    """A program in a pseudo-terminal that nobody looks at but this script."""

    def __init__(self, command: list[str], columns: int, rows: int, environment: dict[str, str]):
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.start = time.perf_counter()
        self.process = os.fork()
        if self.process == 0:
            os.setsid()
            fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)
            for descriptor in (0, 1, 2):
                os.dup2(theirs, descriptor)
            os.closerange(3, 256)
            os.execvpe(command[0], command, environment)
        os.close(theirs)
        self.door = ours
        self.is_over = False

    def read(self, limit: float) -> bytes:
        """What comes next within `limit` seconds; nothing where nothing does."""
        if self.is_over or not select.select([self.door], [], [], max(0, limit))[0]:
            return b""
        try:
            read = os.read(self.door, 1 << 16)
        except OSError:
            read = b""
        self.is_over = not read
        return read

    def until_quiet(self, quiet: float, patience: float) -> tuple[float | None, int]:
        """Reads until nothing has come for `quiet` seconds after the first byte, for which there is
        `patience`; when the last byte came, and how many there were."""
        last, count = None, 0
        while read := self.read(patience if last is None else quiet):
            last = time.perf_counter()
            count += len(read)
        return last, count

    def until(self, words: str, limit: float) -> float:
        """Reads until these words have come; when that was."""
        seen = b""
        end = time.perf_counter() + limit
        while time.perf_counter() < end and not self.is_over:
            seen += self.read(end - time.perf_counter())
            if re.search(words.encode(), ESCAPES.sub(b"", seen)):
                return time.perf_counter()
        sys.exit(f"“{words}” did not come: {ESCAPES.sub(b' ', seen)[-2000:].decode(errors='replace')}")

    def press(self, keys: str) -> float:
        at = time.perf_counter()
        os.write(self.door, keys.encode())
        return at

    def processor(self) -> float:
        """Milliseconds of processor time so far, of all its threads, ended ones too."""
        return time.clock_gettime(~self.process << 3 | 2) * 1000

    def memory(self) -> float:
        """Resident memory in MiB."""
        status = Path(f"/proc/{self.process}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def close(self) -> None:
        """Ends the program as a terminal that is closed does; by force where it does not go."""
        for number in (signal.SIGHUP, signal.SIGKILL):
            if os.waitpid(self.process, os.WNOHANG)[0]:
                break
            os.kill(self.process, number)
            end = time.monotonic() + 5
            while time.monotonic() < end:
                self.read(0.01)
                if os.waitpid(self.process, os.WNOHANG)[0]:
                    os.close(self.door)
                    return
        os.close(self.door)


# The two programs


class Shopbell:
    name = "shopbell"

    def __init__(self, binary: str, folder: Path):
        config = folder / "config.toml"
        config.write_text(
            '[shop]\nname = "Bench"\ntimezone = "Etc/UTC"\n\n[agent]\nname = "Ana Reyes"\n')
        config.chmod(0o600)
        self.command = [
            binary, "--offline", "--store", str(folder / "store.sqlite"), "--config", str(config),
        ]
        self.environment = environment(folder)

    def keys(self, samples: int) -> list[tuple]:
        """What is measured: its name, the keys that are measured one by one, those before and after
        each round, and how long silence is awaited."""
        few = max(5, samples // 10)
        words = ("lantern", "receipt", "jacket", "colour", "blanket")[: max(1, samples // 20)]
        return [
            ("j", ["j"] * samples, "gg", "", 0.06),
            ("page down", ["\x1b[6~"] * few, "gg", "", 0.06),
            ("open", ["\r"] * few, "", "qj", 0.12),
            ("back", ["q"] * few, "\r", "j", 0.12),
            ("mark", ["x"] * (few * 2), "gg", "\x1b", 0.06),
            *[("tag", ["\r"], f"jt+seen-{number}", "", 0.12) for number in range(few)],
            *[("search, a letter", list(word), "/", "\x1b\x1b", 0.12) for word in words],
        ]


class Neomutt:
    name = "neomutt"

    def __init__(self, folder: Path, arrow: bool = False):
        settings = folder / ("neomuttrc-arrow" if arrow else "neomuttrc")
        (folder / "cache").mkdir(exist_ok=True)
        settings.write_text(f"""
set folder = {folder}/Maildir
set spoolfile = {folder}/Maildir
set header_cache = {folder}/cache
set sort = reverse-date
set mark_old = no
set arrow_cursor = {'yes' if arrow else 'no'}
set help = no
color indicator black white
""")
        self.command = ["neomutt", "-R", "-n", "-F", str(settings)]
        self.environment = environment(folder)

    def keys(self, samples: int) -> list[tuple]:
        few = max(5, samples // 10)
        return [
            ("j", ["j"] * samples, "=", "", 0.06),
            ("page down", ["\x1b[6~"] * few, "=", "", 0.06),
            ("open", ["\r"] * few, "", "qj", 0.12),
            ("back", ["q"] * few, "\r", "j", 0.12),
            ("mark", ["t"] * (few * 2), "=", "", 0.06),
        ]


def environment(folder: Path) -> dict[str, str]:
    home = folder / "home"
    home.mkdir(exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "SHOPBELL_SHARE") if name in os.environ}
    return kept | {
        "HOME": str(home), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TZ": "Etc/UTC",
        "TMPDIR": str(home),
    }


# Measuring


def percentile(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))]


def summary(times: list[float], counts: list[int]) -> dict:
    return {
        "presses": len(times), "p50_ms": round(percentile(times, 0.5), 3),
        "p99_ms": round(percentile(times, 0.99), 3), "bytes": round(statistics.mean(counts)),
        "median_bytes": round(statistics.median(counts)), "most_bytes": max(counts),
    }


def first_row(program, columns: int, rows: int, runs: int) -> list[float]:
    """Milliseconds from the start to the first row; the first run warms the files."""
    waits = []
    for _ in range(runs + 1):
        terminal = Terminal(program.command, columns, rows, program.environment)
        waits.append((terminal.until(ROW, 120) - terminal.start) * 1000)
        terminal.until_quiet(0.3, 0.3)
        terminal.close()
    return waits[1:]


def press_all(program, columns: int, rows: int, samples: int) -> dict:
    """The figures of every key at one size, and the memory before and after."""
    terminal = Terminal(program.command, columns, rows, program.environment)
    terminal.until(ROW, 120)
    terminal.until_quiet(0.5, 1)
    before = terminal.memory()
    found: dict[str, tuple[list, list]] = {}
    previews: tuple[list, list] = ([], [])

    def prepare(keys: str) -> None:
        """Keys that are not measured; each has its effect before the next."""
        for key in re.findall(r"\x1b\[6~|.", keys, re.DOTALL):
            terminal.press(key)
            terminal.until_quiet(0.05, 0.2)
        terminal.until_quiet(0.3, 0.3)

    for name, keys, first, after, quiet in program.keys(samples):
        times, counts = found.setdefault(name, ([], []))
        each = name in ("open", "back")
        if not each:
            prepare(first)
        for key in keys:
            if each:
                prepare(first)
            at = terminal.press(key)
            last, count = terminal.until_quiet(quiet, 2)
            if last is None:
                sys.exit(f"{program.name}: nothing came of {name}")
            times.append((last - at) * 1000)
            counts.append(count)
            if name == "j" and program.name == "shopbell":
                last, count = terminal.until_quiet(0.1, 0.25)
                if last is not None:
                    previews[0].append((last - at) * 1000)
                    previews[1].append(count)
            if each:
                prepare(after)
        if not each:
            prepare(after)
        terminal.until_quiet(0.2, 0.2)
    figures = {name: summary(*values) for name, values in found.items()}
    if previews[0]:
        figures["preview"] = summary(*previews)
    prepare("gg" if program.name == "shopbell" else "=")
    at = terminal.press("j" * 200)
    last, count = terminal.until_quiet(0.06, 2)
    figures["200 j at once"] = summary([((last or at) - at) * 1000], [count])
    after = terminal.memory()
    terminal.close()
    return {"keys": figures, "memory_mib": round(before, 1), "memory_after_mib": round(after, 1)}


def idle(programs: list, seconds: float) -> dict:
    """Bytes and processor time of programs side by side that nobody uses."""
    terminals = {
        program.name: Terminal(program.command, *SIZES[-1], program.environment)
        for program in programs
    }
    for terminal in terminals.values():
        terminal.until(ROW, 120)
    for terminal in terminals.values():
        terminal.until_quiet(2, 2)
    spent = {name: terminal.processor() for name, terminal in terminals.items()}
    counts = dict.fromkeys(terminals, 0)
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        doors = {terminal.door: name for name, terminal in terminals.items()}
        for door in select.select(list(doors), [], [], left)[0]:
            counts[doors[door]] += len(terminals[doors[door]].read(0))
    figures = {
        name: {"bytes": counts[name], "cpu_ms": round(terminal.processor() - spent[name], 2)}
        for name, terminal in terminals.items()
    }
    for terminal in terminals.values():
        terminal.close()
    return figures


def measure(binary: str, given: argparse.Namespace, folder: Path) -> dict:
    has_neomutt = shutil.which("neomutt") is not None
    fill(binary, folder / "large", given.tickets, given.seed, has_neomutt)
    fill(binary, folder / "small", given.tickets // 10, given.seed, False)
    ours, peers = Shopbell(binary, folder / "large"), []
    if has_neomutt:
        peers = [Neomutt(folder / "large"), Neomutt(folder / "large", arrow=True)]
    figures: dict = {
        "tickets": given.tickets, "date": time.strftime("%Y-%m-%d"), "cores": os.cpu_count(),
    }
    columns, rows = SIZES[-1]
    figures["first_row_ms"] = {
        "shopbell": first_row(ours, columns, rows, given.runs),
        "shopbell, a tenth": first_row(
            Shopbell(binary, folder / "small"), columns, rows, given.runs),
    }
    if peers:
        figures["first_row_ms"]["neomutt"] = first_row(peers[0], columns, rows, 3)
    figures["sizes"] = {}
    for columns, rows in SIZES:
        at_size = {"shopbell": press_all(ours, columns, rows, given.samples)}
        for peer, name in zip(peers, ("neomutt", "neomutt, arrow")):
            at_size[name] = press_all(peer, columns, rows, given.samples)
        figures["sizes"][f"{columns}×{rows}"] = at_size
    figures["idle"] = idle([ours, *peers[:1]], given.idle)
    return figures


# Telling


def tell(figures: dict, idle_seconds: float) -> None:
    print(f"the screen over {figures['tickets']:,} tickets: key to paint in ms, and bytes")
    print(f"{'':22}{'p50':>9}{'p99':>9}{'bytes':>9}    {'neomutt p50':>11}{'p99':>9}{'bytes':>9}")
    for size, at_size in figures["sizes"].items():
        print(size)
        theirs = at_size.get("neomutt", {}).get("keys", {})
        for name, key in at_size["shopbell"]["keys"].items():
            peer = theirs.get(name)
            beside = (
                f"    {peer['p50_ms']:11.2f}{peer['p99_ms']:9.2f}{peer['bytes']:9,}" if peer else "")
            print(f"  {name:20}{key['p50_ms']:9.2f}{key['p99_ms']:9.2f}{key['bytes']:9,}{beside}")
        if arrow := at_size.get("neomutt, arrow"):
            key = arrow["keys"]["j"]
            print(f"  {'j, arrow cursor':20}{'':27}    {key['p50_ms']:11.2f}{key['p99_ms']:9.2f}"
                  f"{key['bytes']:9,}")
    print("start to first row")
    for name, waits in figures["first_row_ms"].items():
        least, middle, most = min(waits), statistics.median(waits), max(waits)
        print(f"  {name:20}{middle:9.1f} ms ({least:.1f} to {most:.1f})")
    print(f"idle for {idle_seconds:.0f} s")
    for name, rest in figures["idle"].items():
        print(f"  {name:20}{rest['bytes']:9,} bytes, {rest['cpu_ms']:.2f} ms of processor time")
    print("resident memory: list open, after all keys")
    for size, at_size in figures["sizes"].items():
        for name, there in at_size.items():
            print(f"  {size + ' ' + name:26}{there['memory_mib']:8.1f} MiB"
                  f"{there['memory_after_mib']:8.1f} MiB")


def judge(figures: dict) -> bool:
    """Prints floor and aim of what has one; whether every floor is reached."""
    sizes = [at_size["shopbell"] for at_size in figures["sizes"].values()]
    reached = {
        "j, p50": max(there["keys"]["j"]["p50_ms"] for there in sizes),
        "j, p99": max(there["keys"]["j"]["p99_ms"] for there in sizes),
        "j, bytes": max(there["keys"]["j"]["bytes"] for there in sizes),
        "first row": statistics.median(figures["first_row_ms"]["shopbell"]),
        "idle, bytes": figures["idle"]["shopbell"]["bytes"],
        "memory": max(there["memory_mib"] for there in sizes),
    }
    print(f"{'':22}{'reached':>9}{'floor':>9}{'aim':>9}")
    is_well = True
    for name, (floor, aim, unit) in FLOORS.items():
        misses = reached[name] > floor
        is_well = is_well and not misses
        word = "missed" if misses else "" if aim is None or reached[name] > aim else "aim reached"
        goal = "" if aim is None else f"{aim:g}"
        print(f"  {name:20}{reached[name]:9.4g}{floor:9g}{goal:>9} {unit:6} {word}")
    figures["floors"] = {
        name: {"reached": reached[name], "floor": floor, "aim": aim}
        for name, (floor, aim, _) in FLOORS.items()
    }
    return is_well


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--binary", default=".build/release/shopbell")
    options.add_argument("--tickets", type=int, default=100_000)
    options.add_argument("--samples", type=int, default=200, help="how often j is pressed")
    options.add_argument("--runs", type=int, default=9, help="how often the program is started")
    options.add_argument("--idle", type=float, default=60, help="seconds without a key")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", help="a folder that keeps the store for the next time")
    options.add_argument("--folder", default="/var/tmp", help="a folder on a disk, not in memory")
    options.add_argument("--json", help="write the figures here too")
    given = options.parse_args()
    os.environ.setdefault("SHOPBELL_SHARE", str(Path(__file__).resolve().parent.parent))
    binary = os.path.abspath(given.binary)
    if not os.access(binary, os.X_OK):
        sys.exit(f"there is no program at {binary}")
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        figures = measure(binary, given, Path(given.keep or name))
    tell(figures, given.idle)
    is_well = judge(figures)
    if given.json:
        Path(given.json).write_text(json.dumps(figures, indent=2) + "\n")
    if not is_well:
        sys.exit(1)


if __name__ == "__main__":
    main()
