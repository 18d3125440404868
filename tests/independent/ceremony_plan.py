"""Tries a plan on a model of its own, written from docs/formats/ceremony-plan.md.

  ceremony_plan.py PLAN...    -> of each plan a line with its file's name, then one line for each step that
                             cannot be done then, "ID: why", and one for each thing that is wrong at
                             the end, "end: why"; no more lines if the plan is good
The reader is not strict: whether a plan is well-formed is not asked here. For tests only.
"""

import itertools
import re
import sys
import tomllib
from types import SimpleNamespace as Thing

HANDS = {"one": "probe-token log-out draft-vault finish-vault open-vault propose execute freeze export-backup "
                "export-record checkpoint export-log",
         "two": "check-identity read-digests fetch store destroy intermission resume check-policy verify-log "
                "publish-digest",
         "quorum": "approve"}
HANDS = {action: hands for hands, actions in HANDS.items() for action in actions.split()}
ROOM = ("arrive leave check-identity read-digests fetch store take inspect open seal destroy intermission resume "
        "make-officer-key check-policy sign-founding export-backup export-record checkpoint export-log verify-log "
        "publish-digest sign-transcript").split()
TOKEN = "inspect-token probe-token initialise-token change-pins wipe-token log-out draft-vault open-vault".split()


class Refused(Exception):
    pass


def need(holds, why):
    if not holds:
        raise Refused(why)


class Ceremony:
    def __init__(self, plan):
        self.plan = plan
        self.values = {one["name"]: one.get("default") for one in plan.get("parameter", [])}
        self.roles = {one["id"]: one for one in plan["role"]}
        self.people = {}
        for role in plan["role"]:
            for number in range(self.count(role["least"])):
                inside = role.get("in_policy", True)
                self.people[f"{role['id']}-{number + 1}"] = Thing(
                    role=role["id"], here=False, known=False, was_here=False, inside=inside,
                    key=inside and plan["vault"] == "founded")
        for one in plan.get("parameter", []):
            if one["kind"] == "people" and one.get("default") is None:
                self.values[one["name"]] = ", ".join(p for p in self.people if self.people[p].role == one["role"])
        self.things = {}
        for one in plan.get("item", []) + [dict(t, kind="token") for t in plan["token"]]:
            place = one.get("at", "table")
            self.things[one["id"]] = Thing(
                kind=one["kind"], place=place, inside=one.get("in"), sealed=one.get("sealed", False), torn=False,
                seen=False, secrets=[], each=self.named(one.get("each", [])), ends=one.get("ends", place),
                holders=set(self.named(one.get("each", []))) if place == "holder" else set())
        self.tokens = {}
        self.vault = Thing(state="none", token=None, opened=False, signed=set(), published=False, first=False, new=False)
        self.keys = {k["id"]: Thing(state=None if k.get("state", "absent") == "absent" else k["state"], proven=None,
                                    frozen=False, plan=k) for k in plan.get("key", [])}
        for one in plan["token"]:
            token = self.tokens[one["id"]] = Thing(state=one.get("state", "blank"), seen=False, user=False, keys=set())
            self.put_pins(one["id"], one)
            if token.state == "vault":
                self.vault.state, self.vault.token = "founded", one["id"]
                token.keys = {k for k in self.keys if self.keys[k].state}
        self.backups = {}
        for one in plan.get("backup", []):
            backup = self.backups[one["id"]] = Thing(sets=[], dead=False, made=False, exported=False, plan=one)
            if one.get("state") == "live":
                holders = self.named(one["holders"])
                self.hand_out(one["id"], one["on"], holders, self.m_of_n(one["shares"])[0])
                backup.sets[0].state = "live"
                for key in one["keys"]:
                    self.keys[key].proven = one["id"]
        self.rules = {act: rule["quorum"] for rule in plan.get("rule", []) for act in rule["acts"]}
        self.acts = {}
        self.all_frozen = self.minting_frozen = False
        self.digests = self.paused = self.signed = False
        self.exported = True

    # ---- what a plan's texts mean
    def fill(self, text):
        return re.sub(r"\{([a-z0-9-]+)\}", lambda m: self.values[m[1]], text)

    def count(self, least):
        if isinstance(least, int):
            return least
        return int(self.fill(least).split(" ")[-1])

    def m_of_n(self, text):
        m, _, n = self.fill(text).partition(" of ")
        return int(m), int(n)

    def named(self, names):
        ids = [p.strip() for name in names if name.startswith("{") for p in self.fill(name).split(",")]
        return [p for p in self.people if self.people[p].role in names or p in ids]

    # ---- words that the rows use
    def around(self, thing):
        while self.things[thing].inside:
            thing = self.things[thing].inside
            yield thing

    def outer(self, thing):
        return self.things[list(self.around(thing))[-1] if self.things[thing].inside else thing]

    def closed_in(self, thing):
        return any(self.things[one].sealed for one in self.around(thing))

    def at_hand(self, thing):
        outer = self.outer(thing)
        here = outer.place in ("table", "host") or (
            outer.place == "holder" and any(self.people[p].here for p in outer.holders))
        need(here and not self.closed_in(thing), f"{thing} is not at hand")

    def readable(self, thing):
        return bool(self.things[thing].secrets) and self.outer(thing).place != "destroyed" and not self.closed_in(thing)

    def has_room(self, thing):
        self.at_hand(thing)
        need(not self.things[thing].secrets, f"{thing} has a secret")

    def pin(self, token, which):
        way = getattr(self.tokens[token], which)
        need(way.way in ("pin-source", "session", "sealed") and not (way.way == "session" and way.lost), f"no {which}")
        if way.way == "sealed":
            self.at_hand(way.on)

    def so_pin(self, token, doers):
        way = self.tokens[token].so_pin
        if way.way != "split":
            return self.pin(token, "so_pin")
        need(len(way.holders & set(doers)) >= way.needed, "too few holders of the SO PIN")
        self.at_hand(way.on)

    def ready(self, token):
        self.at_hand(token)
        need(self.tokens[token].seen and self.tokens[token].state != "blank", f"{token} is not ready")
        self.pin(token, "user_pin")

    def answers(self):
        need(self.vault.state == "founded" and self.vault.opened, "the vault does not answer")
        self.ready(self.vault.token)

    def signers(self, doers):
        need(all(self.people[p].inside and self.people[p].key for p in doers), "not all are signers")

    def live(self, backup):
        backup = self.backups[backup]
        found = [s for s in backup.sets if s.state == "live"]
        need(found and not backup.dead, "no live shares")
        return found[0]

    def shares(self, backup, doers):
        live = self.live(backup)
        need(len(live.holders & set(doers)) >= live.needed, "too few shares")
        self.at_hand(live.on)

    def spare(self, token):
        need(token != self.vault.token and not self.tokens[token].keys, "the token is in use")
        self.at_hand(token)

    # ---- changes that several rows share
    def forget(self, token, which):
        for thing in self.things.values():
            thing.secrets = [s for s in thing.secrets if s != (which, token)]

    def put_pins(self, token, fields):
        for which in ("so_pin", "user_pin"):
            if which not in fields and hasattr(self.tokens[token], which):
                continue
            self.forget(token, which)
            way = Thing(way=fields.get(which), on=fields.get(which + "_on"), lost=False, holders=set(), needed=0)
            if way.way == "split":
                way.holders = set(self.named(fields[which + "_holders"]))
                way.needed = self.m_of_n(fields[which + "_shares"])[0]
            if way.on:
                self.things[way.on].secrets.append((which, token))
            setattr(self.tokens[token], which, way)

    def check_pins(self, fields, doers):
        if fields["so_pin"] == "split":
            holders = self.named(fields["so_pin_holders"])
            m, n = self.m_of_n(fields["so_pin_shares"])
            need(n == len(holders) and m >= 2 and set(holders) <= set(doers), "the parts do not fit")
        for which in ("so_pin_on", "user_pin_on"):
            if which in fields:
                self.has_room(fields[which])
        need(not fields.get("so_pin_on") or fields["so_pin_on"] != fields.get("user_pin_on"), "both PINs on one thing")

    def hand_out(self, backup, on, holders, needed):
        sets = self.backups[backup].sets
        sets.append(Thing(version=len(sets) + 1, state="pending", on=on, holders=set(holders), needed=needed, have=set()))
        if self.things[on].kind != "media":
            self.things[on].secrets.append(("share", backup, len(sets)))

    def check_hand_out(self, on, holders, doers, fields):
        self.has_room(on)
        if "printer" in fields:
            self.at_hand(fields["printer"])
            need(self.things[fields["printer"]].seen, "the printer was not inspected")
        need(self.things[on].kind == "media" or set(holders) <= set(doers), "a holder is not there")

    def act_needs(self, act, executed):
        key = lambda k: self.keys[k]
        alive = lambda b: any(key(k).state not in (None, "destroyed") for k in self.backups[b].plan["keys"])
        for one in act.keys:
            now, plan = key(one), key(one).plan
            coins = plan["purpose"] in ("coin", "blind-sign")
            if act.type in ("key.generate", "keys.schedule"):
                need(now.state is None and coins == (act.type == "keys.schedule"), f"{one} cannot be made so")
            elif act.type == "key.activate":
                proven = now.proven and not self.backups[now.proven].dead
                need(now.state == "pre-activation" and (proven or plan.get("backup") == "none"), f"{one} is not proven")
                need(not (executed and now.frozen), f"{one} is frozen")
            elif act.type == "key.retire":
                need(now.state == "active", f"{one} is not active")
            else:
                need(now.state in ("pre-activation", "deactivated"), f"{one} is in another state")
        if act.type == "backup.create":
            plan = self.backups[act.backup].plan
            need(not self.backups[act.backup].sets, "the backup is there")
            for one in plan["keys"]:
                need(key(one).state not in (None, "destroyed") and key(one).plan.get("backup", "split") == "split", one)
            old = plan.get("replaces")
            need(not old or (self.backups[old].sets and not self.backups[old].dead), "nothing to replace")
            need(self.m_of_n(plan["shares"])[1] == len(self.named(plan["holders"])), "n is not the number of holders")
        if act.type in ("backup.prove", "backup.restore", "shares.reshare"):
            self.live(act.backup)
        if act.type in ("backup.prove", "backup.restore"):
            need(alive(act.backup), "every key is destroyed")
        if act.type == "backup.restore":
            keys = self.backups[act.backup].plan["keys"]
            need(act.token != self.vault.token and not set(keys) & self.tokens[act.token].keys, "no token to restore to")
            need(not (executed and any(key(k).frozen for k in keys)), "a key is frozen")
        if act.type == "policy.change":
            need(self.vault.new and all(self.people[p].key for p in act.adds), "the new policy is not ready")
        if act.type == "thaw":
            need(self.all_frozen or self.minting_frozen or any(k.frozen for k in self.keys.values()), "nothing is frozen")

    def fills(self, act, people):
        seats = [seat.split(" of ")[1] for text in self.rules[act] for seat in [self.fill(text)]
                 for _ in range(int(seat.split(" of ")[0]))]
        return any(all(self.people[p].role == s for p, s in zip(some, seats))
                   for some in itertools.permutations(people, len(seats)))

    def approved(self, name, kind=None):
        act = self.acts.get(name)
        need(act and act.state == "approved" and (kind is None or act.type == kind), f"{name} is not approved")
        self.act_needs(act, True)
        return act

    # ---- one step
    def doers(self, step):
        action, fields = step["do"], step.get("with", {})
        people = [p for p in self.named(step["who"]) if self.people[p].here != (action in ("arrive", "resume"))]
        if action in ("propose", "freeze", "approve"):
            people = [p for p in people if self.people[p].inside and self.people[p].key]
        if action == "approve":
            people = [p for p in people
                      if p not in (self.acts[a].proposer for a in fields["acts"] if a in self.acts)]
        return people[:1] if HANDS.get(action) == "one" else people

    def do(self, step):
        action, fields, doers = step["do"], step.get("with", {}), self.doers(step)
        why = None
        try:
            need(not self.paused or action == "resume", "interrupted")
            need(not self.signed or action == "leave", "the transcript is signed")
            need(doers, "nobody is there")
            need(HANDS.get(action) != "two" or len(doers) >= 2, "one person alone")
            need(action in ("arrive", "resume", "leave", "check-identity") or all(self.people[p].known for p in doers),
                 "somebody was not identified")
            need(action in ROOM or self.digests, "the digests were not read")
            getattr(self, "check_" + action.replace("-", "_"), lambda *_: None)(fields, doers, step)
        except Refused as refused:
            why = str(refused)
        if action not in ROOM + TOKEN:
            self.exported = False
        getattr(self, "do_" + action.replace("-", "_"))(fields, doers)
        return why

    def login(self):
        if self.vault.token:
            self.tokens[self.vault.token].user = True

    def check_arrive(self, fields, doers, step):
        for role in step["who"]:
            if role in self.roles:
                there = [p for p in self.people if self.people[p].role == role and (self.people[p].here or p in doers)]
                need(len(there) >= self.count(self.roles[role]["least"]), f"too few of {role}")

    def do_arrive(self, fields, doers):
        for one in doers:
            self.people[one].here = self.people[one].was_here = True
            self.people[one].known = False

    def check_leave(self, fields, doers, step):
        for one in doers:
            need(not any(t.place == "holder" and one in t.holders and self.readable(name)
                         for name, t in self.things.items()), f"{one} has an open secret")
            for backup in self.backups.values():
                pending = backup.sets and not backup.dead and backup.sets[-1].state == "pending"
                need(not (pending and one in backup.sets[-1].holders - backup.sets[-1].have), f"{one}: acknowledge")

    def do_leave(self, fields, doers):
        for one in doers:
            self.people[one].here = self.people[one].known = False

    def check_check_identity(self, fields, doers, step):
        need(any(self.people[p].here for p in self.named(fields["people"])), "nobody to identify")

    def do_check_identity(self, fields, doers):
        for one in self.named(fields["people"]):
            self.people[one].known = self.people[one].here

    def do_read_digests(self, fields, doers):
        self.digests = True

    def alone_at(self, name, *places):
        need(not self.things[name].inside and self.things[name].place in places, f"{name} is elsewhere")

    def check_fetch(self, fields, doers, step):
        for name in fields["things"]:
            self.alone_at(name, "safe")

    def move(self, names, place, holders=()):
        for name in names:
            self.things[name].place, self.things[name].holders = place, set(holders)

    def do_fetch(self, fields, doers):
        self.move(fields["things"], "table")

    def check_store(self, fields, doers, step):
        for name in fields["things"]:
            thing = self.things[name]
            self.alone_at(name, "table", "host")
            need(thing.kind not in ("bag", "envelope") or thing.sealed, f"{name} is open")
            need(not thing.secrets and (name not in self.tokens or self.tokens[name].state == "blank"), name)

    def do_store(self, fields, doers):
        self.move(fields["things"], "safe")

    def check_take(self, fields, doers, step):
        for name in fields["things"]:
            thing = self.things[name]
            self.alone_at(name, "table")
            need(not self.readable(name) and (thing.kind not in ("bag", "envelope") or thing.sealed), f"{name} is open")
            need(set(doers) <= set(thing.each) if thing.each else len(doers) == 1, f"whose is {name}")
            need(name not in self.tokens, name)

    def do_take(self, fields, doers):
        self.move(fields["things"], "holder", doers)

    def check_inspect(self, fields, doers, step):
        for name in fields["things"]:
            self.at_hand(name)

    def do_inspect(self, fields, doers):
        for name in fields["things"]:
            self.things[name].seen = True

    def check_open(self, fields, doers, step):
        for name in fields["things"]:
            self.at_hand(name)
            need(self.things[name].sealed and self.things[name].seen, f"{name} is not to be opened")

    def do_open(self, fields, doers):
        for name in fields["things"]:
            box = self.things[name]
            box.sealed, box.torn = False, True
            for thing in self.things.values():
                if thing.inside == name:
                    thing.inside, thing.place, thing.holders = None, box.place, set(box.holders)

    def check_seal(self, fields, doers, step):
        name = fields["thing"]
        box = self.things[name]
        self.at_hand(name)
        need(box.kind in ("bag", "envelope") and not box.sealed and not box.torn, f"{name} cannot be sealed")
        for inner in fields["things"]:
            thing = self.things[inner]
            self.at_hand(inner)
            need(inner != name and thing.inside in (None, name), f"{inner} is in another")
            need(not (thing.secrets and len(thing.each) > 1) or thing.each == box.each, f"{inner} is of several people")

    def do_seal(self, fields, doers):
        for inner in fields["things"]:
            if inner != fields["thing"]:
                self.things[inner].inside, self.things[inner].holders = fields["thing"], set()
        self.things[fields["thing"]].sealed = self.things[fields["thing"]].seen = True

    def check_destroy(self, fields, doers, step):
        for name in fields["things"]:
            self.at_hand(name)
            need(name not in self.tokens and not self.things[name].sealed, f"{name} is not to be destroyed")

    def do_destroy(self, fields, doers):
        self.move(fields["things"], "destroyed")
        for name in fields["things"]:
            self.things[name].inside, self.things[name].secrets = None, []

    def check_inspect_token(self, fields, doers, step):
        self.at_hand(fields["token"])

    def do_inspect_token(self, fields, doers):
        self.tokens[fields["token"]].seen = True
        self.things[fields["token"]].place, self.things[fields["token"]].inside = "host", None

    def check_probe_token(self, fields, doers, step):
        self.ready(fields["token"])

    def do_probe_token(self, fields, doers):
        self.tokens[fields["token"]].user = True

    def check_initialise_token(self, fields, doers, step):
        self.spare(fields["token"])
        need(self.tokens[fields["token"]].seen, "not inspected")
        self.check_pins(fields, doers)

    def do_initialise_token(self, fields, doers):
        self.tokens[fields["token"]].state, self.tokens[fields["token"]].user = "initialised", False
        self.put_pins(fields["token"], fields)

    def check_change_pins(self, fields, doers, step):
        self.ready(fields["token"])
        self.so_pin(fields["token"], doers)
        self.check_pins(fields, doers)

    def do_change_pins(self, fields, doers):
        self.tokens[fields["token"]].user = False
        self.put_pins(fields["token"], fields)

    def check_wipe_token(self, fields, doers, step):
        self.spare(fields["token"])

    def do_wipe_token(self, fields, doers):
        token = self.tokens[fields["token"]]
        token.state, token.user, token.keys = "blank", False, set()
        self.put_pins(fields["token"], {"so_pin": None, "user_pin": None})

    def do_log_out(self, fields, doers):
        self.tokens[fields["token"]].user = False

    def check_make_officer_key(self, fields, doers, step):
        need(not any(self.people[p].key for p in doers), "somebody has a key")

    def do_make_officer_key(self, fields, doers):
        for one in doers:
            self.people[one].key = True

    def check_check_policy(self, fields, doers, step):
        if fields["which"] == "new":
            return need(self.vault.state == "founded", "no vault")
        need(self.vault.state == "none" and all(p.key for p in self.people.values() if p.inside), "keys are missing")

    def do_check_policy(self, fields, doers):
        setattr(self.vault, fields["which"], True)

    def check_draft_vault(self, fields, doers, step):
        need(self.vault.state == "none" and self.vault.first, "no draft now")
        self.ready(fields["token"])

    def do_draft_vault(self, fields, doers):
        self.vault.state, self.vault.token = "drafted", fields["token"]
        self.login()

    def check_sign_founding(self, fields, doers, step):
        need(self.vault.state == "drafted" and not self.vault.signed & set(doers), "nothing to sign")
        self.signers(doers)

    def do_sign_founding(self, fields, doers):
        self.vault.signed |= set(doers)

    def check_finish_vault(self, fields, doers, step):
        need(self.vault.state == "drafted", "no draft")
        need(all(p in self.vault.signed for p in self.people if self.people[p].inside), "signatures are missing")
        self.ready(self.vault.token)

    def do_finish_vault(self, fields, doers):
        if self.vault.state != "drafted":
            return
        self.vault.state, self.vault.opened = "founded", True
        self.tokens[self.vault.token].state = "vault"
        self.login()

    def check_open_vault(self, fields, doers, step):
        need(self.vault.state == "founded" and self.vault.token == fields["token"], "not the vault's token")
        self.ready(fields["token"])

    def do_open_vault(self, fields, doers):
        self.vault.opened = True
        self.login()

    def proposed(self, fields, doers):
        return Thing(type=fields["act"], keys=fields.get("keys", []), backup=fields.get("backup"),
                     token=fields.get("token"), holders=self.named(fields.get("holders", [])),
                     shares=fields.get("shares"), adds=self.named(fields.get("adds", [])),
                     removes=self.named(fields.get("removes", [])), proposer=doers[0] if doers else None, state="open")

    def check_propose(self, fields, doers, step):
        self.answers()
        self.signers(doers)
        need(fields["name"] not in self.acts, "the name is taken")
        if fields["act"] == "shares.reshare":
            m, n = self.m_of_n(fields["shares"])
            need(m >= 2 and n == len(self.named(fields["holders"])), "shares do not fit")
        self.act_needs(self.proposed(fields, doers), False)

    def do_propose(self, fields, doers):
        self.acts[fields["name"]] = self.proposed(fields, doers)
        self.login()

    def check_approve(self, fields, doers, step):
        self.answers()
        self.signers(doers)
        for name in fields["acts"]:
            need(name in self.acts and self.acts[name].state == "open", f"{name} is not open")
            need(self.fills(self.acts[name].type, doers), f"no quorum for {name}")

    def do_approve(self, fields, doers):
        for name in fields["acts"]:
            if name in self.acts and self.acts[name].state == "open":
                self.acts[name].state = "approved"
        self.login()

    def check_execute(self, fields, doers, step):
        self.answers()
        for name in fields["acts"]:
            need(self.approved(name).type not in ("backup.create", "backup.prove", "backup.restore", "shares.reshare"), name)

    def do_execute(self, fields, doers):
        self.login()
        states = {"key.activate": "active", "key.retire": "deactivated", "key.destroy": "destroyed"}
        for name in fields["acts"]:
            act = self.acts.get(name)
            if not act or act.state == "void":
                continue
            act.state = "done"
            for one in act.keys:
                key = self.keys[one]
                if act.type in states:
                    key.state = states[act.type]
                    if key.state == "destroyed":
                        for token in self.tokens.values():
                            token.keys.discard(one)
                    continue
                at_once = act.type == "keys.schedule" and key.plan.get("backup") == "none"
                key.state, key.frozen = "active" if at_once else "pre-activation", self.all_frozen
                if self.vault.token:
                    self.tokens[self.vault.token].keys.add(one)
            if act.type == "policy.change":
                for one in act.adds + act.removes:
                    self.people[one].inside = one in act.adds
                self.vault.new = False
                for other, open_act in self.acts.items():
                    if other != name and open_act.state in ("open", "approved"):
                        open_act.state = "void"
            if act.type == "thaw":
                self.all_frozen = self.minting_frozen = False
                for key in self.keys.values():
                    key.frozen = False

    def check_freeze(self, fields, doers, step):
        self.answers()
        self.signers(doers)
        need(all(self.keys[k].state for k in fields.get("keys", [])), "no such key yet")

    def do_freeze(self, fields, doers):
        self.login()
        self.minting_frozen |= fields["target"] == "minting"
        self.all_frozen |= fields["target"] == "all"
        for one in self.keys if fields["target"] == "all" else fields.get("keys", []):
            self.keys[one].frozen = True

    def check_create_backup(self, fields, doers, step):
        self.answers()
        plan = self.backups[self.approved(fields["act"], "backup.create").backup].plan
        self.so_pin(self.vault.token, doers)
        self.check_hand_out(plan["on"], self.named(plan["holders"]), doers, fields)

    def end(self, name):
        if name in self.acts:
            self.acts[name].state = "done"
        self.login()

    def do_create_backup(self, fields, doers):
        name = self.acts[fields["act"]].backup if fields["act"] in self.acts else None
        if name and not self.backups[name].sets:
            plan = self.backups[name].plan
            self.hand_out(name, plan["on"], self.named(plan["holders"]), self.m_of_n(plan["shares"])[0])
            self.backups[name].made = True
        self.end(fields["act"])

    def check_acknowledge(self, fields, doers, step):
        self.answers()
        sets = self.backups[fields["backup"]].sets
        need(sets and sets[-1].state == "pending", "nothing to acknowledge")
        self.signers(doers)
        need(set(doers) <= sets[-1].holders - sets[-1].have, "somebody has nothing to acknowledge")
        self.at_hand(sets[-1].on)

    def do_acknowledge(self, fields, doers):
        self.login()
        backup = self.backups[fields["backup"]]
        if not backup.sets or backup.sets[-1].state != "pending":
            return
        newest = backup.sets[-1]
        newest.have |= newest.holders & set(doers)
        if newest.have != newest.holders:
            return
        old = self.backups.get(backup.plan.get("replaces"))
        for one in backup.sets + (old.sets if old else []):
            one.state = "dead"
        newest.state = "live"
        if old:
            old.dead = True

    def check_second(self, fields, doers, kind):
        self.answers()
        act = self.approved(fields["act"], kind)
        need(fields["token"] != self.vault.token and act.token in (None, fields["token"]), "another token")
        self.ready(fields["token"])
        self.shares(act.backup, doers)

    def check_prove_backup(self, fields, doers, step):
        self.check_second(fields, doers, "backup.prove")

    def check_restore_backup(self, fields, doers, step):
        self.check_second(fields, doers, "backup.restore")

    def back(self, fields):
        name = self.acts[fields["act"]].backup if fields["act"] in self.acts else None
        keys = self.backups[name].plan["keys"] if name else []
        return name, [k for k in keys if self.keys[k].state not in (None, "destroyed")]

    def do_prove_backup(self, fields, doers):
        name, keys = self.back(fields)
        for one in keys:
            self.keys[one].proven = name
        self.end(fields["act"])

    def do_restore_backup(self, fields, doers):
        self.tokens[fields["token"]].keys |= set(self.back(fields)[1])
        self.end(fields["act"])

    def check_reshare(self, fields, doers, step):
        self.answers()
        act = self.approved(fields["act"], "shares.reshare")
        self.shares(act.backup, doers)
        self.check_hand_out(fields["on"], act.holders, doers, fields)

    def do_reshare(self, fields, doers):
        act = self.acts.get(fields["act"])
        if act and self.backups[act.backup].sets:
            self.hand_out(act.backup, fields["on"], act.holders, self.m_of_n(act.shares)[0])
        self.end(fields["act"])

    def check_drill(self, fields, doers, step):
        self.answers()
        self.signers(doers)
        live = self.live(fields["backup"])
        need(set(doers) <= live.holders, "somebody has no share")
        self.at_hand(live.on)

    def do_drill(self, fields, doers):
        self.login()

    def check_export_backup(self, fields, doers, step):
        self.answers()
        need(self.backups[fields["backup"]].sets and self.things[fields["on"]].kind == "media", "nothing to export")
        self.at_hand(fields["on"])

    check_export_record = check_export_backup

    def do_export_backup(self, fields, doers):
        self.login()
        self.backups[fields["backup"]].exported = True

    def do_export_record(self, fields, doers):
        self.login()

    def check_checkpoint(self, fields, doers, step):
        self.answers()

    check_verify_log = check_checkpoint

    def check_export_log(self, fields, doers, step):
        self.answers()
        if "on" in fields:
            need(self.things[fields["on"]].kind == "media", "no media")
            self.at_hand(fields["on"])

    def do_checkpoint(self, fields, doers):
        self.login()

    do_verify_log = do_checkpoint

    def do_export_log(self, fields, doers):
        self.login()
        self.exported = True

    def check_publish_digest(self, fields, doers, step):
        need(self.vault.state == "founded", "no vault")

    def do_publish_digest(self, fields, doers):
        self.vault.published = True

    def check_sign_transcript(self, fields, doers, step):
        need(not any(token.user for token in self.tokens.values()), "a token is logged in")
        need(all(p in doers for p in self.people if self.people[p].here), "not everybody signs")

    def do_sign_transcript(self, fields, doers):
        self.signed = True

    # ---- before the first step, and after the last
    def before(self):
        adds = {p for s in self.plan["step"] if s["do"] == "propose" for p in self.named(s["with"].get("adds", []))}
        inside = [p for p in self.people if self.people[p].inside or p in adds]
        for step in self.plan["step"]:
            if step["do"] != "propose":
                continue
            act = step["with"]["act"]
            if sum(int(self.fill(seat).split(" ")[0]) for seat in self.rules[act]) < 2:
                yield f"one alone approves {act}"
            for proposer in self.named(step["who"]):
                if not self.fills(act, [p for p in inside if p != proposer]):
                    yield f"no quorum for {act}"
        splits = [(b["holders"], b["shares"]) for b in self.plan.get("backup", [])]
        splits += [(t["so_pin_holders"], t["so_pin_shares"]) for t in self.plan["token"] if t.get("so_pin") == "split"]
        for holders, shares in splits:
            m, n = self.m_of_n(shares)
            if m < 2 or n != len(self.named(holders)):
                yield f"shares {m} of {n}"

    def after(self):
        if self.paused or not self.signed or not self.exported or self.vault.state != "founded":
            yield "unsigned"
        if self.plan["vault"] == "none" and not self.vault.published:
            yield "not published"
        for name, key in self.keys.items():
            if not key.state:
                yield f"{name} was not made"
            elif key.state != "destroyed" and key.plan.get("backup", "split") == "split":
                if not key.proven or self.backups[key.proven].dead:
                    yield f"{name} has no proven backup"
        for name, backup in self.backups.items():
            if backup.sets and not backup.dead:
                if backup.made and not backup.exported:
                    yield f"{name} is on this host alone"
                lives = any(self.keys[k].state not in (None, "destroyed") for k in backup.plan["keys"])
                live = [s.on for s in backup.sets if s.state == "live"]
                if lives and live and self.outer(live[0]).place == "destroyed":
                    yield f"the shares of {name} are destroyed"
                if backup.sets[-1].state == "pending":
                    yield f"{name} is not acknowledged"
        for name, token in self.tokens.items():
            for which in ("so_pin", "user_pin"):
                on = getattr(token, which).on
                if on and (which, name) not in self.things[on].secrets:
                    yield f"the {which} of {name} is nowhere"
            if token.user:
                yield f"{name} is logged in"
            if token.state == "initialised" and "session" in (token.so_pin.way, token.user_pin.way):
                yield f"{name} is left under a lost PIN"
            if token.state != "blank" and token.so_pin.way == "sealed" and token.user_pin.way == "pin-source":
                outer = self.outer(token.so_pin.on)
                host = {p for p in self.people if self.roles[self.people[p].role].get("reaches_host")}
                if outer.place == "holder" and len(outer.holders) == 1 and outer.holders <= host:
                    yield f"somebody alone has both PINs of {name}"
        yield from (f"{name} is open" for name, act in self.acts.items() if act.state in ("open", "approved"))
        for name, thing in self.things.items():
            place = self.outer(name).place
            if self.readable(name):
                yield f"{name} shows a secret"
            if place != thing.ends:
                yield f"{name} is at {place}"
            if place != "destroyed" and any(self.people[p].was_here for p in thing.each):
                dead = [s for s in thing.secrets
                        if s[0] == "share" and self.backups[s[1]].sets[s[2] - 1].state == "dead"]
                if dead:
                    yield f"{name} has dead shares"


def main(paths):
    for path in paths:
        print(path)
        with open(path, "rb") as file:
            ceremony = Ceremony(tomllib.load(file))
        for why in ceremony.before():
            print(f"people: {why}")
        for step in ceremony.plan["step"]:
            why = ceremony.do(step)
            if why:
                print(f"{step['id']}: {why}")
        for why in ceremony.after():
            print(f"end: {why}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
