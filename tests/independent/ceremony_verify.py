"""Verifies bundles of ceremonies, written from docs/formats/ceremony-transcript.md and the pages it names.

  ceremony_verify.py [--root HEX] [--roster FILE] [--rehearsal] BUNDLE...
One line of JSON for each: {"verdict", "authenticated", "exit", "faults": [[kind, entry or null], ...]}.
The model (group 6) is left out but for the site; of the vault's log its tree, its checkpoint, its
founding and its policies are judged, and not whether each leaf may follow. Signatures: openssl.
"""

import re
import struct
import sys
import tomllib
from pathlib import Path

sys.dont_write_bytecode = True
from ceremony_entries import (  # noqa: E402
    HEX64, KINDS, UUID7, Bad, Fault, from_base64, from_json, names_of, pae, parse_envelope,
    read_transcript, sha, time_of, to_json, verifies)
from vault_log import Log  # noqa: E402

def read_statement(payload):
    value = from_json(payload.decode("utf-8"))
    if set(value) != {"_type", "subject", "predicateType", "predicate"} or \
            value["_type"] != "https://in-toto.io/Statement/v1" or \
            value["predicateType"] != "urn:pyx:ceremony-entry:v1" or len(value["subject"]) != 1:
        raise Bad("another statement")
    (subject,) = value["subject"]
    predicate = value["predicate"]
    if set(subject) != {"name", "digest"} or set(subject["digest"]) != {"sha256"} or \
            subject["name"] != "transcript" or \
            set(predicate) != {"ceremony", "mode", "kind", "size", "entry"}:
        raise Bad("another statement")
    good = (HEX64.fullmatch(subject["digest"]["sha256"]) and UUID7.fullmatch(predicate["ceremony"]) and
            HEX64.fullmatch(predicate["entry"]) and predicate["mode"] in ("real", "rehearsal") and
            "signatures" in KINDS.get(predicate["kind"], ()) and type(predicate["size"]) is int and
            predicate["size"] >= 0)
    if not good:
        raise Bad("another statement")
    return predicate, subject["digest"]["sha256"]


class Room:
    def __init__(self):
        self.people, self.keys, self.present = {}, {}, set()

    def follow(self, entry):
        person = entry["person"]
        if entry.kind == "person":
            spki = from_base64(entry["key"])
            key_id = sha(spki).hex()
            if person in self.people or key_id in self.keys:
                raise Fault("person", entry.n)
            self.people[person] = (spki, names_of(entry["roles"]))
            self.keys[key_id] = person
        elif entry.kind in ("arrived", "left"):
            if person not in self.people:
                raise Fault("person", entry.n)
            if (person in self.present) == (entry.kind == "arrived"):
                raise Fault("presence", entry.n)
            self.present ^= {person}
        elif entry.kind == "intermission":
            self.present = set()
        elif entry.kind == "returned":
            for name in names_of(entry["people"]):
                if name not in self.people:
                    raise Fault("person", entry.n)
                self.present.add(name)
        else:
            self.check_named(entry)

    def check_named(self, entry):
        for field in ("person", "people", "signers", "who"):
            for name in names_of(entry[field]) if entry[field] else ():
                if name not in self.people:
                    raise Fault("person", entry.n)
                if name not in self.present and field != "signers" and entry.kind != "step-begun":
                    raise Fault("presence", entry.n)

    def is_witness(self, name):
        return "witness" in self.people[name][1]


def check_signatures(entries, roots):
    room, signers = Room(), {}
    header = entries[0]
    for entry in entries:
        room.follow(entry)
        if entry.kind == "deviation":
            signers[entry["deviation"]] = set(names_of(entry["signers"]))
        if "signatures" not in KINDS[entry.kind]:
            continue
        payload, signatures = parse_envelope(entry["signatures"])
        try:
            said, root = read_statement(payload)
        except (Bad, TypeError, KeyError, ValueError, AttributeError):
            raise Fault("signature", entry.n) from None
        if said["ceremony"] != header["ceremony"]:
            raise Fault("spliced", entry.n)
        if said["mode"] != header["mode"]:
            raise Fault("mode", entry.n)
        if said["size"] != entry.n or root != roots[entry.n].hex() or said["kind"] != entry.kind or \
                said["entry"] != sha(entry.leaf(signatures=False)).hex():
            raise Fault("altered", entry.n)
        if entry.kind == "deviation-signed":
            may, must = signers.get(entry["deviation"], set()), set()
        elif entry.kind in ("section", "end"):
            may = must = set(room.present)
        else:
            may = must = {entry["person"]}
        for key_id, signature in signatures:
            name = room.keys.get(key_id)
            if name not in may:
                raise Fault("stranger", entry.n)
            if not verifies(room.people[name][0], pae(payload), signature):
                raise Fault("signature", entry.n)
        if must - {room.keys[key_id] for key_id, _ in signatures}:
            raise Fault("unsigned", entry.n)
    return room


# ---- order

LEFT_BEHIND = {"propose": "proposed", "approve": "decided", "execute": "executed",
               "create-backup": "executed", "prove-backup": "executed",
               "restore-backup": "executed", "reshare": "executed", "finish-vault": "founded",
               "freeze": "frozen", "read-digests": "plan"}
AFTER_CRASH = {"reconciled", "crash", "note", "arrived", "left", "clock", "preflight", "token",
               "output", "deviation", "deviation-signed", "objection", "identified"}


class Order:
    def __init__(self, entries, plan):
        self.entries, self.steps = entries, plan["step"]
        self.room, self.next, self.open, self.doers, self.traces = Room(), 0, None, [], set()
        self.done, self.initialled, self.unsigned = [], set(), None
        self.stopped = self.signed = self.away = self.unreconciled = False
        self.deviations, self.clock, self.departures, self.before = [], None, 0, ""

    def run(self):
        for entry in self.entries:
            self.room.follow(entry)
            self.check_moment(entry)
            getattr(self, "take_" + entry.kind.replace("-", "_"), lambda _: None)(entry)
            self.before = entry.kind
        return self.departures

    def check_moment(self, entry):
        if entry.kind in ("act", "founded", "frozen", "item") and self.open is None:
            raise Fault("order", entry.n)
        if self.away and entry.kind not in ("returned", "crash", "note"):
            raise Fault("section", entry.n)
        if self.unreconciled and entry.kind not in AFTER_CRASH:
            raise Fault("crash", entry.n)

    def check_turn(self, entry):
        if self.open is not None or self.stopped or self.next == len(self.steps) or \
                self.steps[self.next]["id"] != entry["step"]:
            raise Fault("order", entry.n)

    def check_open(self, entry):
        if self.open is None or self.open["id"] != entry["step"]:
            raise Fault("order", entry.n)

    def check_initialled(self, entry):
        if set(self.done) - self.initialled:
            raise Fault("order", entry.n)

    def take_step_begun(self, entry):
        self.check_turn(entry)
        step = self.steps[self.next]
        if self.unsigned not in (None, step["section"]):
            raise Fault("section", entry.n)
        self.doers = names_of(entry["people"])
        if step["do"] != "arrive" and set(self.doers) - self.room.present:
            raise Fault("presence", entry.n)
        self.open, self.traces = step, set()

    def take_step_done(self, entry):
        self.check_open(entry)
        action = self.open["do"]
        if action in LEFT_BEHIND and LEFT_BEHIND[action] not in self.traces:
            raise Fault("order", entry.n)
        if action == "inspect-token" and "token " + self.open["with"]["token"] not in self.traces:
            raise Fault("order", entry.n)
        if action == "arrive" and set(self.doers) - self.room.present:
            raise Fault("presence", entry.n)
        if action == "leave" and set(self.doers) & self.room.present and not self.signed:
            raise Fault("presence", entry.n)
        self.signed = self.signed or action == "sign-transcript"
        self.done.append(entry["step"])
        self.unsigned = self.open["section"]
        self.open = None
        self.next += 1

    def take_step_broken_off(self, entry):
        self.check_open(entry)
        self.unsigned, self.open = self.open["section"], None
        self.departures += 1

    def take_step_skipped(self, entry):
        number = int(entry["deviation"])
        if not 1 <= number <= len(self.deviations) or \
                self.deviations[number - 1]["class"] != "skipped" or \
                self.deviations[number - 1]["severity"] == "minor":
            raise Fault("deviation", entry.n)
        self.check_turn(entry)
        self.next += 1

    def take_initialled(self, entry):
        step = entry["step"]
        if not self.room.is_witness(entry["person"]) or step not in self.done or \
                step in self.initialled:
            raise Fault("order", entry.n)
        self.initialled.add(step)

    def take_section(self, entry):
        if self.open is not None or self.unsigned != entry["section"]:
            raise Fault("section", entry.n)
        self.check_initialled(entry)
        self.unsigned = None

    def take_digest_read(self, entry):
        what = entry["what"]
        if what in ("plan", "site") and entry["digest"] != self.entries[0][what]:
            raise Fault(what, entry.n)
        self.traces.add(what)

    def take_token(self, entry):
        self.traces.add("token " + entry["token"])

    def take_act(self, entry):
        self.traces.add(entry["event"])

    def take_founded(self, entry):
        self.traces.add(entry.kind)

    take_frozen = take_founded

    def take_clock(self, entry):
        off = abs((time_of(entry["watch"]) - time_of(entry.time)).total_seconds())
        if off > 120 and self.clock is None:
            self.clock = entry.n

    def take_intermission(self, entry):
        if self.before != "section":
            raise Fault("section", entry.n)
        self.away = True

    def take_returned(self, entry):
        if not self.away:
            raise Fault("section", entry.n)
        self.away = False

    def take_deviation(self, entry):
        if int(entry["deviation"]) != len(self.deviations) + 1:
            raise Fault("deviation", entry.n)
        self.deviations.append({"class": entry["class"], "severity": entry["severity"],
                                "unsigned": set(names_of(entry["signers"]))})
        self.departures += 1

    def take_deviation_signed(self, entry):
        number = int(entry["deviation"])
        if not 1 <= number <= len(self.deviations):
            raise Fault("deviation", entry.n)
        _, signatures = parse_envelope(entry["signatures"])
        self.deviations[number - 1]["unsigned"] -= {self.room.keys[key] for key, _ in signatures}

    def take_objection(self, _):
        self.departures += 1

    def take_crash(self, entry):
        if int(entry["entries"]) != entry.n:
            raise Fault("crash", entry.n)
        self.departures += 1
        self.unreconciled = self.open is not None

    def take_reconciled(self, entry):
        if not self.unreconciled or self.open["id"] != entry["step"]:
            raise Fault("crash", entry.n)
        if entry["finding"] == "unknown" and len(names_of(entry["people"])) < 2:
            raise Fault("crash", entry.n)
        self.unreconciled = False
        if entry["decision"] == "again":
            self.open = None
        if entry["decision"] == "stop":
            self.stopped = True

    def take_end(self, entry):
        completed = entry["outcome"] == "completed"
        if completed and (self.open is not None or self.next < len(self.steps)):
            raise Fault("order", entry.n)
        self.check_initialled(entry)
        for deviation in self.deviations:
            if deviation["unsigned"] or deviation["severity"] == "critical":
                raise Fault("deviation", entry.n)
        if self.clock is not None and all(one["class"] != "clock" for one in self.deviations):
            raise Fault("time", self.clock)
        if not any(self.room.is_witness(name) for name in self.room.present):
            raise Fault("presence", entry.n)
        self.departures += not completed


# ---- a bundle

def check_files(folder, entries, mode, faults):
    header = entries[0]
    if header["mode"] != mode:
        faults.append(["mode", None])
    if sha((folder / "plan.toml").read_bytes()).hex() != header["plan"]:
        faults.append(["plan", None])
    site = folder / "site.toml"
    if site.exists() and sha(site.read_bytes()).hex() != header["site"]:
        faults.append(["site", None])
    for entry in entries:
        file = folder / "outputs" / entry["digest"]
        if entry.kind == "output" and file.exists():
            shown = file.read_bytes()
            if sha(shown).hex() != entry["digest"] or str(len(shown)) != entry["size"]:
                faults.append(["output", entry.n])


def check_site(folder, entries, room):
    site = tomllib.loads((folder / "site.toml").read_text("utf-8"))
    serials = {}
    for token in site["token"]:
        serial = re.search(r"[:;]serial=([^;?]*)", token["uri"])
        serials[token["name"]] = serial[1] if serial else None
    for entry in entries:
        if entry.kind == "token":
            if entry["token"] not in serials:
                raise Fault("site", entry.n)
            if entry["serial"] and serials[entry["token"]] not in (None, entry["serial"]):
                raise Fault("site", entry.n)
    people = {one["id"]: set(one["roles"]) for one in site["person"]}
    if people != {name: set(roles) for name, (_, roles) in room.people.items()}:
        raise Fault("site")


def check_log(entries, roots, log):
    if entries[0]["vault"] not in ("", log.vault):
        raise Fault("log", 0)
    for entry in entries:
        if entry.kind not in ("act", "founded", "frozen"):
            continue
        if entry["vault"] != log.vault:
            raise Fault("log", entry.n)
        if entry.kind == "founded":
            if entry["leaf_hash"] != sha(b"\0", log.leaves[0]).hex():
                raise Fault("act", entry.n)
            continue
        if entry.kind == "frozen":
            if log.freezes.get(int(entry["leaf"])) != (
                    entry["freeze"], entry["person"], entry["target"], entry["leaf_hash"]):
                raise Fault("act", entry.n)
            continue
        leaf = log.acts.get(int(entry["leaf"]))
        if leaf is None or leaf[:3] != (entry["act"], entry["event"], entry["leaf_hash"]):
            raise Fault("act", entry.n)
        if entry["anchored"]:
            size = int(entry["anchored"])
            if entry["event"] != "proposed" or size > entry.n:
                raise Fault("anchor", entry.n)
            text = "pyx/ceremony-anchor/v1\n%s\n%d\n%s\n%s\n" % (
                entries[0]["ceremony"], size, roots[size].hex(), entry["act"])
            if leaf[3] != sha(text.encode())[:16]:
                raise Fault("anchor", entry.n)


def check_vault_token(plan, entries, log):
    name = next((one["id"] for one in plan["token"] if one.get("state") == "vault"), None)
    if name is None:
        name = next((one["with"]["token"] for one in plan["step"] if one["do"] == "draft-vault"), None)
    seen = [one for one in entries if one.kind == "token" and one["token"] == name and one["serial"]]
    if seen and seen[-1]["serial"] != log.serial:
        raise Fault("site", seen[-1].n)


def check_people(plan, room, policies):
    outside = {one["id"] for one in plan.get("role", ()) if not one.get("in_policy", True)}
    known = 0
    for name, (spki, roles) in room.people.items():
        found = any(policy.get(name) == spki for policy in policies)
        known += found
        if not found and set(roles) - outside:
            raise Fault("roster")
    if not known:
        raise Fault("roster")


def gather(faults, check, *arguments):
    try:
        return check(*arguments)
    except Fault as fault:
        faults.append(fault.told)
        return None


def verify(folder, root, roster, mode):
    faults = []
    read = gather(faults, read_transcript, (folder / "transcript.jsonl").read_bytes())
    if faults:
        return "not acceptable", False, faults
    entries, roots = read
    check_files(folder, entries, mode, faults)
    room = None if faults else gather(faults, check_signatures, entries, roots)
    departures, plan, log = 0, None, None
    if not faults:
        try:
            plan = tomllib.loads((folder / "plan.toml").read_text("utf-8"))
            plan["step"], plan["token"]
        except (ValueError, KeyError):
            faults.append(["plan", None])
    if not faults:
        departures = gather(faults, Order(entries, plan).run)
    if not faults:
        named = any(entry.kind in ("act", "founded", "frozen") for entry in entries)
        if (folder / "log").is_dir():
            try:
                log = Log(folder / "log", root)
            except (Bad, OSError, ValueError, KeyError, TypeError, IndexError, struct.error):
                faults.append(["log", None])
        else:
            faults += [["log", None]] * (named + (root is not None))
    if not faults and (folder / "site.toml").exists():
        gather(faults, check_site, folder, entries, room)
    authenticated = False
    if not faults:
        if log is not None:
            gather(faults, check_log, entries, roots, log)
            gather(faults, check_vault_token, plan, entries, log)
            gather(faults, check_people, plan, room, log.in_force(entries[0].time, entries[-1].time))
        if roster is not None:
            gather(faults, check_people, plan, room, [roster])
        authenticated = not faults and (roster is not None or
                                        (log is not None and root is not None))
    if faults:
        return "not acceptable", False, faults
    return "clean with deviations" if departures else "clean", authenticated, faults


def main(words):
    root = roster = None
    mode, folders = "real", []
    words = iter(words)
    for word in words:
        if word == "--root":
            root = next(words)
        elif word == "--roster":
            policy = tomllib.loads(Path(next(words)).read_text("utf-8"))
            roster = {one["id"]: from_base64(one["public_key"]) for one in policy["person"]}
        elif word == "--rehearsal":
            mode = "rehearsal"
        else:
            folders.append(Path(word))
    code = 0
    for folder in folders:
        verdict, authenticated, faults = verify(folder, root, roster, mode)
        code = {"clean": 0, "clean with deviations": 5, "not acceptable": 3}[verdict]
        if code != 3 and mode == "real" and not authenticated:
            code = 4
        print(to_json({"verdict": verdict, "authenticated": authenticated, "exit": code,
                       "faults": faults}))
    return code if len(folders) == 1 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
