#!/usr/bin/env bash
# What Slipway does, step by step. Run by ./dev demo, which puts the built program first in PATH.
set -euo pipefail

step() { printf '\n\033[1m%s\033[0m\n' "$*"; }
show() { printf '$ %s\n' "$*"; "$@"; }

step "The program"
show slipway --version
