// Inputs that every reader must accept, made by the same fixtures as the test suite's: what a
// fuzzer starts from.
#pragma once

#include <map>
#include <string>

#include "base/bytes.h"

namespace pyx::fuzz {

// By target, then by a name for the file. Fresh keys each time.
using Examples = std::map<std::string, std::map<std::string, Bytes>>;
Examples honest_examples();

}  // namespace pyx::fuzz
