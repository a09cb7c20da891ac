#!/usr/bin/env python3
"""Mails as a shop gets them, grown from a seed: the same seed gives the same bytes.

    corpus.py --mails 10000 [--seed 1] FOLDER      a Maildir

Threads, ten languages, old charsets, HTML of mail programs, relayed marketplace mails, files from
photos to invoices, trace fields and signatures of the way: some 26 KB a mail, as most of it is
files.
"""
import argparse
import base64
import random
from collections.abc import Iterator
from pathlib import Path

SUPPORT = "support@shop.example"

WORDS = """parcel order refund label tracking colour kettle blanket return exchange broken missing
invoice address delivery courier monday yesterday please thanks waiting promised replacement size
box damaged photo warranty lantern jacket mug candle socks receipt bank card number question
""".split()

# Greeting, words, what stands above a quotation, the charset that old programs of the place use.
TONGUES = {
    "en": ("Hello,", WORDS, "On 3 Nov 2026, {} wrote:", "windows-1252"),
    "de": ("Grüß Gott,", """Paket Bestellung Rückgabe Erstattung beschädigt Lieferung Adresse Größe
        Rechnung warten Frage Gutschein Umtausch fehlt schon gestern bitte danke Straße
        """.split(), "Am 3. Nov. 2026 schrieb {}:", "iso-8859-1"),
    "fr": ("Bonjour,", """colis commande remboursement livraison adresse reçu abîmé retour échange
        facture taille merci hier attendre numéro manquant déjà question où
        """.split(), "Le 3 nov. 2026, {} a écrit :", "iso-8859-15"),
    "es": ("Buenos días,", """pedido paquete devolución reembolso dirección envío dañado talla
        factura gracias ayer esperando número falta mañana señor cambio
        """.split(), "El 3 nov 2026, {} escribió:", "iso-8859-1"),
    "it": ("Buongiorno,", """ordine pacco rimborso spedizione indirizzo rotto taglia fattura grazie
        ieri aspetto numero manca perché reso cambio già città
        """.split(), "Il 3 nov 2026, {} ha scritto:", "iso-8859-15"),
    "nl": ("Beste,", """pakket bestelling terugbetaling levering adres beschadigd maat factuur
        bedankt gisteren wachten nummer ontbreekt ruilen vraag één
        """.split(), "Op 3 nov 2026 schreef {}:", "windows-1252"),
    "pl": ("Dzień dobry,", """paczka zamówienie zwrot dostawa adres uszkodzony rozmiar faktura
        dziękuję wczoraj czekam numer brakuje wymiana proszę już
        """.split(), "W dniu 3 lis 2026 {} napisał:", "iso-8859-2"),
    "sv": ("Hej,", """paket beställning återbetalning leverans adress skadad storlek faktura tack
        igår väntar nummer saknas byte fråga också
        """.split(), "Den 3 nov 2026 skrev {}:", "iso-8859-1"),
    "ru": ("Здравствуйте,", """посылка заказ возврат доставка адрес повреждён размер счёт спасибо
        вчера жду номер обмен вопрос пожалуйста деньги
        """.split(), "3 ноября 2026 {} писал:", "koi8-r"),
    "ja": ("こんにちは。", """荷物 注文 返品 返金 配送 住所 破損 請求書 サイズ 昨日 番号 交換 質問 お願いします
        """.split(), "2026年11月3日 {}:", "iso-2022-jp"),
}


def letters(count: int, seed: int) -> Iterator[bytes]:
    """Each mail whole, with CRLF."""
    chance = random.Random(seed)
    said: list[tuple[int, str, str, list[str]]] = []
    for number in range(count):
        earlier = chance.randrange(number) if number and chance.random() < 0.3 else None
        tongue = "en" if chance.random() < 0.5 else chance.choice(list(TONGUES))
        customer, subject, lines = number, "", []
        if earlier is not None:
            customer, subject, tongue, lines = said[earlier]
        greeting, words, wrote, _ = TONGUES[tongue]
        subject = subject or f"{chance.choice(words).capitalize()}, order #{10000 + number}"
        new = [
            " ".join(chance.choice(words) for _ in range(chance.randrange(6, 14))) + "."
            for _ in range(chance.randrange(3, 25))
        ]
        said.append((customer, subject, tongue, new))
        text = "\n".join([greeting, "", *new])
        if earlier is not None:
            text += f"\n\n{wrote.format(f'customer{customer}')}\n"
            text += "\n".join("> " + line for line in lines)
            subject = f"Re: {subject}"
        yield letter(number, customer, earlier, subject, tongue, text + "\n", chance)


def letter(
    number: int, customer: int, earlier: int | None, subject: str, tongue: str, text: str,
    chance: random.Random,
) -> bytes:
    hour, minute = divmod(number % 1440, 60)
    day = f"{1 + number % 27:02d} Nov 2026 {hour:02d}:{minute:02d}:00 +0000"
    head = "".join(
        f"Received: from relay{hop}.mail.example (relay{hop}.mail.example [192.0.2.{hop}])\n"
        f"\tby mx{hop}.shop.example with ESMTPS id {chance.getrandbits(64):016x}\n"
        f"\tfor <{SUPPORT}>; {day}\n"
        for hop in (3, 2, 1)
    )
    seal = base64.b64encode(chance.randbytes(256)).decode()
    head += "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=mail.example; s=s1;\n\tb="
    head += "\n\t ".join(seal[at : at + 70] for at in range(0, len(seal), 70)) + "\n"
    sender = f"Customer {customer} <customer{customer}@mail.example>"
    if chance.random() < 0.15:
        order = f"{100 + customer % 900}-{customer:07d}-{customer % 9999999:07d}"
        sender = f"Customer {customer} <b{customer:013x}@marketplace.amazon.co.uk>"
        text = f"Order ID: {order}\n\n{text}"
    coded = subject if subject.isascii() else (
        "=?utf-8?B?" + base64.b64encode(subject.encode()).decode() + "?=")
    head += (
        f"From: {sender}\nTo: Support <{SUPPORT}>\nSubject: {coded}\nDate: {day}\n"
        f"Message-ID: <{number}@bench.example>\n"
    )
    if earlier is not None:
        head += f"In-Reply-To: <{earlier}@bench.example>\nReferences: <{earlier}@bench.example>\n"
    kind = chance.random()
    charset = TONGUES[tongue][3] if chance.random() < 0.3 else "utf-8"
    body = part("text/plain", charset, text, chance)
    if kind > 0.55:
        html = part("text/html", charset, page(text, chance), chance)
        body = several("alternative", number, [body, html])
    if kind > 0.85:
        body = several("mixed", number, [body, *files(chance)])
    mail = f"{head}MIME-Version: 1.0\n".encode() + body
    return mail.replace(b"\n", b"\r\n")


def part(kind: str, charset: str, text: str, chance: random.Random) -> bytes:
    try:
        contents = text.encode(charset)
    except UnicodeEncodeError:
        charset, contents = "utf-8", text.encode()
    encoding = "7bit" if contents.isascii() else "8bit"
    if encoding == "8bit" and chance.random() < 0.3:
        encoding, contents = "base64", base64.encodebytes(contents)
    head = f"Content-Type: {kind}; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n"
    return head.encode() + contents


def several(kind: str, number: int, parts: list[bytes]) -> bytes:
    boundary = f"=_{kind}_{number}"
    inside = b"".join(f"\n--{boundary}\n".encode() + part for part in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\n'
    return head.encode() + inside + f"\n--{boundary}--\n".encode()


def page(text: str, chance: random.Random) -> str:
    """HTML as mail programs write it: more markup than words."""
    style = "font-family: Helvetica, Arial, sans-serif; font-size: 14px; color: #1f2328"
    lines = "\n".join(
        f'<tr><td style="{style}; padding: {chance.randrange(12)}px"><p class="MsoNormal">'
        f"<span lang=\"EN-GB\">{line or '&nbsp;'}</span></p></td></tr>"
        for line in text.replace(">", "&gt;").split("\n")
    )
    return (
        f"<html><head><style>p.MsoNormal {{ margin: 0 }}</style></head><body>\n"
        f'<table width="100%" cellpadding="0" cellspacing="0">\n{lines}\n</table></body></html>\n'
    )


def files(chance: random.Random) -> Iterator[bytes]:
    """One to three files of 4 to 260 KiB, most of them small."""
    for index in range(chance.choice((1, 1, 1, 2, 3))):
        name, kind = chance.choice(
            (("photo.jpg", "image/jpeg"), ("invoice.pdf", "application/pdf"))
        )
        contents = base64.encodebytes(chance.randbytes(int(4096 * 2 ** (chance.random() * 6))))
        yield (
            f'Content-Type: {kind}; name="{index}-{name}"\nContent-Transfer-Encoding: base64\n'
            f'Content-Disposition: attachment; filename="{index}-{name}"\n\n'
        ).encode() + contents


def maildir(folder: Path, count: int, seed: int) -> int:
    """Writes them as a Maildir; the bytes of all of them."""
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    size = 0
    for number, mail in enumerate(letters(count, seed)):
        (folder / "cur" / f"{1_700_000_000 + number}.{number}.bench:2,").write_bytes(mail)
        size += len(mail)
    return size


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--mails", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    size = maildir(given.folder, given.mails, given.seed)
    print(f"{given.mails:,} mails, {size / 1e6:,.1f} MB in {given.folder}")


if __name__ == "__main__":
    main()
