"""token_proof.py EVIDENCE SERIAL KEY MESSAGE SIGNATURE: takes the proof that a token gave for a key out of an exported log.

Writes the message that the key was asked to sign (docs/formats/backups.md) and its signature, for another program to verify.
"""
import base64
import json
import pathlib
import sys
import uuid

PREDICATE = "urn:pyx:token-proof:v1"


def proofs(evidence):
    for blob in pathlib.Path(evidence, "blobs", "sha256").iterdir():
        try:
            statement = json.loads(blob.read_bytes())
        except ValueError:
            continue
        if isinstance(statement, dict) and statement.get("predicateType") == PREDICATE:
            yield statement


def main(evidence, serial, key, message_file, signature_file):
    for statement in proofs(evidence):
        proof = statement["predicate"]
        if proof["token"]["serial"] != serial:
            continue
        signature = next(one["signature"] for one in proof["keys"] if one["key"] == key)
        vault = bytes.fromhex(statement["subject"][0]["digest"]["sha256"])
        message = b"pyx/proof/v1\0" + vault + uuid.UUID(key).bytes + uuid.UUID(proof["act"]).bytes
        pathlib.Path(message_file).write_bytes(message)
        pathlib.Path(signature_file).write_bytes(base64.b64decode(signature))
        return 0
    print(f"token_proof.py: no proof by token {serial} in {evidence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
