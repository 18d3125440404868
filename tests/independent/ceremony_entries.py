"""Entries of a transcript, read from the lines of its file, and the tree over them. Written from
docs/formats/ceremony-transcript.md; what it shares with the vault's log is here too.
"""

import base64
import binascii
import hashlib
import json
import re
import subprocess
import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path

KINDS = {}


def kind(name, text):
    """Fields as in the table of the page: "[name]:form:level"."""
    fields = {}
    for word in text.split():
        field, form, *level = word.split(":")
        optional = field.startswith("[")
        fields[field.strip("[]")] = (form, optional, level[0] if level else "public")
    KINDS[name] = fields


kind("header", "format:text ceremony:id mode:real|rehearsal title:text plan:digest [site]:digest"
               " software:text [host]:text:restricted [vault]:digest")
kind("parameter", "name:name value:text")
kind("person", "person:name name:text:restricted roles:names key:key")
kind("clock", "person:name watch:time")
kind("preflight", "check:name result:good|bad [text]:text:restricted")
kind("arrived", "person:name")
kind("left", "person:name [reason]:text:restricted")
kind("step-begun", "step:name people:names")
kind("digest-read", "what:text digest:digest people:names")
kind("token", "token:name serial:text:restricted model:text:restricted manufacturer:text:restricted"
              " [found]:text:restricted")
kind("logged-out", "token:name people:names")
kind("act", "act:id event:proposed|decided|executed|failed leaf:number leaf_hash:digest vault:digest"
            " [anchored]:number")
kind("founded", "vault:digest leaf_hash:digest")
kind("frozen", "freeze:digest target:text person:name leaf:number leaf_hash:digest vault:digest")
kind("item", "item:name [kind]:name what:made|shown|moved|sealed|opened|destroyed people:names"
             " [place]:text:secret [bag]:text:secret")
kind("output", "what:text digest:digest size:number")
kind("step-done", "step:name")
kind("step-broken-off", "step:name text:text:restricted")
kind("step-skipped", "step:name deviation:number")
kind("initialled", "step:name person:name signatures:envelope")
kind("section", "section:name signatures:envelope")
kind("intermission", "[reason]:text:restricted")
kind("returned", "people:names")
kind("identified", "people:names who:names")
kind("deviation", "deviation:number class:absence|clock|equipment|item|order|overrun|skipped|"
                  "substitution|token|other severity:minor|major|critical signers:names"
                  " text:text:restricted")
kind("deviation-signed", "deviation:number signatures:envelope")
kind("objection", "person:name text:text:restricted signatures:envelope")
kind("crash", "entries:number torn:number [torn_digest]:digest software:text")
kind("reconciled", "step:name finding:done|not-done|unknown decision:continue|again|stop"
                   " people:names text:text:restricted")
kind("note", "text:text:restricted")
kind("end", "outcome:completed|abandoned signatures:envelope")

SPKI_ED25519 = bytes.fromhex("302a300506032b6570032100")
SPKI_P256 = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.A)
UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
HEX64 = re.compile(r"[0-9a-f]{64}")
NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
STATEMENT = "application/vnd.in-toto+json"


class Fault(Exception):
    def __init__(self, name, entry=None):
        super().__init__(name)
        self.told = [name, entry]


class Bad(Exception):
    pass


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def once(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise Bad("a member twice")
    return dict(pairs)


def no_number(_):
    raise Bad("a number that is not whole")


def from_json(text):
    try:
        return json.loads(text, object_pairs_hook=once, parse_float=no_number,
                          parse_constant=no_number)
    except (ValueError, RecursionError) as why:
        raise Bad(str(why)) from why


def to_json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_base64(text):
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as why:
        raise Bad(str(why)) from why
    if base64.b64encode(raw).decode() != text:
        raise Bad("base64 with stray bits")
    return raw


def is_time(text):
    if not TIME.fullmatch(text):
        return False
    try:
        time_of(text)
    except ValueError:
        return False
    return True


def time_of(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def names_of(text):
    return text.split(" ")


# ---- forms

def is_key(text):
    try:
        spki = from_base64(text)
    except Bad:
        return False
    if spki.startswith(SPKI_ED25519) and len(spki) == 44:
        return ed25519_sound(spki[12:])
    return spki.startswith(SPKI_P256) and len(spki) == 91 and spki[26] == 4 and on_p256(spki[27:])


def ed25519_sound(raw):
    # statements.md leaves it to RFC 8032; points of small order verify anything and are refused.
    p = 2**255 - 19
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    small = {0, 1, p - 1, 2707385501144840649318225287225658788936804267575313519463743609750303021,
             55188659117513257062467267217118295137698188065244968500265048394206261417927}
    return y < p and y not in small


def on_p256(point):
    p = 2**256 - 2**224 + 2**192 + 2**96 - 1
    b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b
    x, y = int.from_bytes(point[:32], "big"), int.from_bytes(point[32:], "big")
    return x < p and y < p and (y * y - x * x * x + 3 * x - b) % p == 0


def parse_envelope(text):
    if len(text.encode()) > 65536:
        raise Bad("a large envelope")
    value = from_json(text)
    if not isinstance(value, dict) or to_json(value) != text:
        raise Bad("not the one spelling")
    if list(value) != ["payloadType", "payload", "signatures"] or value["payloadType"] != STATEMENT:
        raise Bad("not an envelope")
    signatures = []
    if not isinstance(value["signatures"], list) or not 1 <= len(value["signatures"]) <= 256:
        raise Bad("no signatures")
    for one in value["signatures"]:
        if not isinstance(one, dict) or list(one) != ["keyid", "sig"]:
            raise Bad("no signature")
        signature = from_base64(one["sig"])
        if not HEX64.fullmatch(one["keyid"]) or not 1 <= len(signature) <= 1024:
            raise Bad("no signature")
        signatures.append((one["keyid"], signature))
    if len({key for key, _ in signatures}) != len(signatures):
        raise Bad("a key twice")
    payload = from_base64(value["payload"])
    if len(payload) > 65536:
        raise Bad("a large payload")
    return payload, signatures


def has_form(form, text):
    if form == "text":
        return (0 < len(text.encode("utf-8", "surrogatepass")) <= 4096 and
                not any(ord(c) < 32 or ord(c) == 127 or 0xD800 <= ord(c) < 0xE000 for c in text))
    if form == "names":
        names = names_of(text)
        return (len(names) <= 64 and len(set(names)) == len(names) and
                all(NAME.fullmatch(name) for name in names))
    if form == "envelope":
        try:
            parse_envelope(text)
        except (Bad, TypeError, UnicodeError):
            return False
        return True
    if form == "key":
        return is_key(text)
    if form == "time":
        return is_time(text)
    fixed = {"name": NAME, "id": UUID7, "digest": HEX64, "number": NUMBER}
    return bool(fixed[form].fullmatch(text)) if form in fixed else text in form.split("|")


# ---- entries

class Entry:
    def __init__(self, line):
        try:
            text = line.decode("utf-8")
        except UnicodeError as why:
            raise Bad(str(why)) from why
        if len(line) > 131072:
            raise Bad("a long line")
        value = from_json(text)
        if not isinstance(value, dict) or list(value) != ["n", "time", "kind", "fields"]:
            raise Bad("not an entry")
        self.n, self.time, self.kind, fields = value.values()
        if type(self.n) is not int or not 0 <= self.n < 2**63 or not isinstance(self.time, str) or \
                not is_time(self.time) or self.kind not in KINDS or not isinstance(fields, dict):
            raise Bad("not an entry")
        if list(fields) != sorted(fields) or to_json(value) != text:
            raise Bad("not the one spelling")
        self.hash = {}
        self.value = {}
        self.read_fields(fields)

    def read_fields(self, fields):
        spec = KINDS[self.kind]
        for name, field in fields.items():
            if name not in spec or not isinstance(field, dict):
                raise Bad("a field that is not known")
            form, _, level = spec[name]
            if list(field) == ["hash"]:
                if level == "public" or not isinstance(field["hash"], str) or \
                        not HEX64.fullmatch(field["hash"]):
                    raise Bad("hidden")
                self.hash[name] = field["hash"]
                continue
            if list(field) != ["salt", "value"] or not all(isinstance(v, str) for v in field.values()):
                raise Bad("not a field")
            if not re.fullmatch("[0-9a-f]{32}", field["salt"]) or not has_form(form, field["value"]):
                raise Bad("a value of another form")
            self.value[name] = field["value"]
            self.hash[name] = sha(b"pyx/ceremony-field/v1\n", bytes.fromhex(field["salt"]),
                                  name.encode(), b"\n", field["value"].encode()).hex()
        for name, (_, optional, _) in spec.items():
            if not optional and name not in fields:
                raise Bad("a field is missing")

    def __getitem__(self, name):
        return self.value.get(name, "")

    def leaf(self, signatures=True):
        lines = ["pyx/ceremony-entry/v1", str(self.n), self.time, self.kind]
        lines += [f"{name} {self.hash[name]}" for name in sorted(self.hash)
                  if signatures or name != "signatures"]
        return "".join(line + "\n" for line in lines).encode()


class Tree:
    """Roots of a growing RFC 6962 tree."""

    def __init__(self):
        self.size, self.edge, self.roots = 0, [], [sha()]

    def append(self, leaf_hash):
        root, size = leaf_hash, self.size
        while size & 1:
            root = sha(b"\1", self.edge.pop(), root)
            size >>= 1
        self.edge.append(root)
        self.size += 1
        for left in reversed(self.edge[:-1]):
            root = sha(b"\1", left, root)
        self.roots.append(root)


def wrong_number(entries, lines, index):
    numbers = [entry.n for entry in entries]
    for line in lines[index:]:
        try:
            numbers.append(Entry(line).n)
        except Bad:
            pass
    if len(set(numbers)) != len(numbers):
        return Fault("repeated", index)
    whole = set(range(len(lines))) <= set(numbers)
    return Fault("reordered" if whole else "missing", index)


def read_transcript(data):
    *lines, rest = data.split(b"\n")
    entries, tree = [], Tree()
    for index, line in enumerate(lines):
        try:
            entry = Entry(line)
        except (Bad, TypeError, KeyError):
            raise Fault("malformed", index) from None
        if entry.n != index:
            raise wrong_number(entries, lines, index)
        if entries and entries[-1].kind == "end":
            raise Fault("appended", index)
        if entries and entry.time < entries[-1].time:
            raise Fault("time", index)
        if (index == 0) != (entry.kind == "header") or \
                index == 0 and entry["format"] != "pyx/ceremony-transcript/v1":
            raise Fault("header", index)
        entries.append(entry)
        tree.append(sha(b"\0", entry.leaf()))
    ended = bool(entries) and entries[-1].kind == "end"
    if rest:
        raise Fault("appended" if ended else "truncated", len(entries))
    if not ended:
        raise Fault("truncated", len(entries))
    return entries, tree.roots


# ---- what people and logs sign

@cache
def verifies(spki, message, signature):
    with tempfile.TemporaryDirectory() as folder:
        names = [str(Path(folder, name)) for name in ("key", "message", "signature")]
        for name, data in zip(names, (spki, message, signature)):
            Path(name).write_bytes(data)
        key, message_file, signature_file = names
        if spki.startswith(SPKI_ED25519):
            words = ["pkeyutl", "-verify", "-pubin", "-inkey", key, "-keyform", "DER", "-rawin", "-in",
                     message_file, "-sigfile", signature_file]
        else:
            words = ["dgst", "-sha256", "-keyform", "DER", "-verify", key, "-signature",
                     signature_file, message_file]
        return subprocess.run(["openssl", *words], capture_output=True, check=False).returncode == 0


def pae(payload):
    kind_ = STATEMENT.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind_), kind_, len(payload), payload)
