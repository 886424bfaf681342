#!/usr/bin/env bash
# install_test.sh BUILD SOURCE PYTHON: the install tree, moved into a root folder that holds nothing else but glibc, does what
# it should: no Python, no compiler, no library of the machine is in reach.
set -euo pipefail
build=$1 source=$2 python=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build" --prefix "$work/first" >"$work/log" || { cat "$work/log"; exit 1; }
root=$work/root
mkdir -p "$root/opt" "$root/tmp" "$root/lib64" "$root/lib/x86_64-linux-gnu"
mv "$work/first" "$root/opt/slipway"
for library in libc.so.6 libm.so.6 libdl.so.2 librt.so.1 libpthread.so.0 libresolv.so.2; do
  cp -L "/lib/x86_64-linux-gnu/$library" "$root/lib/x86_64-linux-gnu/"
done
cp -L /lib64/ld-linux-x86-64.so.2 "$root/lib64/"
cp -r "$source/examples" "$root/data"
"$python" -c "import pyarrow.csv as c, pyarrow.parquet as p; p.write_table(c.read_csv('$root/data/wine.csv'), '$root/data/wine.parquet')"

inside() {
  if [ "$(id -u)" = 0 ]; then chroot "$root" "$@"; else unshare --user --map-root-user chroot "$root" "$@"; fi
}
# The loader by name: it learns where a program is from /proc, which is not in here.
slipway() { inside /lib64/ld-linux-x86-64.so.2 /opt/slipway/bin/slipway "$@"; }
slipway --version
slipway formats >/dev/null
slipway inspect /data/wine.pkl >/dev/null
slipway score /data/wine.pkl /data/wine.csv -o /tmp/scores.csv
[ "$(wc -l <"$root/tmp/scores.csv")" = 179 ]
slipway score /data/wine.pkl /data/wine.parquet -o /tmp/again.csv.gz
gzip -dc "$root/tmp/again.csv.gz" | cmp - "$root/tmp/scores.csv"
slipway score /data/cancer.txt /data/cancer.csv -o /tmp/cancer.csv
slipway queue create q --home /tmp/home
printf 'a\nb\n' | slipway queue publish q --home /tmp/home
[ "$(slipway queue peek q --home /tmp/home)" = $'a\nb' ]
# gRPC, with all its libraries, comes along.
slipway serve /data/wine.pkl --http 127.0.0.1:0 --grpc 127.0.0.1:0 2>"$work/server" &
server=$!
for _ in $(seq 200); do grep -q "grpc://" "$work/server" && break; sleep 0.05; done
"$python" -c "
import re, sys, tritonclient.grpc
found = re.search(r'grpc://(\S+);', open(sys.argv[1]).read())
assert found and tritonclient.grpc.InferenceServerClient(found.group(1)).is_model_ready('wine'), open(sys.argv[1]).read()" "$work/server"
pkill -TERM -P $server || kill $server
wait $server
# Without lib/slipway what needs no module still works, and the rest says what to do.
rm -r "$root/opt/slipway/lib/slipway"
slipway score /data/wine.pkl /data/wine.jsonl -o /tmp/scores.jsonl
if slipway score /data/wine.pkl /data/wine.parquet -o /tmp/x.csv 2>"$work/error"; then exit 1; fi
grep -q "MODULE_MISSING.*bin/ and lib/" "$work/error" || { cat "$work/error"; exit 1; }
du -sh "$root/opt/slipway" | cut -f1
