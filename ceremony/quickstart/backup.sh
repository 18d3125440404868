# The quickstart's chapters about shares and backups: read by quickstart, whose functions and variables it uses.

json_of() { quietly "$pyx" "$@" "${here[@]}" --output json; }

chapter "Dave leaves, alice takes over: a ceremony too; no key changes"
stop_daemon
here=("${folder[@]}")
say "a ceremony has the vault for itself: the daemon is stopped"
serial=$(json_of vault show | member token_serials.0)
first=$(json_of backup list | member backups.0.id)
replace_holder_site > replace-holder-site.toml
hold replace-holder bob carol
"$pyx" custody who "$(key_named issuer)" "${here[@]}"

chapter "What waited gets its backup and goes live: a third ceremony"
backup_site > backup-site.toml
hold backup bob alice
"$pyx" key calendar --denomination eur-5 "${here[@]}"

chapter "Shares as files that only their holder's key opens; carol tries hers at home"
second=$(json_of backup list | member backups.1.id)
seals=()
for holder in alice bob carol; do
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 365 -subj "/CN=$holder" -passout "file:$holder.passphrase" \
    -addext "keyUsage=critical,keyAgreement" -keyout "$holder.seal.key" -out "$holder.seal.pem" 2> /dev/null
  seals+=(--seal-to "$holder=$holder.seal.pem:$holder.share")
done
share_of() { share=(--share "$1.share" --share-key "$1.seal.key" --share-passphrase-source "file:$1.passphrase"); }
act=$(agreed shares.reshare --backup "$second" --share-group 2:alice,bob,carol)
holders alice carol -- "$pyx" share reshare --act "$act" "${here[@]}" "${seals[@]}" > /dev/null
for holder in alice bob carol; do
  share_of "$holder"
  quietly "$pyx" share acknowledge --backup "$second" --version 2 "${share[@]}" "${here[@]}" --key "$holder.key" \
    --passphrase-source "file:$holder.passphrase" --output json > /dev/null
done
"$pyx" share record --backup "$second" --out record.json "${here[@]}"
share_of carol
"$pyx" share drill --record record.json --holder carol "${share[@]}" --key carol.key --passphrase-source file:carol.passphrase \
  --out drill.json
quietly "$pyx" share submit --receipt drill.json "${here[@]}" > /dev/null

chapter "Restored onto another implementation, NSS softokn; dave's share is refused by name"
mkdir nss
secret nss.pin
certutil -N -d "sql:$dir/nss" -f nss.pin
reserved=$(python3 -c 'import sys, urllib.parse
print(urllib.parse.quote("configdir=\x27sql:" + sys.argv[1] + "\x27 certPrefix=\x27\x27 keyPrefix=\x27\x27 secmod=\x27secmod.db\x27 flags=", safe=""))' "$dir/nss")
nss_module=$(ls /usr/lib/*/libsoftokn3.so | head -n 1)
nss_serial=$("$pyx" token list --module "$nss_module" --init-reserved "$(python3 -c 'import sys, urllib.parse
print(urllib.parse.unquote(sys.argv[1]))' "$reserved")" --output json | python3 -c 'import json, sys
print(next(token["serial"] for token in json.load(sys.stdin)["tokens"] if token["label"] == "NSS Certificate DB"))')
lasting=$(key_named issuer)
act=$(agreed backup.restore --backup "$first" --backup-key "$lasting" --token-serial "$nss_serial")
holders dave-share-1 bob-share-2 alice-share-1 -- "$pyx" backup restore --act "$act" "${here[@]}" \
  --second-pin-source file:nss.pin --second-token "pkcs11:token=NSS%20Certificate%20DB?module-path=$nss_module&x-init-reserved=$reserved"
quietly "$pyx" log export backup-evidence "${here[@]}" > /dev/null
quietly "$pyx" key public "$lasting" --format pem "${here[@]}" > lasting.pem
python3 "$top/ceremony/quickstart/token_proof.py" backup-evidence "$nss_serial" "$lasting" proof.message proof.sig
openssl dgst -sha256 -verify lasting.pem -signature proof.sig proof.message | grep -q "Verified OK" || fail "the restored key signs as another"
say "signed by NSS with the restored key, and verified by openssl under the public key from the day of its birth"

chapter "The daemon again: the key that waited signs"
start_daemon
"$pyx" key list "${desk[@]}" --output json > keys.json
sign next
"$pyx" key public "$(key_of next)" --format pem "${desk[@]}" > next.pem 2> /dev/null
openssl dgst -sha256 -verify next.pem -signature next.sig message | verified issuer-next "ECDSA with SHA-256, verified by openssl"
sleep 0.3 # that it was answered is in the log after at most 200 ms
