// Whether a holder typed back the share that he wrote down, and where not.
#pragma once

#include <cstddef>

#include "custody/shares/share.h"

namespace pyx::ceremony {

// The first word, counted from 1, in which two texts differ; 0 if they say the same share. Words
// may be typed from their first four letters on, in either case.
std::size_t first_difference(const shares::ShareWords& typed, const shares::ShareWords& share);

}  // namespace pyx::ceremony
