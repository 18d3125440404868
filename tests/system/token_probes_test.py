#!/usr/bin/env python3
"""Probes four real tokens with `pyx token probe` and compares with what is checked in.

usage: token_probes_test.py SOURCE PYX [--write] [TOKEN...]
  SOURCE   the top of the source tree; compared are tests/vectors/token-probes/TOKEN.txt and docs/token-probes.md
  PYX      the program
  --write  writes them instead
  TOKEN    softhsm, nss, opencryptoki, tpm2; all of them if none is named

Each token is made anew in a temporary folder. openCryptoki has one store and one daemon for the whole machine, so it is given a
mount and an IPC namespace of its own, which needs root; where that cannot be had, the test says so and goes on without it.
"""
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

MULTIARCH = "/usr/lib/x86_64-linux-gnu"
NAMES = {"softhsm": "SoftHSM2", "nss": "NSS softokn", "opencryptoki": "openCryptoki soft token", "tpm2": "tpm2-pkcs11 on swtpm"}


class NotProbed(Exception):
    """Why a token could not be had here."""


class Bench:
    def __init__(self, source: Path, pyx: Path, folder: Path):
        self.source, self.pyx, self.folder = source, pyx, folder
        self.env = dict(os.environ)

    def secret(self, name: str, digits: int = 16) -> Path:
        path = self.folder / name
        path.write_text("".join(secrets.choice("0123456789") for _ in range(digits)))
        path.chmod(0o600)
        return path

    def run(self, *command, **more) -> subprocess.CompletedProcess:
        done = subprocess.run([str(word) for word in command], env=self.env, capture_output=True, text=True, timeout=60, **more)
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done

    def at_prompts(self, pins, *command) -> None:
        script = self.source / "ceremony/quickstart/answer_pin_prompts.py"
        self.run(sys.executable, script, *pins, "--", *command, stdin=subprocess.DEVNULL)

    def probe(self, uri: str, pin: Path) -> dict:
        return json.loads(self.run(self.pyx, "token", "probe", "--token", uri, "--pin-source", f"file:{pin}",
                                   "--output", "json").stdout)


def softhsm(bench: Bench) -> dict:
    tokens = bench.folder / "tokens"
    tokens.mkdir()
    conf = bench.folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n")
    bench.env["SOFTHSM2_CONF"] = str(conf)
    so, user = bench.secret("so.pin"), bench.secret("user.pin")
    bench.at_prompts([so, so, user, user], "softhsm2-util", "--init-token", "--free", "--label", "probed")
    return bench.probe("pkcs11:token=probed?module-path=/usr/lib/softhsm/libsofthsm2.so", user)


def nss(bench: Bench) -> dict:
    user = bench.secret("user.pin")
    database = bench.folder / "nss"
    database.mkdir()
    bench.run("certutil", "-N", "-d", f"sql:{database}", "-f", user)
    reserved = f"configdir='sql:{database}' certPrefix='' keyPrefix='' secmod='secmod.db' flags="
    return bench.probe("pkcs11:token=NSS%20Certificate%20DB?module-path=" + MULTIARCH + "/libsoftokn3.so&x-init-reserved=" +
                       quote(reserved, safe=""), user)


def two_free_ports() -> int:
    """The first of two neighbours."""
    for _ in range(100):
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise NotProbed("no two neighbouring ports are free on loopback")


def tpm2(bench: Bench) -> dict:
    # tpm2-pkcs11 leaves keys loaded, and a TPM holds three: a resource manager, which wants a bus, swaps them out.
    done = bench.run("dbus-run-session", "--", sys.executable, __file__, "--inside-bus", bench.source, bench.pyx, bench.folder)
    return json.loads(done.stdout)


def on_swtpm(bench: Bench) -> dict:
    state, store = bench.folder / "tpm", bench.folder / "store"
    state.mkdir()
    store.mkdir()
    bench.env["HOME"] = bench.env["XDG_CONFIG_HOME"] = str(bench.folder)
    bench.run("swtpm_setup", "--tpm2", "--tpmstate", state, "--not-overwrite")
    port = two_free_ports()
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    emulator = subprocess.Popen(
        ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={state}", "--flags", "startup-clear",
         "--server", f"type=tcp,port={port},bindaddr=127.0.0.1", "--ctrl", f"type=tcp,port={port + 1},bindaddr=127.0.0.1"],
        **silent)
    manager = None
    try:
        wait_for_port(port + 1)
        allow = ["--allow-root"] if os.geteuid() == 0 else []
        manager = subprocess.Popen(["tpm2-abrmd", "--session", "--max-transients=100",
                                    f"--tcti=swtpm:host=127.0.0.1,port={port}", *allow], **silent)
        wait_for_bus_name(bench, "com.intel.tss2.Tabrmd")
        bench.env["TPM2_PKCS11_TCTI"] = "tabrmd:bus_type=session"
        bench.env["TPM2_PKCS11_STORE"] = str(store)
        bench.env["TPM2_PKCS11_LOG_LEVEL"] = "0"
        bench.env["TSS2_LOG"] = "all+none"
        module = MULTIARCH + "/pkcs11/libtpm2_pkcs11.so"
        so, user = bench.secret("so.pin"), bench.secret("user.pin")
        bench.at_prompts([so, so], "pkcs11-tool", "--module", module, "--slot-index", "0", "--init-token", "--label", "probed")
        bench.at_prompts([so, user, user], "pkcs11-tool", "--module", module, "--token-label", "probed", "--login",
                         "--login-type", "so", "--init-pin")
        return bench.probe(f"pkcs11:token=probed?module-path={module}", user)
    finally:
        for process in (manager, emulator):
            if process:
                process.terminate()
                process.wait()


def wait_for_bus_name(bench: Bench, name: str) -> None:
    for _ in range(100):
        asked = subprocess.run(["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
                                "org.freedesktop.DBus.NameHasOwner", f"string:{name}"], env=bench.env, capture_output=True, text=True)
        if "true" in asked.stdout:
            return
        time.sleep(0.05)
    raise RuntimeError(f"nobody owns {name} on the bus")


def wait_for_port(port: int) -> None:
    for _ in range(100):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on port {port}")


STORES = ["/var/lib/opencryptoki", "/run", "/dev/shm"]


def opencryptoki(bench: Bench) -> dict:
    if os.geteuid() != 0:
        raise NotProbed("openCryptoki needs root")
    if not shutil.which("pkcsslotd"):
        raise NotProbed("openCryptoki is not installed")
    apart = ["unshare", "--mount", "--ipc", "--propagation", "private"]
    if subprocess.run([*apart, "true"], capture_output=True).returncode != 0:
        raise NotProbed("no mount namespace can be made here, as in a chroot whose root is no mount")
    done = bench.run(*apart, sys.executable, __file__, "--inside", bench.source, bench.pyx, bench.folder)
    return json.loads(done.stdout)


def inside(source: str, pyx: str, folder: str) -> int:
    """In namespaces of its own: the store is hidden under an empty one, the daemon started and stopped."""
    bench = Bench(Path(source), Path(pyx), Path(folder))
    for place in STORES:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=0755", "tmpfs", place], check=True)
    make_store()
    bench.run("pkcsslotd")
    try:
        for _ in range(100):
            if Path("/run/pkcsslotd.pid").exists():
                break
            time.sleep(0.05)
        print(json.dumps(soft_token(bench)))
    finally:
        pid = Path("/run/pkcsslotd.pid").read_text().strip()
        os.kill(int(pid), signal.SIGTERM)
    return 0


def make_store() -> None:
    for place in (STORES[0], STORES[0] + "/swtok", STORES[0] + "/swtok/TOK_OBJ", "/run/lock", "/run/lock/opencryptoki",
                  "/run/lock/opencryptoki/swtok", "/run/opencryptoki"):
        Path(place).mkdir(exist_ok=True)
        if "opencryptoki" in place:
            shutil.chown(place, "root", "pkcs11")
            os.chmod(place, 0o770)


def soft_token(bench: Bench) -> dict:
    module = MULTIARCH + "/pkcs11/libopencryptoki.so"
    initial_so, initial_user = bench.folder / "initial-so", bench.folder / "initial-user"
    initial_so.write_text("87654321")
    so, user = bench.secret("so.pin", 8), bench.secret("user.pin", 8)
    slot = soft_slot(bench)
    # On command lines, for it takes no file; they live for a second.
    bench.run("pkcsconf", "-I", "-c", slot, "-S", initial_so.read_text(), input="probed\n")
    bench.run("pkcsconf", "-P", "-c", slot, "-S", initial_so.read_text(), "-n", so.read_text())
    # The user's PIN counts once he has changed the one that the SO gave him.
    initial_user.write_text("12345678")
    bench.run("pkcsconf", "-u", "-c", slot, "-S", so.read_text(), "-n", initial_user.read_text())
    bench.run("pkcsconf", "-p", "-c", slot, "-U", initial_user.read_text(), "-n", user.read_text())
    return bench.probe(f"pkcs11:token=probed?module-path={module}", user)


def soft_slot(bench: Bench) -> str:
    """The number that pkcsconf gives the soft token."""
    number = ""
    for line in bench.run("pkcsconf", "-t").stdout.splitlines():
        if line.startswith("Token #"):
            number = line.split("#")[1].split()[0]
        if "Model:" in line and "Soft" in line:
            return number
    raise RuntimeError("pkcsconf shows no soft token")


def as_lines(probe: dict) -> list:
    """What is compared: no serial, no time, nothing random."""
    lines = [f"module: {probe['module']}", f"model: {probe['model']}", f"firmware: {probe['firmware']}", ""]
    for rule in probe["rules"]:
        answer = f"{rule['call']}: {rule['ckr']}" if rule["call"] else rule["ckr"]
        needed = " (needed)" if rule["needed"] else ""
        lines.append(f"rule {rule['rule']}{needed}: {rule['outcome']} | {answer} | {rule['note']}")
    lines.append("")
    for line in probe["lines"]:
        answer = "" if line["ckr"] == "CKR_OK" else f"{line['call']}: {line['ckr']}"
        lines.append(f"{line['name']}: {line['seen']} | {answer} | {line['note']}")
    return lines


def rows_of(lines: list) -> dict:
    rows = {}
    for line in lines:
        if " | " in line:
            name, rest = line.split(": ", 1)
            rows[name] = [part.strip() for part in rest.split(" | ")]
    return rows


def table(head: list, rows: list) -> str:
    text = "| " + " | ".join(head) + " |\n|" + "---|" * len(head) + "\n"
    return text + "".join("| " + " | ".join(row) + " |\n" for row in rows)


PAGE = """# What four real tokens enforce

Made by a test from what `pyx token probe` found; never edited by hand:
```
python3 tests/system/token_probes_test.py . build/release/ceremony/pyx --write
```
`./check` makes each token anew, probes it and compares with this page ([tests/vectors/token-probes](../tests/vectors/token-probes)
has the same in lines). openCryptoki is probed only where root can give it namespaces of its own: its store and its daemon belong to
the whole machine. What may happen where a rule is not enforced: [policy](formats/policy.md); what follows from it: control
TOKEN-ENFORCES in [controls.md](controls.md).

"""

WORDS = """
## What the words mean
| word | means |
|---|---|
| enforced | everything that was tried was refused, or accepted without effect |
| **not enforced** | something that the rule forbids was done |
| not supported | the token does not know the attribute, or no means of breaking the rule that the probe knows works on it even where it is permitted |
| unknown | the answers say nothing about the rule |

*Needed* rules are those that every key's strength rests on: where one of them is anything but enforced, Pyx makes and activates
a key only under a profile whose `exceptions` name it ([policy](formats/policy.md)). A key with a backup needs wrap-with-trusted and
trusted as well. The others are what officers' keys may ask for.

A finding is by the attempt that decided: one that got through; otherwise one that is unclear; otherwise a refusal. A refusal counts
only where the same thing works when it is permitted.
"""


def page(found: dict) -> str:
    tokens = list(found)
    rows = {token: rows_of(lines) for token, lines in found.items()}
    head = ["", *[NAMES[token] for token in tokens]]
    text = PAGE + table(head, [[lines_name, *[line_of(found[token], lines_name) for token in tokens]]
                               for lines_name in ("module", "model", "firmware")])
    text += "\n## Rules\n" + table(head, cells([n for n in rows[tokens[0]] if n.startswith("rule ")], rows, tokens))
    text += WORDS
    for token in tokens:
        text += f"\n### {NAMES[token]}: which answer decided\n" + table(
            ["rule", "outcome", "answer", "what was tried"],
            [[name.removeprefix("rule "), *row] for name, row in rows[token].items() if name.startswith("rule ")])
    names = []
    for token in tokens:
        names += [n for n in rows[token] if not n.startswith("rule ") and n not in names]
    return text + "\n## What else they can\n" + table(head, cells(names, rows, tokens))


def cells(names: list, rows: dict, tokens: list) -> list:
    def cell(token: str, name: str) -> str:
        outcome = rows[token].get(name, [""])[0]
        return f"**{outcome}**" if outcome in ("not enforced", "fails") else outcome
    return [[name.removeprefix("rule "), *[cell(token, name) for token in tokens]] for name in names]


def line_of(lines: list, name: str) -> str:
    return next((line.split(": ", 1)[1] for line in lines if line.startswith(name + ": ")), "")


def probe_one(source: Path, pyx: Path, token: str) -> list:
    with tempfile.TemporaryDirectory(prefix="pyx-probe-") as folder:
        return as_lines(globals()[token](Bench(source, pyx, Path(folder))))


def differences(token: str, wanted: list, seen: list) -> list:
    return ([f"{token}: gone: {line}" for line in wanted if line not in seen] +
            [f"{token}: new:  {line}" for line in seen if line not in wanted])


def main() -> int:
    words = [word for word in sys.argv[1:] if word != "--write"]
    write = "--write" in sys.argv
    source, pyx = Path(words[0]).resolve(), Path(words[1]).resolve()
    vectors = source / "tests/vectors/token-probes"
    wrong, found = [], {}
    # Side by side: most of the time one of them waits.
    with ThreadPoolExecutor() as pool:
        asked = {token: pool.submit(probe_one, source, pyx, token) for token in words[2:] or NAMES}
    for token in NAMES:
        file = vectors / f"{token}.txt"
        found[token] = file.read_text().splitlines() if file.exists() else []
        if token not in asked:
            continue
        try:
            seen = asked[token].result()
        except NotProbed as why:
            print(f"NOT PROBED: {NAMES[token]}: {why}")
            continue
        print(f"probed {NAMES[token]}")
        if write:
            file.write_text("\n".join(seen) + "\n")
        else:
            wrong += differences(token, found[token], seen)
        found[token] = seen
    made = page(found)
    if write:
        (source / "docs/token-probes.md").write_text(made)
    elif not wrong and (source / "docs/token-probes.md").read_text() != made:
        wrong.append("docs/token-probes.md is not what these findings make; run this test with --write")
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        sys.exit(inside(*sys.argv[2:]))
    if sys.argv[1:2] == ["--inside-bus"]:
        print(json.dumps(on_swtpm(Bench(*map(Path, sys.argv[2:])))))
        sys.exit(0)
    sys.exit(main())
