"""What tests/tree_test.py must find: a small tidy tree, and one change for each kind of finding."""

import tempfile
from pathlib import Path

from tree_test import Expected, findings

EXPECTED = Expected(promises=("ACT-QUORUM",), revealers=("base/pin.cc",))

CONTROLS = """# Controls
| ID | promise | state | enforced in | tested in |
|---|---|---|---|---|
| ACT-QUORUM | no act without its quorum | kept | `act.cc` | `tests/custody/{act,note}_test.cc` |
| SIGN-BUDGET | no budget is exceeded | planned | | |
"""
HEADER = "#pragma once\n"
TIDY = {
    "CMakeLists.txt": "add_subdirectory(base)\n",
    "README.md": "# Pyx\n[the controls](docs/controls.md#controls), [a site](https://example.org)\n",
    "base/CMakeLists.txt": "pyx_library(base SOURCES pin.cc)\n",
    "base/pin.h": HEADER,
    "base/reveal.h": HEADER + "inline RevealToken reveal() { return {}; }\n",
    "base/secret_bytes.h": HEADER + "class RevealToken;\n",
    "base/pin.cc": '#include "base/pin.h"\n#include "base/reveal.h"\n'
                   'const char* kWords = "std::cout and printf( in words";  // and rand() in a comment\n'
                   "constexpr int kMost = 10'000;\n",
    "pkcs11/slot.h": HEADER,
    "policies/rule.h": HEADER,
    "custody/CMakeLists.txt": "pyx_library(custody SOURCES act.cc note.cc client/control_name.cc\n"
                              "            server/pyxd_main.cc)  # not old.cc\n",
    "custody/act.cc": '#include "base/pin.h"\n#include "policies/rule.h"\n'
                      'auto no() { return refused("ACT-QUORUM", "no"); }\n',
    "custody/note.cc": "",
    "custody/client/control_name.cc": 'const char* k[] = {"ACT-QUORUM", "SIGN-BUDGET"};\n',
    "custody/client/client.h": HEADER,
    "custody/server/pyxd_main.cc": "int main() { std::cout << 1; }\n",
    "ceremony/plan.h": HEADER,
    "mint/coin.h": HEADER + '#include "custody/client/client.h"\n',
    "docs/controls.md": CONTROLS,
    "docs/traps.md": "| 12 | a pool | `tests/base/pin_test.cc` |\n",
    "docs/page.md": "[back](../README.md) `[no](link.md)`\n```\n[no](link.md)\n```\n",
    "tests/CMakeLists.txt": "pyx_test(base/pin_test)\n",
    "tests/custody/CMakeLists.txt": "foreach(name act note client/control_name)\n"
                                    "  pyx_test(${name}_test)\nendforeach()\n",
    "tests/base/pin_test.cc": "// Traps 3 and 12.\nTEST(Pin, IsOne) {\n  EXPECT_EQ(1, 1);\n}\n",
    "tests/custody/checks.h": HEADER + "inline void must_hold(bool held) {\n  EXPECT_TRUE(held);\n}\n",
    "tests/custody/act_test.cc": '#include "tests/custody/checks.h"\n'
                                 "void twice() {\n  must_hold(true);\n}\n"
                                 "// ACT-QUORUM\nTEST(Act, IsNo) { twice(); }\n",
    "tests/custody/note_test.cc": "TEST_F(Note, IsOne) { ASSERT_TRUE(x); }\n",
    "tests/custody/client/control_name_test.cc": "TEST(Name, IsOne) { FAIL(); }\n",
}


def more(path, text):
    """The path with `text` behind what it holds, and the number of the line that then begins."""
    return {path: TIDY[path] + text}, TIDY[path].count("\n") + 1


def plant(path, text, says):
    change, line = more(path, text)
    return change, [(path, line, says)]


def replaced(path, old, new):
    assert old in TIDY[path], (path, old)
    return {path: TIDY[path].replace(old, new)}


PLANTS = {
    "a source without its test":
        ({"tests/custody/note_test.cc": None},
         [("custody/note.cc", 1, "has no test tests/custody/note_test.cc"),
          ("docs/controls.md", 4, "there is no tests/custody/note_test.cc")]),
    "a test that asserts nothing":
        plant("tests/base/pin_test.cc", "TEST(Pin, IsTwo) { pin(); }\n", "Pin.IsTwo asserts nothing"),
    "a test that says EXPECT in a comment and in a word":
        plant("tests/base/pin_test.cc", 'TEST_P(Pin, IsTwo) {\n  pin("EXPECT_EQ");  // EXPECT_EQ\n}\n',
              "asserts nothing"),
    "a test that only succeeds":
        plant("tests/base/pin_test.cc", "TEST(Pin, IsTwo) { SUCCEED(); }\n", "asserts nothing"),
    "a control that the page does not have":
        plant("custody/act.cc", 'auto f() { return refused("ACT-TWICE", ""); }\n',
              "ACT-TWICE is not in docs/controls.md"),
    "a control set as a member":
        plant("base/pin.cc", 'void f(Error& e) { e.control = "PIN-ASKED"; }\n',
              "PIN-ASKED is not in docs/controls.md"),
    "a promise that fell out of the page":
        ({**replaced("docs/controls.md", "| ACT-QUORUM |", "| ACT-QUORA |"),
          "custody/act.cc": "", "custody/client/control_name.cc": '"ACT-QUORA" "SIGN-BUDGET"',
          "tests/custody/note_test.cc": "TEST(Note, IsOne) { ASSERT_TRUE(x); }  // ACT-QUORA\n",
          "base/pin.cc": TIDY["base/pin.cc"] + "// ACT-QUORA\n"},
         [("docs/controls.md", 1, "the promise ACT-QUORUM is missing")]),
    "a kept control that no test names":
        (replaced("tests/custody/act_test.cc", "// ACT-QUORUM\n", ""),
         [("docs/controls.md", 4, "no test names ACT-QUORUM")]),
    "a kept control that no source names":
        ({"custody/act.cc": "// nothing\n"}, [("docs/controls.md", 4, "no source names ACT-QUORUM")]),
    "a control that a client does not know":
        ({"custody/client/control_name.cc": '"ACT-QUORUM"\n'},
         [("docs/controls.md", 5, "does not know SIGN-BUDGET")]),
    "a control in no state":
        (replaced("docs/controls.md", "| planned |", "| done |"),
         [("docs/controls.md", 5, "SIGN-BUDGET is neither kept nor partly kept nor planned")]),
    "a file on the page that is not there":
        (replaced("docs/controls.md", "`act.cc`", "`acts/act.cc`"),
         [("docs/controls.md", 4, "there is no acts/act.cc")]),
    "a print": plant("custody/act.cc", "void f() { std::printf(x); }\n", "printf"),
    "a print into memory": plant("custody/act.cc", "void f() { snprintf(x); }\n", "uses snprintf"),
    "a stream": plant("base/pin.cc", "void f() { std::cerr << 1; }\n", "uses std::cerr"),
    "rand": plant("pkcs11/slot.h", "inline int f() { return rand (); }\n", "uses rand"),
    "a long line": plant("pkcs11/slot.h", "// " + "x" * 98 + "\n", "has 101 characters"),
    "a header that may be read twice":
        ({"ceremony/plan.h": "// #pragma once\n"}, [("ceremony/plan.h", 1, "has no #pragma once")]),
    "an include against the stream":
        plant("base/pin.h", '#include "policies/rule.h"\n', "base does not include policies/rule.h"),
    "an include sideways":
        plant("policies/rule.h", '#include "pkcs11/slot.h"\n', "policies does not include"),
    "an include past the client":
        plant("mint/coin.h", '#include "policies/rule.h"\n', "mint does not include"),
    "an include of a test":
        plant("custody/act.cc", '#include "tests/custody/checks.h"\n', "custody does not include"),
    "an include not from the root":
        plant("custody/act.cc", '#include "pin.h"\n', "there is no pin.h below the root"),
    "a file that reveals secrets unread":
        plant("custody/note.cc", '#include "base/reveal.h"\n', "is not in the list"),
    "a file in the list that reveals nothing":
        (replaced("base/pin.cc", '#include "base/reveal.h"\n', ""),
         [("base/pin.cc", 1, "is in the list of those that reveal secrets, and does not")]),
    "a second maker of the token":
        plant("custody/note.cc", "RevealToken reveal() { return {}; }\n", "names RevealToken"),
    "a trap whose test does not name it":
        plant("docs/traps.md", "| 1 | b | `tests/base/pin_test.cc` |\n", "does not name trap 1"),
    "a trap whose test is gone":
        plant("docs/traps.md", "| 2 | b | `tests/no_test.cc` |\n", "there is no tests/no_test.cc"),
    "a link that leads nowhere": plant("docs/page.md", "[a](page2.md)\n", "page2.md leads nowhere"),
    "a link out of the tree": plant("README.md", "[a](../x.md)\n", "../x.md leads nowhere"),
    "a link to no heading":
        plant("README.md", "[a](docs/controls.md#promises)\n", "the page has no such heading"),
    "a source that no CMakeLists.txt names":
        ({"custody/old.cc": "", "tests/custody/old_test.cc": ""},
         [("custody/old.cc", 1, "no CMakeLists.txt names it"),
          ("tests/custody/old_test.cc", 1, "no CMakeLists.txt names it")]),
    "a constant that hides a header's":
        ({"base/pin.h": HEADER + "namespace pyx {\ninline constexpr int kMany = 1;\n}\n",
          "custody/note.cc": "namespace pyx::custody {\nnamespace {\nconstexpr int kMany = 2;\n}\n}\n"},
         [("custody/note.cc", 3, "kMany hides that of base/pin.h")]),
    "a constant that another namespace has too":
        ({"base/pin.h": HEADER + "namespace pyx::pin {\ninline constexpr int kMany = 1;\n}\n",
          "custody/note.cc": "namespace pyx::custody {\nnamespace {\nconstexpr int kMany = 2;\n}\n}\n"},
         []),
}


def findings_of(files):
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return findings(folder, EXPECTED)


def self_test():
    wrong = [f"the tidy tree: {finding}" for finding in findings_of(TIDY)]
    for name, (changes, wanted) in PLANTS.items():
        files = {path: text for path, text in {**TIDY, **changes}.items() if text is not None}
        found = findings_of(files)
        for path, line, says in wanted:
            hits = [f for f in found if (f.path, f.line) == (path, line) and says in f.text]
            if not hits:
                wrong.append(f"{name}: not found: {path}:{line}: {says}")
            found = [finding for finding in found if finding not in hits]
        wrong += [f"{name}: found besides: {finding}" for finding in found]
    for line in wrong:
        print(line)
    print(f"{len(PLANTS)} plants, {len(wrong)} wrong")
    return 1 if wrong else 0
