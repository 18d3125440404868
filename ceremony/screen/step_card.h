// What there is to know about the step: who acts, what is said aloud, what comes next, who is here.
#pragma once

#include "ceremony/running/guide.h"
#include "ceremony/screen/styled_text.h"

namespace pyx::ceremony::screen {

// The most important first.
Lines step_card(const running::Moment& moment, std::size_t columns);

}  // namespace pyx::ceremony::screen
