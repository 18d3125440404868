// An entry in words, for those who are about to sign it.
#pragma once

#include <string>

#include "ceremony/transcript/entry.h"
#include "ceremony/transcript/transcript.h"

namespace pyx::ceremony::transcript {

// Several lines, each ended by a newline: which ceremony, real or rehearsal, how much stands before
// the entry with the root in hex and PGP words, and the entry's fields. Everything is made of what
// the statement covers: the entry and what stands before it (ACT-SHOWN). Nothing is escaped for a
// terminal.
std::string text_to_sign(const Entry& entry, const Header& header, const Sha256& root);

}  // namespace pyx::ceremony::transcript
