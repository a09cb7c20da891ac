#!/usr/bin/env python3
"""Measures shopbell beside notmuch, mu and the raw limits of the same machine, in the same run.

    bench.py --binary .build/release/shopbell [--mails 10000 100000] [--runs 3] [--json FILE]

The mails are those of corpus.py as a Maildir; each size is measured by itself, so that what grows
is seen. What is compared is processor time (user and system), since a machine that does something
else changes it least, and ratios, since absolute times belong to the machine.

  import    mails for each second of processor time, peak memory, and what the store takes
            beside: notmuch new, mu index; the same texts put into plain SQLite with FTS5
  search    a whole process that lists 50 hits: a word, a phrase, a beginning, a sender, a date
            beside: the same of notmuch and mu
  tag       all mails of a marketplace, with event log and undo
            beside: notmuch tag

A program that is not installed is left out. The page cache is warm for all.
"""
import argparse
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import corpus

SEARCHES = {
    "word": ("refund", "refund", "refund"),
    "phrase": ('"please thanks"', '"please thanks"', '"please thanks"'),
    "beginning": ("lant*", "lant*", "lant*"),
    "sender": ("from:customer77", "from:customer77", "from:customer77*"),
    "date": ("on:2026-11-03", "date:2026-11-03", "date:20261103..20261103"),
}
MARKETPLACE = "from:marketplace.amazon.co.uk"


@dataclass
class Cost:
    """What a whole process cost."""

    wall: float
    cpu: float
    peak: float  # MiB
    out: str


def spent(command: list[str], accepted: tuple[int, ...] = (0,), **environment: str) -> Cost:
    with tempfile.TemporaryFile() as out:
        start = time.monotonic()
        child = subprocess.Popen(
            command, stdout=out, stderr=subprocess.DEVNULL, env={**os.environ, **environment})
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode("utf-8", "replace")
    if child.returncode not in accepted:
        sys.exit(f"{' '.join(command)} ended with {child.returncode}: {text[:300]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text)


def timed(command: list[str]) -> tuple[float, int, str]:
    """Seconds, peak memory in KiB and output of one whole process."""
    cost = spent(command)
    return cost.wall, int(cost.peak * 1024), cost.out


def row(name: str, figure: str, limit: str = "", ratio: float | None = None) -> None:
    print(f"{name:26} {figure:>18}   {limit:34} {'' if ratio is None else f'{ratio:6.2f}x'}")


class Peers:
    """notmuch and mu over the same Maildir, each with a database of its own."""

    def __init__(self, folder: Path, mails: Path) -> None:
        self.folder, self.mails = folder, mails
        self.config = folder / "notmuch.config"
        (folder / "notmuch").mkdir()
        self.config.write_text(
            f"[database]\npath={folder / 'notmuch'}\nmail_root={mails}\n"
            "[new]\ntags=inbox\n[maildir]\nsynchronize_flags=false\n"
        )
        self.has_notmuch = shutil.which("notmuch") is not None
        self.has_mu = shutil.which("mu") is not None

    def notmuch(self, *words: str) -> Cost:
        return spent(["notmuch", *words], NOTMUCH_CONFIG=str(self.config))

    def mu(self, *words: str) -> Cost:
        command, *rest = words
        return spent(["mu", command, f"--muhome={self.folder / 'mu'}", *rest], accepted=(0, 2, 4))

    def index(self) -> dict[str, Cost]:
        costs = {}
        if self.has_notmuch:
            costs["notmuch"] = self.notmuch("new", "--quiet")
        if self.has_mu:
            self.mu("init", f"--maildir={self.mails}", "-q")
            costs["mu"] = self.mu("index", "-q")
        return costs


def insert_raw(mails: Path, store: Path) -> float:
    """Processor time of the same texts put into SQLite alone, without reading mail."""
    texts = [path.read_bytes()[:6_000].decode("latin-1") for path in sorted(mails.glob("cur/*"))]
    start = time.process_time()
    base = sqlite3.connect(store, isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE VIRTUAL TABLE search USING fts5(body, content='')")
    for first in range(0, len(texts), 400):
        base.execute("BEGIN IMMEDIATE")
        for number, text in enumerate(texts[first : first + 400], first):
            base.execute("INSERT INTO search (rowid, body) VALUES (?, ?)", (number, text))
        base.execute("COMMIT")
    base.close()
    return time.process_time() - start


def measure_import(
    binary: str, folder: Path, mails: Path, count: int, size: int, runs: int, figures: dict
) -> tuple[Path, Peers]:
    costs = []
    for number in range(runs):
        store = folder / f"store-{number}" / "store.sqlite"
        cost = spent([binary, "import", str(mails), "--store", str(store), "--json", "--quiet"])
        answer = json.loads(cost.out)
        if answer["messages"] != count or answer["failed"] or answer["quarantined"]:
            sys.exit(f"the import kept something apart: {answer}")
        costs.append(cost)
        if number:
            shutil.rmtree(store.parent)
    store = folder / "store-0" / "store.sqlite"
    ours = statistics.median(cost.cpu for cost in costs)
    peers = Peers(folder, mails)
    others = peers.index()
    raw = insert_raw(mails, folder / "raw.sqlite")
    figures["import_per_cpu_second"] = count / ours
    figures["import_wall"] = statistics.median(cost.wall for cost in costs)
    figures["import_peak_mib"] = max(cost.peak for cost in costs)
    row("import", f"{count / ours:,.0f}/cpu-s",
        f"SQLite with FTS5 alone {count / raw:,.0f}/cpu-s", raw / ours)
    for name, cost in others.items():
        figures[f"import_to_{name}"] = cost.cpu / ours
        row("", "", f"{name} {count / cost.cpu:,.0f}/cpu-s, {cost.peak:,.0f} MiB", cost.cpu / ours)
    row("import, wall", f"{figures['import_wall']:,.1f} s", f"{ours:,.1f} s of processor time",
        ours / figures["import_wall"])
    row("import, peak memory", f"{figures['import_peak_mib']:,.0f} MiB")
    measure_size(store, size, figures)
    return store, peers


def measure_size(store: Path, size: int, figures: dict) -> None:
    base = sqlite3.connect(store)
    one = lambda sql: base.execute(sql).fetchone()[0] or 0
    raw = one("SELECT sum(length(bytes)) FROM raw") + one("SELECT sum(length(bytes)) FROM raw_piece")
    index = one("SELECT sum(length(block)) FROM message_search_data")
    base.close()
    whole = store.stat().st_size
    figures["store_to_source"], figures["raw_to_source"] = whole / size, raw / size
    figures["index_to_source"] = index / size
    row("store", f"{whole / 2**20:,.0f} MiB", f"the mails {size / 2**20:,.0f} MiB", whole / size)
    row("  raw mail", f"{raw / 2**20:,.0f} MiB", "", raw / size)
    row("  full-text index", f"{index / 2**20:,.0f} MiB", "", index / size)


def measure_search(binary: str, store: Path, peers: Peers, runs: int, figures: dict) -> None:
    for kind, (ours, notmuch, mu) in SEARCHES.items():
        def median(run) -> float:
            return statistics.median(run().cpu for _ in range(runs)) * 1000

        took = median(lambda: spent(
            [binary, "search", ours, "--limit", "50", "--store", str(store)], accepted=(0, 1)))
        figures[f"search_{kind}_ms"] = took
        beside = ""
        if peers.has_notmuch:
            other = median(lambda: peers.notmuch("search", "--limit=50", notmuch))
            figures[f"search_{kind}_to_notmuch"] = took / other
            beside = f"notmuch {other:,.0f} ms"
        if peers.has_mu:
            beside += f", mu {median(lambda: peers.mu('find', '-n', '50', mu)):,.0f} ms"
        row(f"search, {kind}", f"{took:,.0f} cpu-ms", beside,
            figures.get(f"search_{kind}_to_notmuch"))


def measure_tag(binary: str, store: Path, peers: Peers, figures: dict) -> None:
    cost = spent(
        [binary, "tag", "--store", str(store), "--json", "+bench", "--", MARKETPLACE])
    changed = json.loads(cost.out)["changed"]
    figures["tag_per_cpu_second"] = changed / cost.cpu
    row("tag", f"{changed / cost.cpu:,.0f}/cpu-s", f"{changed:,} tickets in {cost.wall:,.2f} s")
    undone = spent([binary, "undo", "--store", str(store), "--json"])
    row("  undo", f"{changed / undone.cpu:,.0f}/cpu-s", f"in {undone.wall:,.2f} s")
    if peers.has_notmuch:
        matched = int(peers.notmuch("count", MARKETPLACE).out)
        other = peers.notmuch("tag", "+bench", "--", MARKETPLACE)
        figures["tag_to_notmuch"] = (changed / cost.cpu) / (matched / other.cpu)
        row("", "", f"notmuch {matched / other.cpu:,.0f}/cpu-s, {other.wall:,.1f} s",
            figures["tag_to_notmuch"])


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--binary", default=".build/release/shopbell")
    options.add_argument("--mails", type=int, nargs="+", default=[10_000])
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--json", help="write the figures here too")
    given = options.parse_args()
    binary = os.path.abspath(given.binary)
    sizes: dict[int, dict] = {}
    for count in given.mails:
        figures = sizes[count] = {}
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            os.environ["XDG_CONFIG_HOME"] = str(folder / "config")
            size = corpus.maildir(folder / "mails", count, given.seed)
            print(f"{count:,} mails, {size / 1e6:,.0f} MB")
            runs = given.runs if count <= 20_000 else 1
            store, peers = measure_import(
                binary, folder, folder / "mails", count, size, runs, figures)
            measure_search(binary, store, peers, max(5, given.runs), figures)
            measure_tag(binary, store, peers, figures)
            print()
    if given.json:
        Path(given.json).write_text(json.dumps(sizes, indent=2) + "\n")


if __name__ == "__main__":
    main()
