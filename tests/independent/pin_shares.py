"""Puts a PIN together from shares, written from docs/formats/shares.md.

  pin_shares.py RECORD    shares, one a line, on standard input -> one line for each, as
                          share_set.py writes it, and the PIN, if they are enough
For tests only.
"""

import base64
import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import share_set  # noqa: E402
import slip39  # noqa: E402


def main(words):
    record = json.loads(Path(words[0]).read_text("utf-8"))
    assert record["type"] == "urn:pyx:pin-shares:v1"
    token = record["token"].encode("utf-8")
    domain = f"pyx/{record['pin']}-pin/v1".encode("ascii")
    assert record["set"]["vault"] == share_set.commitment(domain, token)
    shares = [slip39.from_words(line) for line in sys.stdin.read().splitlines() if line]
    for share in shares:
        print(share_set.owner(record["set"], share))
    try:
        secret = slip39.combine(shares)
    except slip39.Refused:
        return 0
    assert len(secret) == 16
    print(base64.b32encode(secret).decode("ascii").lower()[:record["pin_characters"]])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
