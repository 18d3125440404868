// The typed word in front of a step that cannot be taken back.
#pragma once

#include <string_view>

#include "ceremony/cli/context.h"

namespace pyx::ceremony {

enum class Yes { kAsk, kGiven };  // kGiven: --yes

// Asks once for exactly `word`, typed in full. Errors: kAskPerson if another word was typed or
// there is no terminal to ask on; nothing was done then.
Result<void> confirm(Context& context, std::string_view word, Yes yes);

}  // namespace pyx::ceremony
