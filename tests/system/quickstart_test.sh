#!/usr/bin/env bash
# Runs the quickstart with the programs of PYX_BIN in a temporary directory, and checks that it told its
# story to the end.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$1/quickstart" --dir "$dir/story" > "$dir/told" 2>&1 || { cat "$dir/told"; exit 1; }
grep -q '^== Done in ' "$dir/told" || { cat "$dir/told"; exit 1; }
# SECRET-NEVER, trap 29: neither PIN nor passphrase stands in anything that was said or kept as evidence.
for secret in "$dir"/story/*.pin "$dir"/story/*.passphrase; do
  if grep -rqFf "$secret" "$dir/told" "$dir/story/pyxd.log" "$dir/story/evidence" "$dir/story/vault"; then
    echo "$(basename "$secret") was told" >&2
    exit 1
  fi
done
