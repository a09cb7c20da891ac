#!/usr/bin/env bash
# Installs the Debian packages that are missing; says nothing when none is.
set -euo pipefail

missing=()
for package in "$@"; do
  state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

install=(apt-get install -y -q --no-install-recommends "${missing[@]}")
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2>/dev/null && ! { [ -t 0 ] && command -v sudo >/dev/null; }; then
    echo "shopbell needs ${missing[*]}; install them with: sudo ${install[*]}" >&2
    exit 77
  fi
  install=(sudo DEBIAN_FRONTEND=noninteractive "${install[@]}")
fi
echo "installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! "${install[@]}" </dev/null >"$log" 2>&1; then
  # A machine whose package lists are old or missing finds nothing: fetch them, once.
  if [ "$(id -u)" -eq 0 ]; then update=(apt-get update -q); else update=(sudo apt-get update -q); fi
  "${update[@]}" </dev/null >"$log" 2>&1 || true
  if ! "${install[@]}" </dev/null >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "the packages could not be installed; try by hand: ${install[*]}" >&2
    exit 69
  fi
fi
