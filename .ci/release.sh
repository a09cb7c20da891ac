#!/usr/bin/env bash
# Packs a release binary and its files into one tar, unpacks it elsewhere, and starts it there as a
# host without Swift would: the toolchain's own libraries out of sight, nothing of this environment.
set -euo pipefail
cd "$(dirname "$0")/.."

binary=$1 out=${2:-.build/release}
version=$("$binary" --version)
name=shopbell-$version-linux-$(uname -m)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Packing
root=$work/pack/$name
install -d "$root/bin" "$root/share/shopbell" "$root/share/man/man1"
strip -o "$root/bin/shopbell" "$binary"
chmod 755 "$root/bin/shopbell"
cp -R Templates Keymaps Share/. "$root/share/shopbell/"
cp docs/shopbell.1 "$root/share/man/man1/"
cp LICENSE README.md CHANGELOG.md "$root/"
tar -C "$work/pack" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$(git log -1 --format=%ct)" \
  -cf - "$name" | gzip -9n >"$out/$name.tar.gz"

# Starting it where it was never built
host=$work/host
mkdir -p "$host/home"
tar -C "$host" -xzf "$out/$name.tar.gz"
program=$host/$name/bin/shopbell
if ldd "$program" | grep -E 'libswift|libFoundation|not found'; then
  echo "the binary needs what a host without Swift does not have" >&2
  exit 1
fi
cat >"$host/config.toml" <<'TOML'
[shop]
name = "Nordlicht"
timezone = "Europe/Berlin"
locale = "de"
[agent]
name = "Ana Reyes"
address = "ana@nordlicht.example"
TOML
chmod 600 "$host/config.toml"
printf '%s\n' 'From: Jonas Weber <jonas@mail.example>' 'To: ana@nordlicht.example' \
  'Subject: Wo ist mein Paket?' 'Date: Fri, 31 Jul 2026 23:30:00 +0000' \
  'Message-ID: <1@mail.example>' 'Content-Type: text/plain; charset=utf-8' '' \
  'Guten Tag, wo bleibt meine Bestellung? Viele Grüße' >"$host/mail.eml"

swift=$(command -v swift || true)
hidden=${swift:+$(dirname "$(dirname "$(readlink -f "$swift")")")/lib/swift}
as_elsewhere() {
  local all=(env -i PATH=/usr/bin:/bin HOME="$host/home" LANG=C.UTF-8 "$program" "$@"
    --store "$host/store.sqlite" --config "$host/config.toml")
  if [ -n "$hidden" ] && [ -d "$hidden" ] && [ "$(id -u)" -eq 0 ]; then
    unshare -m sh -c 'mount -t tmpfs none "$1" && shift && exec "$@"' sh "$hidden" "${all[@]}"
  else
    "${all[@]}"
  fi
}
expect() {
  local wanted=$1
  shift
  local got
  got=$(as_elsewhere "$@")
  grep -qF -- "$wanted" <<<"$got" || { printf 'no "%s" in:\n%s\n' "$wanted" "$got" >&2; exit 1; }
}
expect '"tickets":1' import "$host/mail.eml" --json --quiet
# Half past eleven in the evening at Greenwich is the next day in Berlin, an hour and a month later.
expect '2026-08-01T01:30:00+02:00' search Bestellung --json
expect 'Donnerstag, 24. Dezember' reply 1 --template where-is-my-order-in-transit --json \
  --set customer.name=Jonas --set order.number=1001 --set shipment.carrier=DHL \
  --set shipment.tracking_number=JD01 --set shipment.tracking_url=https://dhl.example/JD01 \
  --set shipment.expected_date=2026-12-24 --set shipment.last_scan_date=2026-12-20
echo "$out/$name.tar.gz: $(du -h "$out/$name.tar.gz" | cut -f1), started without Swift"
