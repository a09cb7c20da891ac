#!/usr/bin/env bash
# Unpacks Debian's Cyrus into .build/cyrus for the tests; says nothing when it lies there.
#
# It is not installed: two IMAP servers cannot be on one Debian, and none is to run by itself.
set -euo pipefail
cd "$(dirname "$0")/.."

cyrus=$PWD/.build/cyrus
[ -x "$cyrus/usr/lib/cyrus/bin/imapd" ] && exit 0
mkdir -p .build
folder=$(mktemp -d "$PWD/.build/cyrus-XXXXXX")
trap 'rm -rf "$folder"' EXIT
if ! (cd "$folder" && apt-get download -q cyrus-common cyrus-imapd) >"$folder/log" 2>&1; then
  tail -n 3 "$folder/log" >&2
  echo "Cyrus could not be fetched: its tests will be skipped" >&2
  exit 0
fi
for package in "$folder"/*.deb; do dpkg-deb -x "$package" "$folder/cyrus"; done
rm -rf "$cyrus"
mv "$folder/cyrus" "$cyrus"
chmod 755 "$cyrus"
