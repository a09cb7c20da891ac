#!/usr/bin/env python3
"""Measures shopbell beside the raw limits of the same machine, in the same run.

    bench.py --binary .build/release/shopbell [--mails 10000] [--json FILE]

What it prints: each figure, the raw limit measured beside it, and their ratio. Absolute times
belong to the machine; the ratios are what to compare from one change to the next.

  import    messages a second into an empty store, and peak memory
            beside: reading the same file; inserting the same messages into plain SQLite with
            full-text search, one transaction for every 200, synchronous=FULL
  search    one word over those messages, the whole process
            beside: the same word through SQLite's full-text search, the whole process
"""
import argparse
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = """parcel order refund label tracking colour kettle blanket return exchange broken missing
invoice address delivery courier monday yesterday please thanks waiting promised replacement size
box damaged photo warranty lantern jacket mug candle socks receipt bank card number question
""".split()


def generate(path: Path, count: int, seed: int) -> None:
    """A mailbox in mbox form: the same seed gives the same bytes."""
    chance = random.Random(seed)
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        for number in range(count):
            customer = f"customer{chance.randrange(count // 3 + 1)}@mail.example"
            lines = [
                " ".join(chance.choice(WORDS) for _ in range(chance.randrange(6, 14)))
                for _ in range(chance.randrange(4, 30))
            ]
            answers = ""
            if number and chance.random() < 0.3:
                answers = f"In-Reply-To: <{chance.randrange(number)}@bench.example>\n"
            day, hour = chance.randrange(1, 28), chance.randrange(24)
            out.write(
                f"From {customer} Mon Nov {day:2d} {hour:02d}:00:00 2026\n"
                f"From: Customer {number} <{customer}>\nTo: support@shop.example\n"
                f"Subject: {chance.choice(WORDS)} for order #{10000 + number}\n"
                f"Date: {day:02d} Nov 2026 {hour:02d}:00:00 +0000\n"
                f"Message-ID: <{number}@bench.example>\n{answers}"
                "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
                + "\n".join(lines)
                + "\n\n"
            )


def timed(command: list[str]) -> tuple[float, int, str]:
    """Seconds, peak memory in KiB and output of one whole process."""
    with tempfile.TemporaryFile() as out:
        start = time.monotonic()
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode("utf-8", "replace")
    if child.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {child.returncode}: {text[:300]}")
    return seconds, usage.ru_maxrss, text


def median(run, times: int) -> float:
    return statistics.median(run() for _ in range(times))


def read_raw(path: Path) -> float:
    start = time.monotonic()
    with open(path, "rb") as file:
        while file.read(1 << 20):
            pass
    return time.monotonic() - start


def insert_raw(path: Path, store: Path) -> float:
    """The same messages, split and inserted by SQLite alone."""
    messages = path.read_text(encoding="utf-8").split("\nFrom ")
    start = time.monotonic()
    base = sqlite3.connect(store, isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, subject TEXT, body TEXT)")
    base.execute(
        "CREATE VIRTUAL TABLE search USING fts5(subject, body, content='message', content_rowid='id')"
    )
    for first in range(0, len(messages), 200):
        base.execute("BEGIN IMMEDIATE")
        for number, message in enumerate(messages[first : first + 200], first):
            head, _, body = message.partition("\n\n")
            subject = next(
                (line[9:] for line in head.split("\n") if line.startswith("Subject: ")), ""
            )
            base.execute("INSERT INTO message VALUES (?, ?, ?)", (number, subject, body))
            base.execute(
                "INSERT INTO search (rowid, subject, body) VALUES (?, ?, ?)", (number, subject, body)
            )
        base.execute("COMMIT")
    base.close()
    return time.monotonic() - start


def row(name: str, figure: str, limit: str = "", ratio: float | None = None) -> None:
    print(f"{name:26} {figure:>18}   {limit:34} {'' if ratio is None else f'{ratio:6.2f}x'}")


def measure_import(binary: str, folder: Path, mbox: Path, runs: int, figures: dict) -> Path:
    seconds, peaks, raws, inserts = [], [], [], []
    for number in range(runs):
        store = folder / f"import-{number}" / "store.sqlite"
        elapsed, peak, text = timed(
            [binary, "import", str(mbox), "--store", str(store), "--json", "--quiet"]
        )
        answer = json.loads(text)
        if answer["failed"] or answer["quarantined"]:
            sys.exit(f"the import kept something apart: {answer}")
        seconds.append(elapsed)
        peaks.append(peak)
        raws.append(read_raw(mbox))
        inserts.append(insert_raw(mbox, folder / f"raw-{number}.sqlite"))
    count = answer["messages"]
    took, raw, insert = map(statistics.median, (seconds, raws, inserts))
    figures["import_per_second"] = count / took
    figures["import_peak_mib"] = statistics.median(peaks) / 1024
    figures["import_to_sqlite"] = took / insert
    row("import", f"{count / took:,.0f} mails/s", f"plain SQLite {count / insert:,.0f}/s", took / insert)
    row("import, peak memory", f"{figures['import_peak_mib']:,.0f} MiB",
        f"the file is {mbox.stat().st_size / 2**20:,.1f} MiB, read in {raw * 1000:,.0f} ms")
    return store


def measure_search(binary: str, store: Path, raw: Path, runs: int, figures: dict) -> None:
    ours = median(
        lambda: timed([binary, "search", "lantern", "--limit", "50", "--store", str(store)])[0], runs
    )
    script = (
        "import sqlite3,sys\n"
        "b=sqlite3.connect(sys.argv[1])\n"
        "print(b.execute(\"SELECT rowid FROM search WHERE search MATCH 'lantern' "
        "ORDER BY rowid DESC LIMIT 50\").fetchall())"
    )
    peer = median(lambda: timed([sys.executable, "-c", script, str(raw)])[0], runs)
    figures["search_ms"], figures["search_to_sqlite"] = ours * 1000, ours / peer
    row("search, whole process", f"{ours * 1000:,.0f} ms", f"SQLite from Python {peer * 1000:,.0f} ms",
        ours / peer)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--binary", default=".build/release/shopbell")
    options.add_argument("--mails", type=int, default=10_000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--json", help="write the figures here too")
    given = options.parse_args()
    binary = os.path.abspath(given.binary)
    figures: dict = {"mails": given.mails}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mbox = folder / "bench.mbox"
        generate(mbox, given.mails, given.seed)
        store = measure_import(binary, folder, mbox, given.runs, figures)
        raw = folder / "raw-0.sqlite"
        measure_search(binary, store, raw, max(5, given.runs), figures)
    if given.json:
        Path(given.json).write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
