#!/usr/bin/env bash
# All that CI runs, the same by hand. Stops at the first thing that is wrong.
set -euo pipefail
cd "$(dirname "$0")/.."

live='WireTests|StoryTests|ServerTests'

# Tests that wait for something give up after a while: no more are begun at once than get their turn.
tests() { swift test --skip-build --parallel --experimental-maximum-parallelization-width 8 "$@"; }

step() { printf '\n== %s\n' "$1"; }

step "format"
swift format lint --strict -r Package.swift Sources Tests

step "build, every warning an error"
swift build --build-tests

step "imports, only those the manifest declares"
swift build --build-tests --explicit-target-dependency-import-check error

step "tests"
tests --skip "$live|DocumentsTests"

# These talk to servers, sockets and terminals: tests that keep every core busy would starve them.
step "tests with servers, sockets and terminals"
tests --filter "$live"

step "documents"
swift test --skip-build --filter DocumentsTests
