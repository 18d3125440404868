// What can be compared: digests, things with their numbers, tokens, what was looked at before, and
// who signed over what.
#pragma once

#include <vector>

#include "ceremony/report/document.h"
#include "ceremony/report/person_record.h"
#include "ceremony/report/reading.h"

namespace pyx::ceremony::report {

Section digests_section(const Reading& reading);
// Tokens, checks before the ceremony, watches against the clock, what terminals showed.
Section looked_at_section(const Reading& reading);
// Bags, envelopes, cards: what was done with each, by whom.
Section things_section(const Reading& reading);
// Who signed each section and the end.
Section signatures_section(const Reading& reading, const std::vector<PersonRecord>& people);
// How to find out without this report.
Section checking_section(const Reading& reading);

}  // namespace pyx::ceremony::report
