// What may be typed behind pyx-issuer: the table that its help, its page of the manual and its
// reader share.
#pragma once

#include "base/program.h"

namespace pyx::mint {

const Program& issuer_program();

// Errors: kBadInput, naming the flag that is missing or wrong.
Result<GivenFlags> parse_issuer_flags(std::span<const std::string_view> words);

}  // namespace pyx::mint
