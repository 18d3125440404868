#!/usr/bin/env python3
"""Holds the shipped plan genesis with tokens of other implementations than SoftHSM2, and says what each can be.

usage: genesis_elsewhere_test.py SOURCE PYX [CASE...]
  SOURCE  the top of the source tree
  PYX     the program
  CASE    nss-proof, nss-vault, opencryptoki-vault, tpm2-vault; all of them if none is named

nss-proof: the whole ceremony, its keys proven on NSS softokn; both verifiers call it clean. The others: the vault's own token.
None of them can be that, and the ceremony must stop at the step and with the reason that docs/decisions/0059 names: once one goes
further, that page is to be written anew. People are played as in ./quickstart. What cannot be had here is named and left out.
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

sys.dont_write_bytecode = True
from token_probes_test import MULTIARCH, STORES, Bench, NotProbed, make_store, two_free_ports, wait_for_port  # noqa: E402

PEOPLE = {"adam": ["administrator"], "olga": ["operator"], "alice": ["officer"], "bob": ["officer", "custodian"],
          "carol": ["officer", "custodian"], "dave": ["custodian"], "wanda": ["witness"]}
IN_POLICY = ["olga", "alice", "bob", "carol", "dave"]
SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"
RULES = ["sensitive", "extractable", "modifiable", "copies", "usage", "allowed-mechanisms", "local", "always-sensitive",
         "never-extractable"]
# Where the ceremony stops with the vault on that token, and why.
STOPS = {
    "nss-vault": ("initialise", "has no SO"),
    "opencryptoki-vault": ("draft", "C_GenerateKeyPair: CKR_MECHANISM_INVALID"),
    "tpm2-vault": ("draft", "C_GenerateKeyPair: CKR_MECHANISM_INVALID"),
}


class Ceremony:
    """Genesis in a folder of its own."""

    def __init__(self, source: Path, pyx: Path, folder: Path):
        self.source, self.pyx, self.folder = source, pyx, folder
        self.bench = Bench(source, pyx, folder)
        (folder / "tokens").mkdir()
        (folder / "softhsm2.conf").write_text(
            f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n")
        self.bench.env["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
        policy = (source / "policies/examples/quickstart.toml.in").read_text()
        for person in PEOPLE:
            self.bench.secret(f"{person}.passphrase")
            self.bench.run(pyx, "officer", "new", "--id", person, "--out", folder / f"{person}.key",
                           "--passphrase-source", f"file:{folder}/{person}.passphrase")
            if person in IN_POLICY:
                spki = "".join((folder / f"{person}.key.pub").read_text().splitlines()[1:-1])
                policy = policy.replace(f"@{person.upper()}_PUBLIC_KEY@", spki)
        for number, client in enumerate(["ISSUER", "OFFICERS_DESK", "AUDITOR_DESK"]):
            policy = policy.replace(f"@{client}_SPKI_SHA256@", f"{number:064x}")
        (folder / "policy.toml").write_text(policy)

    def excuse(self, backed_up: list, others: list) -> None:
        """Says by name, in every profile, what the token need not enforce."""
        policy = re.sub(r"^(exceptions|may_be_exposed) = .*\n", "", (self.folder / "policy.toml").read_text(), flags=re.M)
        parts = policy.split("[[profile]]\n")
        for at in range(1, len(parts)):
            names = others if 'backup = "none"' in parts[at] else backed_up
            if names:
                head, blank, rest = parts[at].partition("\n\n")
                exposed = "\nmay_be_exposed = true" if names is backed_up else ""
                parts[at] = f"{head}\nexceptions = {json.dumps(names)}{exposed}{blank}{rest}"
        (self.folder / "policy.toml").write_text("[[profile]]\n".join(parts))

    def hold(self, vault: str, proof: str, so_pin: str = "") -> subprocess.CompletedProcess:
        """URIs of both tokens; the SO PIN that the vault's is born with."""
        site = 'version = 1\nname = "elsewhere"\nvault = "vault"\noutput = "media"\npolicy = "policy.toml"\n'
        for name, uri in (("vault", vault), ("proof", proof)):
            site += f'\n[[token]]\nname = "{name}"\nuri = "{uri}"\npin_source = "file:{name}.pin"\n'
            if so_pin and name == "vault":
                (self.folder / "born.pin").write_text(so_pin)
                (self.folder / "born.pin").chmod(0o600)
                site += 'so_pin_source = "file:born.pin"\n'
        for person, roles in PEOPLE.items():
            site += (f'\n[[person]]\nid = "{person}"\nname = "{person.title()}"\nroles = {json.dumps(roles)}\n'
                     f'key = "{person}.key"\npassphrase_source = "file:{person}.passphrase"\n')
        (self.folder / "site.toml").write_text(site)
        quickstart = self.source / "ceremony/quickstart"
        return subprocess.run(
            [sys.executable, quickstart / "holders.py", "cards", "bob", "dave", "--", self.pyx, "ceremony", "run", "--plain",
             self.source / "ceremony/plans/genesis.toml", "--site", "site.toml", "--bundle", "bundle",
             "--answers", quickstart / "genesis-answers.txt"],
            cwd=self.folder, env=self.bench.env, capture_output=True, text=True, timeout=300)

    def token_seen(self, name: str) -> str:
        """The model that the transcript has of one of the plan's tokens."""
        for line in (self.folder / "bundle/transcript.jsonl").read_text().splitlines():
            entry = json.loads(line)
            if entry["kind"] == "token" and entry["fields"]["token"]["value"] == name:
                return entry["fields"]["model"]["value"]
        raise RuntimeError(f"the transcript has no token {name}")


def on_nss(ceremony: Ceremony) -> str:
    database = ceremony.folder / "nss"
    database.mkdir()
    reserved = f"configdir='sql:{database}' certPrefix='' keyPrefix='' secmod='secmod.db' flags="
    return f"pkcs11:token=NSS%20Certificate%20DB?module-path={MULTIARCH}/libsoftokn3.so&x-init-reserved=" + quote(reserved, safe="")


def on_softhsm(label: str) -> str:
    return f"pkcs11:token={label}?module-path={SOFTHSM}"


def nss_proof(ceremony: Ceremony) -> None:
    ceremony.excuse(["usage", "allowed-mechanisms"], [])
    held = ceremony.hold(on_softhsm("mint"), on_nss(ceremony))
    if held.returncode != 0:
        raise RuntimeError(f"the ceremony ended with {held.returncode}: {held.stdout}{held.stderr}")
    if ceremony.token_seen("proof") != "NSS 3":
        raise RuntimeError(f"the keys were proven on {ceremony.token_seen('proof')}")
    root = re.search(r"^  ([0-9a-f]{64})$", (ceremony.folder / "media/published/vault-id").read_text(), re.M).group(1)
    bundle = ceremony.folder / "bundle"
    ceremony.bench.run(ceremony.pyx, "ceremony", "verify", bundle, "--root", root)
    second = ceremony.bench.run(sys.executable, ceremony.source / "tests/independent/ceremony_verify.py", "--root", root, bundle)
    verdict = json.loads(second.stdout)
    if (verdict["verdict"], verdict["authenticated"], verdict["faults"]) != ("clean", True, []):
        raise RuntimeError(f"the second verifier says {verdict}")
    listed = json.loads(ceremony.bench.run(ceremony.pyx, "ceremony", "verify", bundle, "--root", root, "--output", "json").stdout)
    print(f"genesis with its keys proven on NSS softokn: {listed['verdict']}")


def stops(case: str, ceremony: Ceremony, vault: str, so_pin: str = "") -> None:
    ceremony.excuse(RULES + ["wrap-with-trusted", "trusted"], RULES)  # so that no policy is in the way
    held = ceremony.hold(vault, on_softhsm("proof"), so_pin)
    step, why = STOPS[case]
    said = re.search(r"step (\S+) failed: (.+)", held.stderr)
    if held.returncode == 0 or not said or said.group(1) != step or why not in said.group(2):
        raise RuntimeError(f"{case} was to stop at {step} ({why}), and ended with {held.returncode}: {held.stderr}")
    print(f"{case}: stops at step {step}: {said.group(2)}")


def opencryptoki_vault(ceremony: Ceremony) -> None:
    if os.geteuid() != 0:
        raise NotProbed("openCryptoki needs root")
    if not shutil.which("pkcsslotd"):
        raise NotProbed("openCryptoki is not installed")
    apart = ["unshare", "--mount", "--ipc", "--propagation", "private"]
    if subprocess.run([*apart, "true"], capture_output=True).returncode != 0:
        raise NotProbed("no mount namespace can be made here, as in a chroot whose root is no mount")
    print(ceremony.bench.run(*apart, sys.executable, __file__, "--inside", ceremony.source, ceremony.pyx).stdout, end="")


def inside(source: Path, pyx: Path) -> None:
    for place in STORES:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=0755", "tmpfs", place], check=True)
    make_store()
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        ceremony = Ceremony(source, pyx, Path(folder))
        ceremony.bench.run("pkcsslotd")
        try:
            for _ in range(100):
                if Path("/run/pkcsslotd.pid").exists():
                    break
                time.sleep(0.05)
            stops("opencryptoki-vault", ceremony,
                  f"pkcs11:token=mint;model=IBM%20SoftTok?module-path={MULTIARCH}/pkcs11/libopencryptoki.so", "87654321")
        finally:
            os.kill(int(Path("/run/pkcsslotd.pid").read_text()), signal.SIGTERM)


def tpm2_vault(ceremony: Ceremony) -> None:
    if not shutil.which("swtpm"):
        raise NotProbed("swtpm is not installed")
    state, store = ceremony.folder / "tpm", ceremony.folder / "store"
    state.mkdir()
    store.mkdir()
    port = two_free_ports()
    emulator = subprocess.Popen(
        ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={state}", "--flags", "startup-clear",
         "--server", f"type=tcp,port={port},bindaddr=127.0.0.1", "--ctrl", f"type=tcp,port={port + 1},bindaddr=127.0.0.1"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port + 1)
        ceremony.bench.env |= {"TPM2_PKCS11_TCTI": f"swtpm:host=127.0.0.1,port={port}", "TPM2_PKCS11_STORE": str(store),
                               "TPM2_PKCS11_LOG_LEVEL": "0", "TSS2_LOG": "all+none"}
        stops("tpm2-vault", ceremony, f"pkcs11:token=mint?module-path={MULTIARCH}/pkcs11/libtpm2_pkcs11.so")
    finally:
        emulator.terminate()
        emulator.wait()


CASES = {
    "nss-proof": nss_proof,
    "nss-vault": lambda ceremony: stops("nss-vault", ceremony, on_nss(ceremony)),
    "opencryptoki-vault": opencryptoki_vault,
    "tpm2-vault": tpm2_vault,
}


def main(words: list) -> int:
    if words[:1] == ["--inside"]:
        inside(Path(words[1]), Path(words[2]))
        return 0
    source, pyx = Path(words[0]).resolve(), Path(words[1]).resolve()
    failed = 0
    for case in words[2:] or CASES:
        with tempfile.TemporaryDirectory() as folder:
            try:
                CASES[case](Ceremony(source, pyx, Path(folder)))
            except NotProbed as why:
                print(f"{case}: skipped: {why}")
            except RuntimeError as why:
                failed += 1
                print(f"{case}: {why}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
