// What may be typed after pyx-purse, and the words that its flags hold.
#pragma once

#include "base/program.h"
#include "custody/client/wallet.h"

namespace pyx::mint {

const Program& purse_program();
// Errors: kBadInput: none or more than one thing to do, or a flag that it lacks.
Result<GivenFlags> parse_purse_flags(std::span<const std::string_view> words);
// "eur-5=3,eur-1=2". Errors: kBadInput.
Result<std::vector<custody::CoinLine>> coin_lines_from(std::string_view text);

}  // namespace pyx::mint
