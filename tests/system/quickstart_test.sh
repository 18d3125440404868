#!/usr/bin/env bash
# Runs the quickstart with the programs of PYX_BIN in a temporary directory, and checks that it told its
# story to the end: three ceremonies by plans that ship, and what the daemon does with the vault that the
# first of them founded.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
story=$dir/story
"$1/quickstart" --dir "$story" > "$dir/told" 2>&1 || { cat "$dir/told"; exit 1; }
told() { grep -q -- "$1" "$dir/told" || { cat "$dir/told"; echo "this was not told: $1" >&2; exit 1; }; }
told '^== Done in '
told '   48 of 48  Everybody leaves'
told '   24 of 24  Everybody leaves'
told '   37 of 37  Everybody leaves'
told '"verdict":"clean","authenticated":true'
told 'was not proven for key .*KEY-PROVEN'
told 'this is the share of dave of version 1, which is dead'
told 'restored 1 keys onto NSS 3'
told 'issuer-next: ECDSA with SHA-256, verified by openssl'
told 'verified: whole, and authenticated by its root'
# The plans are those that ship, and each record says that a script played the people.
for plan in genesis replace-holder backup; do
  cmp "$1/ceremony/plans/$plan.toml" "$story/$plan/plan.toml"
  grep -q 'answers of this run come from a file' "$story/$plan/transcript.jsonl"
  grep -q '"value":"real"' "$story/$plan/transcript.jsonl"
done
for report in genesis.html genesis.pdf; do [ -s "$story/$report" ]; done
# SECRET-NEVER, trap 29: no PIN, no passphrase and no share stands in anything that was said or kept as evidence.
for secret in "$story"/*.pin "$story"/*.passphrase "$story"/cards/*; do
  if grep -rqFf "$secret" "$dir/told" "$story/pyxd.log" "$story/evidence" "$story/vault" "$story/media" "$story/genesis" \
    "$story/genesis.html" "$story/replace-holder" "$story/backup"; then
    echo "$(basename "$secret") was told" >&2
    exit 1
  fi
done
