#!/usr/bin/env bash
# docs_test.sh SLIPWAY SOURCE: docs/reference.md is what the program says of itself now.
set -euo pipefail
"$1" reference | diff -u "$2/docs/reference.md" - || { echo "docs/reference.md is old: ./dev docs"; exit 1; }
