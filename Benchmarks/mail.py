#!/usr/bin/env python3
"""Holds `shopbell inspect` against its budget: 2 seconds and 256 MiB for every mail, and 200 MB
for one of 100 MB.

    mail.py --binary .build/release/shopbell [--keep FOLDER]

Each mail is generated, inspected by a process of its own, and thrown away. The exit code is 1
where a mail goes beyond the budget.
"""
import argparse
import base64
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEAD = (
    b"From: a@b.example\r\nTo: c@d.example\r\nSubject: s\r\n"
    b"Date: Mon, 02 Nov 2026 10:00:00 +0000\r\n"
)
MIXED = b"Content-Type: multipart/mixed; boundary=B\r\n\r\n"
HTML = b"Content-Type: text/html\r\n\r\n"
BASE64 = b"Content-Transfer-Encoding: base64\r\n\r\n"
MEGA = 1 << 20


def little(number: int) -> bytes:
    return number.to_bytes(4, "little")


def many(head: bytes, piece: bytes, count: int, tail: bytes = b""):
    """`piece` again and again, in blocks of about a megabyte."""
    yield head
    block = max(1, MEGA // len(piece))
    for _ in range(count // block):
        yield piece * block
    yield piece * (count % block)
    yield tail


def numbered(head: bytes, piece, count: int, tail: bytes = b""):
    yield head
    for number in range(count):
        yield piece(number)
    yield tail


def line() -> bytes:
    return base64.encodebytes(os.urandom(57)).strip() + b"\r\n"


def winmail(attribute: int, value: bytes) -> bytes:
    stream = little(0x223E9F78) + b"\0\0\1" + little(attribute) + little(len(value)) + value
    return base64.b64encode(stream + b"\0\0")


def rtf(size: int) -> bytes:
    body = b"{\\b x}" * (size // 6)
    packed = little(len(body) + 12) + little(len(body)) + little(0x414C454D) + little(0) + body
    return little(1) + little(0x10090102) + little(1) + little(len(packed)) + packed


def nested(number: int) -> bytes:
    return b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (number, number)


TNEF = b"Content-Type: application/ms-tnef\r\n" + BASE64
FILE = b"--B\r\n\r\nhi\r\n--B\r\nContent-Type: application/zip; name=a.zip\r\n" + BASE64
PART = b"--B\r\nContent-Type: text/plain\r\n\r\npart\r\n"
CALENDAR = b"--B\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VEVENT\r\n"

# A name, and what makes the mail's bytes.
MAILS = [
    ("100 MB with a file", lambda: many(MIXED + FILE, line(), 1_400_000, b"--B--\r\n")),
    ("100 MB of text", lambda: many(b"\r\n", b"words and more words of a text\r\n", 3_200_000)),
    ("100 MB of HTML", lambda: many(HTML, b"<p>words and <b>words</b> more</p>\r\n", 2_900_000)),
    ("100 MB as winmail.dat", lambda: many(TNEF + winmail(0x8000F, b""), line(), 1_400_000)),
    (
        "100 MB of S/MIME",
        lambda: many(b"Content-Type: application/pkcs7-mime\r\n" + BASE64, line(), 1_400_000),
    ),
    ("10,000 nested parts", lambda: numbered(b"", nested, 10_000)),
    ("10,000 nested mails", lambda: many(b"", b"Content-Type: message/rfc822\r\n\r\n", 10_000)),
    ("100,000 parts", lambda: many(MIXED, PART, 100_000)),
    ("100,000 calendars", lambda: many(MIXED, CALENDAR, 100_000)),
    ("a header line of 1 MB", lambda: many(b"X-Long: ", b"x", MEGA, b"\r\n\r\nbody")),
    ("100,000 header fields", lambda: many(b"", b"X-Field: value\r\n", 100_000, b"\r\nbody")),
    (
        "50,000 recipients",
        lambda: numbered(
            b"Cc: ",
            lambda n: b'"K %d" <k%d@b.example>,\r\n ' % (n, n),
            50_000,
            b"x@y.example\r\n\r\nx",
        ),
    ),
    (
        "20 MB with 200,000 nested tags",
        lambda: many(HTML, b"<div>" + b"word " * 19 + b"\r\n", 200_000),
    ),
    ("20 MB of tables in tables", lambda: many(HTML, b"<table><tr><td>a</td><td>b</td>", 650_000)),
    ("20 MB of rows", lambda: many(HTML + b"<table>", b"<tr><td>a<td>bcd</tr>", 950_000)),
    (
        "20 MB of links",
        lambda: numbered(
            HTML, lambda n: b"<a href='https://b.example/%080d'>x</a> " % n, 160_000
        ),
    ),
    ("base64 without end", lambda: many(b"Content-Type: image/x\r\n" + BASE64, b"QUJD", 8 * MEGA)),
    ("16 MB of RTF", lambda: iter([TNEF, winmail(0x69003, rtf(16 * MEGA))])),
    (
        "200,000 introductions",
        lambda: many(b"\r\n", b"On 2 Nov 2026 Kim <k@b.example> wrote:\r\n> x\r\n", 200_000),
    ),
    ("500,000 fields of heads", lambda: many(b"\r\n", b"From: x:\r\n", 500_000)),
]


def inspect(binary: str, path: Path) -> tuple[float, float, int]:
    """Seconds, peak memory in MiB and the exit code of one inspection."""
    start = time.monotonic()
    child = subprocess.Popen(
        [binary, "inspect", str(path), "--json"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(child.pid, 0)
    return time.monotonic() - start, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--keep", type=Path, help="keep the mails in this folder")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    beyond = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, pieces) in enumerate(MAILS):
            path = (options.keep or Path(folder)) / f"{number}.eml"
            with open(path, "wb") as out:
                out.write(HEAD)
                out.writelines(pieces())
            size = path.stat().st_size / 1e6
            seconds, memory, code = inspect(options.binary, path)
            limit = 200e6 / MEGA if name.startswith("100 MB") else 256
            is_beyond = seconds > 2 or memory > limit or code != 0
            beyond += is_beyond
            mark = f"  beyond the budget, exit code {code}" if is_beyond else ""
            print(f"{name:32} {size:6.1f} MB  {seconds:5.2f} s  {memory:4.0f} MiB{mark}")
            if not options.keep:
                path.unlink()
    return 1 if beyond else 0


if __name__ == "__main__":
    sys.exit(main())
