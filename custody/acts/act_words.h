// What an act does and to what, in plain words (ACT-SHOWN; custody/acts/plain_words.h).
#pragma once

#include <string>

#include "base/bytes.h"
#include "custody/acts/act.h"

namespace pyx::custody {

// Several lines. Precondition: `act` was read from `bytes`, whose digest is among them.
std::string act_in_words(const Act& act, ByteView bytes);

}  // namespace pyx::custody
