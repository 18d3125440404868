// A share as its holder sees it on the screen: numbered words in rows, under the names of set and
// holder. The words are secret.
#pragma once

#include <string>

#include "base/result.h"
#include "base/secret_bytes.h"
#include "custody/shares/share.h"
#include "custody/shares/share_set.h"

namespace pyx::ceremony {

// What stands above the words; nothing secret.
std::string screen_heading(const shares::ShareSet& set, const shares::Member& member);
// "  1 academic    2 acid ..." in rows of four. Errors: kBug if the secure heap is full.
Result<SecretBytes> screen_rows(const shares::ShareWords& words);
// The first word, counted from 1, in which two texts differ; 0 if they say the same share. Words
// may be typed from their first four letters on, in either case.
std::size_t first_difference(const shares::ShareWords& a, const shares::ShareWords& b);

}  // namespace pyx::ceremony
