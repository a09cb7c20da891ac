#!/usr/bin/env bash
# Holds what channels and their doubles say to each other against the shops' own descriptions, which
# are not part of the project: SHOPBELL_SPECS names their folder. Skips, and says why, without them.
set -euo pipefail
cd "$(dirname "$0")/.."

specs=${SHOPBELL_SPECS:-../shared/apis/specs}
folder=.build/contracts

if [ ! -d "$specs" ]; then
  echo "skipped: no folder $specs; SHOPBELL_SPECS names it"
  exit 0
fi
mkdir -p "$folder"
if ! "$folder/venv/bin/python" -c 'import graphql, jsonschema' 2>/dev/null; then
  python3 -m venv "$folder/venv" || true
  if ! "$folder/venv/bin/pip" install -q 'graphql-core>=3.2,<4' 'jsonschema>=4.18,<5'; then
    echo "skipped: graphql-core and jsonschema cannot be installed"
    exit 0
  fi
fi

exchanges="$PWD/$folder/exchanges.jsonl"
rm -f "$exchanges"
SHOPBELL_EXCHANGES=$exchanges swift test ${SWIFT_TEST_OPTIONS:-} --filter ExchangeTests
"$folder/venv/bin/python" Tests/Contracts/check.py "$specs" "$exchanges"
