"""A vault's log as it was exported, as far as a ceremony can be held against it. Written from
docs/formats/log.md, leaves.md and statements.md.
"""

import base64
import struct
import tomllib

from ceremony_entries import Bad, Tree, from_base64, from_json, pae, sha, verifies

EVENTS = {"proposal": "proposed", "decision": "decided", "executed": "executed", "failed": "failed"}


class Log:
    def __init__(self, folder, root):
        self.folder = folder
        note = (folder / "checkpoint").read_text("utf-8")
        body, _, lines = note.rpartition("\n\n")
        body += "\n"
        origin, size, wanted = body.splitlines()
        self.leaves = self.read_leaves(int(size))
        tree = Tree()
        for leaf in self.leaves:
            tree.append(sha(b"\0", leaf))
        if tree.roots[-1] != from_base64(wanted):
            raise Bad("another root")
        self.check_tiles(int(size), [sha(b"\0", leaf) for leaf in self.leaves])
        self.found()
        if origin != "pyx/" + self.vault or root not in (None, self.vault):
            raise Bad("another vault")
        self.follow()
        self.check_note(origin, body, lines)

    @staticmethod
    def tile(index, width):
        parts = [f"{index % 1000:03d}"]
        while index >= 1000:
            index //= 1000
            parts.insert(0, f"x{index % 1000:03d}")
        return "/".join(parts) + ("" if width == 256 else f".p/{width}")

    def read_leaves(self, size):
        leaves = []
        for first in range(0, size, 256):
            width = min(256, size - first)
            data = (self.folder / "tile/entries" / self.tile(first // 256, width)).read_bytes()
            for _ in range(width):
                (length,) = struct.unpack(">H", data[:2])
                leaves.append(data[2:2 + length])
                if len(leaves[-1]) != length:
                    raise Bad("a short bundle")
                data = data[2 + length:]
            if data:
                raise Bad("a long bundle")
        return leaves

    def check_tiles(self, size, hashes):
        level = 0
        while hashes:
            for first in range(0, len(hashes), 256):
                some = hashes[first:first + 256]
                name = f"tile/{level}/" + self.tile(first // 256, len(some))
                if (self.folder / name).read_bytes() != b"".join(some):
                    raise Bad("another tile")
            tree_roots = []
            for first in range(0, len(hashes) - 255, 256):
                tree = Tree()
                for one in hashes[first:first + 256]:
                    tree.append(one)
                tree_roots.append(tree.roots[-1])
            hashes, level = tree_roots, level + 1

    def blob(self, digest):
        data = (self.folder / "blobs/sha256" / digest).read_bytes()
        if sha(data).hex() != digest:
            raise Bad("another blob")
        return data

    def policy(self, digest):
        policy = tomllib.loads(self.blob(digest).decode())
        return {one["id"]: from_base64(one["public_key"]) for one in policy["person"]}

    def found(self):
        genesis = from_json(self.leaves[0].decode())
        envelope = from_json(self.blob(genesis["envelope"]).decode())
        payload = from_base64(envelope["payload"])
        self.vault = sha(payload).hex()
        founding = from_json(payload.decode())
        predicate = founding["predicate"]
        if founding["subject"][0]["digest"]["sha256"] != genesis["policy"]:
            raise Bad("founded under another policy")
        self.policies = [(genesis["time"], self.policy(genesis["policy"]))]
        signatures = {one["keyid"]: from_base64(one["sig"]) for one in envelope["signatures"]}
        for spki in self.policies[0][1].values():
            signature = signatures.get(sha(spki).hex())
            if signature is None or not verifies(spki, pae(payload), signature):
                raise Bad("a founder did not sign")
        self.serial = predicate["token"]["serial"]
        self.log_key = from_base64(predicate["log_key"]["spki"])

    def follow(self):
        self.acts, self.freezes, changes, rotations, last = {}, {}, {}, set(), ""
        for index, data in enumerate(self.leaves):
            leaf = from_json(data.decode())
            if leaf["time"] < last:
                raise Bad("time goes back")
            last = leaf["time"]
            if leaf["kind"] == "freeze":
                payload = from_base64(leaf["envelope"]["payload"])
                freeze = from_json(payload.decode())["predicate"]
                self.freezes[index] = (sha(payload).hex(), freeze["person"], freeze["target"],
                                       sha(b"\0", data).hex())
            if leaf["kind"] not in EVENTS:
                continue
            nonce = None
            if leaf["kind"] == "proposal":
                act = from_json(from_base64(leaf["envelope"]["payload"]).decode())["predicate"]
                leaf["act"], nonce = act["id"], from_base64(act["nonce"])
                if act["type"] == "policy.change":
                    changes[act["id"]] = act["parameters"]["policy"]
                if act["type"] == "log.rotate":
                    rotations.add(act["id"])
            self.acts[index] = (leaf["act"], EVENTS[leaf["kind"]], sha(b"\0", data).hex(), nonce)
            if leaf["kind"] == "executed" and leaf["act"] in changes:
                self.policies.append((leaf["time"], self.policy(changes[leaf["act"]])))
            if leaf["kind"] == "executed" and leaf["act"] in rotations:
                self.log_key = from_base64(leaf["made"]["spki"])

    def check_note(self, origin, body, lines):
        public = b"\1" + self.log_key[12:]
        key_hash = sha(origin.encode(), b"\n", public)[:4]
        vkey = f"{origin}+{key_hash.hex()}+{base64.b64encode(public).decode()}\n"
        if (self.folder / "log.vkey").read_text("utf-8") != vkey:
            raise Bad("another log key")
        for line in lines.splitlines():
            dash, name, text = line.split(" ")
            raw = from_base64(text)
            if dash == "\u2014" and name == origin and raw[:4] == key_hash:
                if verifies(self.log_key, body.encode(), raw[4:]):
                    return
        raise Bad("not signed by the log key")

    def in_force(self, begun, ended):
        found = []
        for i, (since, policy) in enumerate(self.policies):
            over = i + 1 < len(self.policies) and self.policies[i + 1][0] < begun
            if (i == 0 or since <= ended) and not over:
                found.append(policy)
        return found
