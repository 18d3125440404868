# The quickstart's chapters about a split backup: read by quickstart, whose functions and variables it uses.

json_of() { "$pyx" "$@" "${here[@]}" --output json; }
nowhere=/dev/null
# A certificate of each holder's own; only its key opens what is sealed to it.
holder_key() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 365 -subj "/CN=$1" -passout "file:$1.passphrase" \
    -addext "keyUsage=critical,keyAgreement" -keyout "$1.seal.key" -out "$1.seal.pem" 2> $nowhere
}
# What a holder types to bring the sealed share of a version.
share_of() { printf '%s\n' --share "$1.share.$2" --share-key "$1.seal.key" --share-passphrase-source "file:$1.passphrase"; }
shares_of() {  # version, holders: into the array `shares`
  shares=()
  local holder
  for holder in "${@:2}"; do mapfile -t -O "${#shares[@]}" shares < <(share_of "$holder" "$1"); done
}
seals_for() {  # version, holders: into the array `seals`
  seals=()
  local holder
  for holder in "${@:2}"; do seals+=(--seal-to "$holder=$holder.seal.pem:$holder.share.$1"); done
}
acknowledge() {  # version, holders
  local holder
  for holder in "${@:2}"; do
    shares_of "$1" "$holder"
    "$pyx" share acknowledge --backup "$backup" --version "$1" "${shares[@]}" "${here[@]}" --key "$holder.key" \
      --passphrase-source "file:$holder.passphrase" --output json > $nowhere
    say "$holder opened the share, read it back and signed for it"
  done
}
agreed() {  # flags of act propose; the act's id, approved by alice and bob
  local act
  act=$(propose "$@")
  approve "$act" alice
  approve "$act" bob
  echo "$act"
}

chapter "A key that must live: no signature before its backup came back from a second token"
execute "$(agreed key.generate --profile issuer-lasting --name issuer-lasting)"
lasting=$(key_named issuer-lasting)
if propose key.activate --key-id "$lasting" > $nowhere; then fail "a key went live without its backup"; else code=$?; fi
[ "$code" = 3 ] || fail "expected exit 3 (KEY-PROVEN), got $code"
say "refused, exit $code: first the backup, split 2 of 3, each share sealed to its holder's own key"
for holder in alice bob carol dave; do holder_key "$holder"; done
act=$(agreed backup.create --backup-key "$lasting" --share-group 2:alice,bob,carol)
seals_for 1 alice bob carol
"$pyx" backup create --act "$act" "${here[@]}" --so-pin-source file:so.pin "${seals[@]}"
backup=$(json_of backup list | member backups.0.id)
acknowledge 1 alice bob carol

chapter "The proof: carol and bob bring the key to a second token, where it signs and is destroyed again"
"$pyx" token init --token "pkcs11:token=spare?module-path=$module" --so-pin-out spare-so.pin --pin-out spare-user.pin --yes \
  --output json > $nowhere
act=$(agreed backup.prove --backup "$backup")
shares_of 1 carol bob
"$pyx" backup prove --act "$act" "${here[@]}" "${shares[@]}" --second-token "pkcs11:token=spare?module-path=$module" \
  --second-pin-source file:spare-user.pin
execute "$(agreed key.activate --key-id "$lasting")"
say "now it is active; carol checks her share at home, without vault, network or another share"
"$pyx" share record --backup "$backup" --out record.json "${here[@]}"
shares_of 1 carol
"$pyx" share drill --record record.json --holder carol "${shares[@]}" --key carol.key --passphrase-source file:carol.passphrase \
  --out drill.json
"$pyx" share submit --receipt drill.json "${here[@]}"

chapter "Carol leaves, dave takes over: the key does not change, and carol's share is refused by name"
act=$(agreed shares.reshare --backup "$backup" --share-group 2:alice,bob,dave)
shares_of 1 alice carol
seals_for 2 alice bob dave
"$pyx" share reshare --act "$act" "${here[@]}" "${shares[@]}" "${seals[@]}"
acknowledge 2 alice bob dave
"$pyx" custody who "$lasting" "${here[@]}"

chapter "Restored onto another implementation: NSS softokn"
mkdir nss
secret nss.pin
certutil -N -d "sql:$dir/nss" -f nss.pin
reserved=$(python3 -c 'import sys, urllib.parse
print(urllib.parse.quote("configdir=\x27sql:" + sys.argv[1] + "\x27 certPrefix=\x27\x27 keyPrefix=\x27\x27 secmod=\x27secmod.db\x27 flags=", safe=""))' "$dir/nss")
nss_module=$(ls /usr/lib/*/libsoftokn3.so | head -n 1)
nss_serial=$("$pyx" token list --module "$nss_module" --init-reserved "$(python3 -c 'import sys, urllib.parse
print(urllib.parse.unquote(sys.argv[1]))' "$reserved")" --output json | python3 -c 'import json, sys
print(next(token["serial"] for token in json.load(sys.stdin)["tokens"] if token["label"] == "NSS Certificate DB"))')
act=$(agreed backup.restore --backup "$backup" --backup-key "$lasting" --token-serial "$nss_serial")
shares_of 1 carol
old=("${shares[@]}")
shares_of 2 dave alice
"$pyx" backup restore --act "$act" "${here[@]}" "${old[@]}" "${shares[@]}" --second-pin-source file:nss.pin \
  --second-token "pkcs11:token=NSS%20Certificate%20DB?module-path=$nss_module&x-init-reserved=$reserved"
"$pyx" log export backup-evidence "${here[@]}" > $nowhere
"$pyx" key public "$lasting" --format pem "${here[@]}" > lasting.pem 2> $nowhere
python3 "$top/ceremony/quickstart/token_proof.py" backup-evidence "$nss_serial" "$lasting" proof.message proof.sig
openssl dgst -sha256 -verify lasting.pem -signature proof.sig proof.message | grep -q "Verified OK" || fail "the restored key signs as another"
say "signed by NSS with the restored key, and verified by openssl under the public key from the day of its birth"
