#!/usr/bin/env bash
# docs_test.sh SLIPWAY SOURCE PYTHON: docs/reference.md and docs/classes.md are what the program says of itself now.
set -euo pipefail
"$1" reference | diff -u "$2/docs/reference.md" - || { echo "docs/reference.md is old: ./dev docs"; exit 1; }
"$3" "$2/tools/exactness.py" --classes "$1" | diff -u "$2/docs/classes.md" - || { echo "docs/classes.md is old: ./dev docs"; exit 1; }
