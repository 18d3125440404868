// The report about a bundle as pyx shows it.
#pragma once

#include "ceremony/cli/output.h"
#include "ceremony/transcript/verify.h"

namespace pyx::ceremony {

// Exit 0 for clean, 5 for clean with deviations, 3 for not acceptable; 4 for a real ceremony that
// would be acceptable and whose people nobody vouches for.
Outcome show_report(const transcript::CeremonyReport& report);

}  // namespace pyx::ceremony
