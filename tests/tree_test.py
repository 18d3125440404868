"""Reads the source tree and says what is untidy: python3 tree_test.py ROOT

Prints one line for each finding, with file and line in front, and exits with 1 if there is any.
python3 tree_test.py --self-test plants each kind of finding in a small tree (tests/tree_plants.py)
and checks that it is found, and that nothing else is.
"""

import os
import re
import sys
from collections import namedtuple
from functools import cached_property
from pathlib import Path

# Where a folder's files may include from.
MAY_INCLUDE = {
    "base": ("base/",),
    "pkcs11": ("pkcs11/", "base/"),
    "policies": ("policies/", "base/"),
    "custody": ("custody/", "pkcs11/", "policies/", "base/"),
    "ceremony": ("ceremony/", "custody/", "pkcs11/", "policies/", "base/"),
    "mint": ("mint/", "custody/client/", "base/"),
}
# Folders whose libraries write nothing by themselves.
SILENT = ("base", "pkcs11", "policies", "custody")
LINE_MOST_CHARACTERS = 100

# The design's promises: none falls out of docs/controls.md, kept or not.
PROMISES = (
    "ACT-QUORUM", "ACT-SHOWN", "ACT-ONCE", "SIGN-DURABLE", "SIGN-BUDGET", "SIGN-RETRY",
    "SIGN-CHECKED", "KEY-PROVEN", "KEY-READBACK", "SHARE-SAFE", "SECRET-NEVER", "LOG-WHOLE",
    "FREEZE-ONE", "STATE-FRESH", "FAIL-CLOSED",
)
# Who may look at secret bytes. A file is added here by whoever read all of it for what becomes of
# them (SECRET-NEVER).
REVEALERS = (
    "base/aes_kwp.cc",
    "base/hmac_sha256.cc",
    "base/hpke.cc",
    "base/kem.cc",
    "base/labeled_hkdf.cc",
    "base/p256.cc",
    "base/rsa_oaep.cc",
    "base/secret_source.cc",
    "base/secret_text.cc",
    "base/x25519.cc",
    "ceremony/message_socket.cc",
    "ceremony/officer_key.cc",
    "ceremony/pin_file.cc",
    "ceremony/qr_code.cc",
    "ceremony/running/rehearsal_screen.cc",
    "ceremony/share_card.cc",
    "ceremony/share_page.cc",
    "ceremony/share_terminal.cc",
    "ceremony/typed_back.cc",
    "custody/backups/key_proof.cc",
    "custody/backups/wrap_key.cc",
    "custody/client/blind_rsa.cc",
    "custody/coins/coin.cc",
    "custody/shares/content_key.cc",
    "custody/shares/envelope_key_file.cc",
    "custody/shares/feistel.cc",
    "custody/shares/mnemonic.cc",
    "custody/shares/row_check.cc",
    "custody/shares/rs1024.cc",
    "custody/shares/share_envelope.cc",
    "custody/shares/share_set.cc",
    "custody/shares/share_text.cc",
    "custody/shares/sharing.cc",
    "custody/shares/slip39_words.cc",
    "custody/shares/word_hint.cc",
    "mint/purse.cc",
    "pkcs11/agreement.cc",
    "pkcs11/brought_in_key.cc",
    "pkcs11/decryption.cc",
    "pkcs11/host_restore.cc",
    "pkcs11/logged_in.cc",
    "pkcs11/login.cc",
    "pkcs11/new_pin.cc",
    "pkcs11/pin.cc",
    "pkcs11/rfc5649_mechanism.cc",
    "pkcs11/token_random.cc",
    "pkcs11/token_setup.cc",
    "pkcs11/wrap_key.cc",
    "tests/ceremony/message_socket_test.cc",
    "tests/ceremony/running/rehearsal_screen_test.cc",
    "tests/ceremony/scripted_terminal.h",
    "tests/ceremony/share_terminal_test.cc",
    "tests/ceremony/steps/noting_screen.cc",
    "tests/base/rsa_oaep_test.cc",
    "tests/base/secret_bytes_test.cc",
    "tests/base/secret_source_test.cc",
    "tests/base/secret_text_test.cc",
    "tests/custody/backups/key_proof_test.cc",
    "tests/custody/backups/wrap_key_test.cc",
    "tests/custody/shares/shares_fixture.h",
    "tests/fuzz/share_targets.cc",
    "tests/pkcs11/decryption_test.cc",
    "tests/pkcs11/key_wrapping_test.cc",
    "tests/support/backup_table.h",
    "tests/support/mint_vault.cc",
    "tests/support/revealed.h",
    "tests/system/secret_search_test.cc",
)
# A RevealToken is made in the first, declared in the second, and the third proves that it cannot be
# made elsewhere.
NAMES_REVEAL_TOKEN = ("base/reveal.h", "base/secret_bytes.h", "tests/base/secret_bytes_test.cc")

CONTROLS_PAGE = "docs/controls.md"
TRAPS_PAGE = "docs/traps.md"
CLIENTS_CONTROLS = "custody/client/control_name.cc"

ID = r"[A-Z]{3,6}(?:-[A-Z]+)+"
TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<raw>R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)")
      | (?P<text>"(?:\\.|[^"\\\n])*")
      | (?P<char>(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+')""",
    re.S | re.X)

Finding = namedtuple("Finding", "path line text")
Expected = namedtuple("Expected", "promises revealers")


def blanked(text, kinds):
    """The text with its tokens of these kinds as blanks; every line stays where it is."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match[0]) if match.lastgroup in kinds else match[0]
    return TOKEN.sub(lambda match: blank(match), text)


def line_at(text, position):
    return text.count("\n", 0, position) + 1


class SourceFile:
    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.top = path.split("/")[0]
        self.is_test = self.top == "tests"

    @cached_property
    def uncommented(self):
        return blanked(self.text, ("comment",))

    @cached_property
    def code(self):  # without what literals say
        return blanked(self.text, ("comment", "raw", "mark", "text", "char"))

    @cached_property
    def includes(self):
        return [(line_at(self.text, match.start(1)), match[1]) for match in
                re.finditer(r'^[ \t]*#[ \t]*include[ \t]+"([^"\n]+)"', self.text, re.M)]

    def find(self, pattern, code):
        for match in re.finditer(pattern, code, re.M):
            yield match, line_at(code, match.start())


class Tree:
    def __init__(self, root, expected):
        self.root = root
        self.expected = expected
        self.sources = {}
        self.cmake = {}
        self.pages = {}
        for top in (*MAY_INCLUDE, "tests", "docs"):
            for folder, folders, names in os.walk(root / top):
                folders.sort()
                for name in sorted(names):
                    self.add(Path(folder, name).relative_to(root).as_posix())
        for name in ("CMakeLists.txt", "README.md"):
            if (root / name).is_file():
                self.add(name)

    def add(self, path):
        def text():
            return (self.root / path).read_text(encoding="utf-8")
        if path.endswith((".cc", ".h")):
            self.sources[path] = SourceFile(path, text())
        elif path.endswith("CMakeLists.txt"):
            self.cmake[path] = re.sub(r"#[^\n]*", "", text())
        elif path.endswith(".md"):
            self.pages[path] = text()

    def product(self):
        return [source for source in self.sources.values() if not source.is_test]

    def tests(self):
        return [source for source in self.sources.values() if source.is_test]


def sources_without_test(tree):
    for source in tree.product():
        if not source.path.endswith(".cc") or source.path.endswith("_main.cc"):
            continue
        test = "tests/" + source.path[:-len(".cc")] + "_test.cc"
        if test not in tree.sources:
            yield Finding(source.path, 1, "has no test " + test)


def end_of_block(code, opening):
    depth = 0
    for match in re.compile(r"[{}]").finditer(code, opening):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.end()
    return len(code)


ASSERTS = r"\b(?:EXPECT|ASSERT)_[A-Z_0-9]+\b|\bADD_FAILURE\w*\b|\bFAIL\s*\("
TEST = r"^[ \t]*(?:TYPED_)?TEST(?:_F|_P)?\s*\(\s*(\w+)\s*,\s*(\w+)\s*\)\s*\{"
FUNCTION = r"^ {0,4}(?:[\w:<>,&*~ ]+[ &*>])?(\w+)\([^;{}]*\)[\w\s:]*\{"
NO_FUNCTIONS = {"if", "for", "while", "switch", "catch", "TEST", "TEST_F", "TEST_P", "TYPED_TEST"}


def included_tests(tree, source):
    """The file, the test headers that it sees, and the sources beside those."""
    seen = []
    todo = [source.path]
    while todo:
        path = todo.pop()
        if path in seen or path not in tree.sources:
            continue
        seen.append(path)
        todo += [name for _, name in tree.sources[path].includes if name.startswith("tests/")]
        todo += [path[:-len(".h")] + ".cc"] if path.endswith(".h") else []
    return [tree.sources[path] for path in seen]


def asserting_helpers(files):
    bodies = []
    for file in files:
        for match, _ in file.find(FUNCTION, file.code):
            if match[1] not in NO_FUNCTIONS:
                opening = match.end() - 1
                bodies.append((match[1], file.code[opening:end_of_block(file.code, opening)]))
    names = set()
    while True:
        pattern = asserting_pattern(names)
        more = {name for name, body in bodies if pattern.search(body)} - names
        if not more:
            return names
        names |= more


def asserting_pattern(helpers):
    calls = "".join(rf"|\b{name}\s*[(<]" for name in sorted(helpers))
    return re.compile(ASSERTS + calls)


def tests_that_assert_nothing(tree):
    for source in tree.tests():
        tests = list(source.find(TEST, source.code))
        if not tests:
            continue
        pattern = asserting_pattern(asserting_helpers(included_tests(tree, source)))
        for match, line in tests:
            opening = match.end() - 1
            if not pattern.search(source.code, opening, end_of_block(source.code, opening)):
                yield Finding(source.path, line, f"{match[1]}.{match[2]} asserts nothing")


Control = namedtuple("Control", "id state line row")


def controls_of(tree):
    for number, line in enumerate(tree.pages.get(CONTROLS_PAGE, "").splitlines(), 1):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) > 4 and re.fullmatch(ID, cells[1]):
            yield Control(cells[1], cells[3].split(":")[0], number, line)


def ids_in(source):
    for match, line in source.find(rf'"({ID})"', source.uncommented):
        yield match[1], line


def control_ids(tree):
    controls = {control.id: control for control in controls_of(tree)}
    for source in tree.product():
        for name, line in ids_in(source):
            if name not in controls:
                yield Finding(source.path, line, f"{name} is not in {CONTROLS_PAGE}")
    for name in tree.expected.promises:
        if name not in controls:
            yield Finding(CONTROLS_PAGE, 1, f"the promise {name} is missing")
    known = {name for name, _ in ids_in(tree.sources[CLIENTS_CONTROLS])} \
        if CLIENTS_CONTROLS in tree.sources else set()
    tested = "\n".join(source.text for source in tree.tests())
    enforced = "\n".join(source.text for source in tree.product()
                         if source.path != CLIENTS_CONTROLS)
    for control in controls.values():
        if control.state not in ("kept", "partly", "planned"):
            yield Finding(CONTROLS_PAGE, control.line,
                          f"{control.id} is neither kept nor partly kept nor planned")
        if control.id not in known:
            yield Finding(CONTROLS_PAGE, control.line,
                          f"{CLIENTS_CONTROLS} does not know {control.id}")
        if control.state in ("kept", "partly"):
            for where, text in (("no test", tested), ("no source", enforced)):
                if not re.search(rf"\b{control.id}\b", text):
                    yield Finding(CONTROLS_PAGE, control.line, f"{where} names {control.id}")


def braces_expanded(text):
    match = re.search(r"\{([^{}]*)\}", text)
    if not match:
        return [text]
    return [path for choice in match[1].split(",")
            for path in braces_expanded(text[:match.start()] + choice + text[match.end():])]


def files_of_the_controls(tree):
    for control in controls_of(tree):
        for match in re.finditer(r"[\w./{},*]+\.(?:cc|h|py)\b", control.row):
            for path in braces_expanded(match[0]):
                if not any(next(tree.root.glob(way), None) for way in (path, "custody/" + path)):
                    yield Finding(CONTROLS_PAGE, control.line, f"there is no {path}")


def traps(tree):
    """Each test file that a row of the page of traps names says which trap it stands against."""
    for number, line in enumerate(tree.pages.get(TRAPS_PAGE, "").splitlines(), 1):
        row = re.match(r"\|\s*(\d+)\s*\|", line)
        for path in re.findall(r"`(tests/[\w./]+)`", line) if row else ():
            file = tree.root / path
            if not file.is_file():
                yield Finding(TRAPS_PAGE, number, f"there is no {path}")
                continue
            numbers = re.findall(r"\btraps? (\d+(?:(?:, | and )\d+)*)",
                                 file.read_text(encoding="utf-8"), re.I)
            if row[1] not in re.findall(r"\d+", " ".join(numbers)):
                yield Finding(TRAPS_PAGE, number, f"{path} does not name trap {row[1]}")


def prints_and_rand(tree):
    forbidden = (r"(?<![\w.>])(?:[vsfd]{0,2}n?printf|f?puts|putchar|rand|srand|rand_r)(?=\s*\()"
                 r"|\bstd::(?:cout|cerr|clog)\b")
    for source in tree.product():
        if source.top in SILENT and not source.path.endswith("_main.cc"):
            for match, line in source.find(forbidden, source.code):
                yield Finding(source.path, line, f"uses {match[0]}")


def long_lines(tree):
    for source in tree.sources.values():
        for number, line in enumerate(source.text.splitlines(), 1):
            if len(line) > LINE_MOST_CHARACTERS:
                yield Finding(source.path, number, f"has {len(line)} characters")


def headers_without_pragma_once(tree):
    for source in tree.sources.values():
        if source.path.endswith(".h") and "#pragma once" not in source.code.splitlines():
            yield Finding(source.path, 1, "has no #pragma once")


def includes(tree):
    for source in tree.sources.values():
        for line, name in source.includes:
            if name not in tree.sources:
                yield Finding(source.path, line, f"there is no {name} below the root")
            elif not source.is_test and not name.startswith(MAY_INCLUDE[source.top]):
                yield Finding(source.path, line, f"{source.top} does not include {name}")


def revealers(tree):
    expected = tree.expected.revealers
    for source in tree.sources.values():
        lines = [line for line, name in source.includes if name == "base/reveal.h"]
        if lines and source.path not in expected:
            yield Finding(source.path, lines[0],
                          "reveals secrets and is not in the list of tests/tree_test.py")
        if source.path in expected and not lines:
            yield Finding(source.path, 1, "is in the list of those that reveal secrets, and does not")
        if source.path not in NAMES_REVEAL_TOKEN:
            for _, line in source.find(r"\bRevealToken\b", source.code):
                yield Finding(source.path, line, "names RevealToken: base/reveal.h alone makes one")
    for path in expected:
        if path not in tree.sources:
            yield Finding(path, 1, "is in the list of those that reveal secrets, and is not there")


def anchors(page):
    for heading in re.findall(r"^#+[ \t]+(.+)$", page, re.M):
        yield re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def links(tree):
    for path, page in tree.pages.items():
        words = re.sub(r"^```.*?^```|`[^`\n]*`", lambda code: re.sub(r"[^\n]", " ", code[0]), page,
                       flags=re.M | re.S)
        for match in re.finditer(r"\]\(([^)\s]+)[^)\n]*\)", words):
            target, _, anchor = match[1].partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            line = line_at(words, match.start())
            to = os.path.normpath(os.path.join(os.path.dirname(path), target)) if target else path
            if to.startswith("..") or not (tree.root / to).exists():
                yield Finding(path, line, f"{match[1]} leads nowhere")
            elif anchor and to in tree.pages and anchor not in anchors(tree.pages[to]):
                yield Finding(path, line, f"{match[1]}: the page has no such heading")


def sources_in_no_target(tree):
    named = set()
    for path, text in tree.cmake.items():
        folder = os.path.dirname(path)
        endings = {"", ".cc", *(suffix + ".cc" for suffix in re.findall(r"\$\{\w+\}(_\w+)", text))}
        for word in re.findall(r"[\w./+-]+", text):
            named.update(os.path.normpath(os.path.join(folder, word + end)) for end in endings)
    for source in tree.sources.values():
        if source.path.endswith(".cc") and source.path not in named:
            yield Finding(source.path, 1, "no CMakeLists.txt names it")


NAMESPACE = re.compile(r"^namespace (?P<name>[\w:]*) ?\{", re.M)
CONSTANT = re.compile(r"^(?:inline )?constexpr [\w:<>, ]*?\b(k[A-Z]\w*)(?:\[\w*\])? ?[={]", re.M)


def constants_of(source):
    """Namespace, name and line of each constant that stands outside of a class or function."""
    for match, line in source.find(CONSTANT.pattern, source.code):
        spaces = [space for space in NAMESPACE.finditer(source.code, 0, match.start())
                  if end_of_block(source.code, space.end() - 1) > match.start()]
        yield [space["name"] for space in spaces], match[1], line


def constants_that_hide_another(tree):
    """Sources are compiled together (decision 53): one's own constant would be its neighbours' too."""
    declared = {}
    for source in tree.product():
        if source.path.endswith(".h"):
            for spaces, name, _ in constants_of(source):
                declared.setdefault(name, []).append(("::".join(spaces), source.path))
    for source in tree.product():
        if not source.path.endswith(".cc"):
            continue
        for spaces, name, line in constants_of(source):
            inside = "::".join(space for space in spaces if space)
            for outer, header in declared.get(name, ()) if "" in spaces else ():
                if inside == outer or inside.startswith(outer + "::"):
                    yield Finding(source.path, line, f"{name} hides that of {header}")


RULES = (sources_without_test, tests_that_assert_nothing, control_ids, files_of_the_controls,
         traps, prints_and_rand, long_lines, headers_without_pragma_once, includes, revealers, links,
         sources_in_no_target, constants_that_hide_another)


def findings(root, expected=Expected(PROMISES, REVEALERS)):
    tree = Tree(Path(root), expected)
    return [finding for rule in RULES for finding in rule(tree)]


def main(words):
    if words == ["--self-test"]:
        sys.dont_write_bytecode = True
        from tree_plants import self_test
        return self_test()
    if len(words) != 1 or not (Path(words[0]) / "base").is_dir():
        print(__doc__, file=sys.stderr)
        return 2
    found = findings(words[0])
    for finding in found:
        print(f"{finding.path}:{finding.line}: {finding.text}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
