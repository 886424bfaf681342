#!/usr/bin/env bash
# extension_test.sh SOURCE WORK PYTHON: a new format is two files and one line. Adds them to a copy of the tree, and
# changes nothing else: the room builds, its tests pass, and the house does not complain.
set -euo pipefail
source=$1 work=$2
export SLIPWAY_PYTHON=$3
mkdir -p "$work"
# The build folder stays, so that the next run has little to do; everything else is what the tree has now.
for part in src bench cmake tools tests golden examples CMakeLists.txt CMakePresets.json; do
  rm -rf "${work:?}/$part"
  cp -a "$source/$part" "$work/$part"
done
cp -a "$source"/tests/extension/format_toy.cc "$source"/tests/extension/format_toy_test.cc "$work/src/format/"
sed -i 's/FORMAT(xgboost)/FORMAT(xgboost) FORMAT(toy)/' "$work/src/format/builtin.cc"
cd "$work"
run() { "$@" >log 2>&1 || { cat log; exit 1; }; }
run cmake --preset dev
run ninja -C build/dev -j2 format_test
build/dev/bin/format_test --gtest_filter='Toy.*' --gtest_brief=1
run env -u GIT_DIR "$SLIPWAY_PYTHON" tools/tidy.py "$work"
