"""Checks shares against a share set's record, written from docs/formats/shares.md.

  share_set.py RECORD     shares, one a line, on standard input -> one line for each:
                          "HOLDER", "wrong value" or "other set"; with enough of them for the secret
                          a last line "secret good" or "secret wrong"
For tests only.
"""

import hashlib
import json
import sys
import uuid
from pathlib import Path

sys.dont_write_bytecode = True
import slip39  # noqa: E402


def commitment(domain, *fields):
    text = b"".join(len(field).to_bytes(4, "big") + field for field in (domain, *fields))
    return hashlib.sha256(text).hexdigest()


def owner(record, share):
    groups = record["groups"]
    fits = (share.id == record["identifier"] and share.ext == 1 and
            share.exponent == record["iteration_exponent"] and
            share.group_threshold == record["group_threshold"] and
            share.group_count == len(groups) and share.group < len(groups) and
            share.threshold == groups[share.group]["threshold"] and
            share.member < len(groups[share.group]["members"]) and
            len(share.value) == record["share_bytes"])
    if not fits:
        return "other set"
    member = groups[share.group]["members"][share.member]
    made = commitment(b"pyx/share/v1", bytes.fromhex(record["vault"]), uuid.UUID(record["set"]).bytes,
                      record["version"].to_bytes(4, "big"), bytes([share.group]),
                      bytes([share.member]), bytes.fromhex(member["salt"]), share.value)
    return member["holder"] if made == member["commitment"] else "wrong value"


def main(words):
    record = json.loads(Path(words[0]).read_text("utf-8"))
    assert record["type"] == "urn:pyx:share-set:v1"
    shares = [slip39.from_words(line) for line in sys.stdin.read().splitlines() if line]
    for share in shares:
        print(owner(record, share))
    try:
        secret = slip39.combine(shares)
    except slip39.Refused:
        return 0
    made = commitment(b"pyx/share-secret/v1", bytes.fromhex(record["vault"]),
                      uuid.UUID(record["set"]).bytes, secret)
    print("secret good" if made == record["secret"] else "secret wrong")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
