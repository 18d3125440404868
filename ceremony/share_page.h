// One share on a terminal, for the one person who sits in front of it: 24 lines of 80 characters
// with the line to be typed below. Pure: text in, text out.
#pragma once

#include <string_view>

#include "base/result.h"
#include "base/secret_bytes.h"
#include "ceremony/share_facts.h"
#include "custody/shares/share.h"

namespace pyx::ceremony {

// What it is of, digests in hex and in words, then its words numbered in rows, each with its check.
// At most 23 lines, each ended by a newline; ASCII but for the vault's name.
// Errors: kBadInput if the words are no share; kBug if the secure heap is full.
Result<SecretBytes> share_page(const ShareFacts& facts, const shares::ShareWords& words);

// Written to the terminal in front of a page: its other screen, which has no scroll-back, emptied.
// Source: ECMA-48, 8.3.21 (CUP) and 8.3.39 (ED); xterm control sequences, private mode 1049.
inline constexpr std::string_view kOpenScreen = "\x1b[?1049h\x1b[H\x1b[2J";
// Written after it, before the next holder sits down. The page is erased from that screen first.
// Then, back on the ordinary one, all that scrolled away is erased too (ED 3, of xterm): a terminal
// without another screen has shown the page there. What cannot be taken back so: a terminal that
// logs what it shows, script(1), a screen that is seen elsewhere; docs/formats/shares.md.
inline constexpr std::string_view kCloseScreen =
    "\x1b[H\x1b[2J\x1b[3J\x1b[?1049l\x1b[H\x1b[2J\x1b[3J";

}  // namespace pyx::ceremony
