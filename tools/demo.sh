#!/usr/bin/env bash
# What Slipway does, step by step. Run by ./dev demo, which puts the built program first in PATH.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
up=
trap '[ -z "$up" ] || kill "$up" 2>/dev/null; rm -rf "$work"' EXIT
cp "$here"/examples/* "$work"
cd "$work"

step() { printf '\n\033[1m%s\033[0m\n' "$*"; }
show() { printf '$ %s\n' "$*"; "$@"; }

step "The program"
show slipway --version
step "A scikit-learn pipeline: what is it, what does it want, what does it promise?"
show slipway inspect wine.pkl
step "Score a file by hand: every bottle of the wine data"
show slipway score wine.pkl wine.csv --keep bottle -o scores.csv
head -4 scores.csv
step "A LightGBM model, through a pipe"
show slipway score cancer.txt cancer.csv | head -4
step "An XGBoost model with categories and missing values, into compressed CSV and into Parquet"
show slipway inspect penguins.ubj
show slipway score penguins.ubj penguins.csv --keep penguin -o penguin_scores.csv.gz
gzip -dc penguin_scores.csv.gz | head -3
show slipway score penguins.ubj penguins.csv --keep penguin -o penguin_scores.parquet
step "A row that can't be scored does not stop the others, and is named"
sed '3s/^[^,]*,[^,]*/2,not-a-number/' wine.csv >broken.csv
slipway score wine.pkl broken.csv -o broken_scores.csv || echo "exit code $?"
cat broken_scores.csv.rejects.jsonl
step "From the built-in queue into SQLite, and behind HTTP, as slipway.yaml says"
cat slipway.yaml
show slipway queue create bottles
show slipway queue publish bottles wine.jsonl
slipway up &
up=$!
for _ in $(seq 50); do sleep 0.1; curl -sf localhost:8085/health/ready >/dev/null && break; done
head -1 wine.jsonl | curl -s --data-binary @- localhost:8085/api/v1/models/wine/score
echo
echo '{"bottle": 1, "broken' | slipway queue publish bottles
sleep 1
show slipway dlq list
kill "$up"; wait "$up" || true; up=
step "Done: 50 bottles are in scores.db, each once"
