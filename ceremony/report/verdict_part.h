// What a report says first and on every page: whether the bundle is worth anything, and why.
#pragma once

#include <string>
#include <vector>

#include "ceremony/report/document.h"
#include "ceremony/report/reading.h"

namespace pyx::ceremony::report {

// "clean with deviations"; "not acceptable" whenever the verifier says so.
std::string verdict_text(const Reading& reading);
// Not acceptable, a rehearsal, of people for whom nobody vouches, a copy that hides something:
// each says so on every page.
std::vector<Band> bands_of(const Reading& reading);

// The verdict with its reasons.
Notice verdict_notice(const Reading& reading);
// Which ceremony it was: by what, when, how long.
Facts which_ceremony(const Reading& reading);

}  // namespace pyx::ceremony::report
