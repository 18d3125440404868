# How the quickstart holds a ceremony: read by quickstart, whose functions and variables it uses. Plans are those that ship,
# unchanged; a site says who and where.

person() {  # id, name, roles of the plan
  local role roles=""
  for role in "${@:3}"; do roles+="${roles:+, }\"$role\""; done
  printf '\n[[person]]\nid = "%s"\nname = "%s"\nroles = [%s]\nkey = "%s.key"\npassphrase_source = "file:%s.passphrase"\n' \
    "$1" "$2" "$roles" "$1" "$1"
}
token_at() {  # name in the plan, RFC 7512 path
  printf '\n[[token]]\nname = "%s"\nuri = "pkcs11:%s?module-path=%s"\npin_source = "file:%s"\n' "$1" "$2" "$module" "$3"
}
site_head() {
  printf 'version = 1\nname = "quickstart"\nvault = "vault"\noutput = "media"\npolicy = "policy.toml"\n'
}
# An officer may hold a share as well: one person alone is never enough.
genesis_site() {
  site_head
  token_at vault token=mint user.pin
  token_at proof token=proof proof.pin
  person adam "Adam Administrator" administrator
  person olga "Olga Operator" operator
  person alice "Alice Officer" officer
  person bob "Bob Officer" officer custodian
  person carol "Carol Officer" officer custodian
  person dave "Dave Auditor" custodian
  person wanda "Wanda Witness" witness
}
# Of a vault that is there: its token by its serial, and the checkpoint that wanda took home last.
founded_head() {
  site_head
  printf 'checkpoint = "%s"\n' "$(find media/checkpoints -name '*.checkpoint' | sort -V | tail -n 1)"
}
replace_holder_site() {
  founded_head
  token_at vault "serial=$serial" user.pin
  person adam "Adam Administrator" administrator
  person olga "Olga Operator" operator
  person alice "Alice Officer" officer new-custodian
  person bob "Bob Officer" officer custodian
  person carol "Carol Officer" officer custodian
  person dave "Dave Auditor" leaving-custodian
  person wanda "Wanda Witness" witness
  printf '\n[keys]\nseed = "%s"\nissuer = "%s"\n\n[backups]\nkept = "%s"\n' "$(key_named seed)" "$(key_named issuer)" "$first"
}
backup_site() {
  founded_head
  token_at vault "serial=$serial" user.pin
  token_at proof token=second-proof proof.pin
  person adam "Adam Administrator" administrator
  person olga "Olga Operator" operator
  person alice "Alice Officer" officer custodian
  person bob "Bob Officer" officer custodian
  person carol "Carol Officer" officer custodian
  person wanda "Wanda Witness" witness
  printf '\n[keys]\nissuer = "%s"\ncoins = "%s"\n' "$(key_named issuer-next)" "$(key_named "eur-5 $((week + 1))")"
}

# Plays who sits down at the screen; cards/ is what they have written down.
holders() { python3 "$top/ceremony/quickstart/holders.py" cards "$@"; }
# A plan that ships, at NAME-site.toml; its record is the folder NAME.
hold() {  # name of the plan, holders who bring what they hold when it is needed
  local plan=$top/ceremony/plans/$1.toml
  quietly "$pyx" ceremony check "$plan" --site "$1-site.toml" > "$1-check.txt"
  holders "${@:2}" -- "$pyx" ceremony run "$plan" --site "$1-site.toml" --bundle "$1" --plain \
    --answers "$top/ceremony/quickstart/$1-answers.txt" > "$1-verdict.txt"
}
