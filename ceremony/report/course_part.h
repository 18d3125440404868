// Who was there, how the day went, what each step left, and what was not as planned.
#pragma once

#include <vector>

#include "ceremony/report/document.h"
#include "ceremony/report/person_record.h"
#include "ceremony/report/reading.h"

namespace pyx::ceremony::report {

Section people_section(const Reading& reading, const std::vector<PersonRecord>& people);
Section timeline_section(const Reading& reading);
// One table a section of the plan.
Section steps_section(const Reading& reading);
// Deviations, objections, crashes, steps that were broken off, intermissions, notes outside of a
// step.
Section departures_section(const Reading& reading, const std::vector<PersonRecord>& people);

}  // namespace pyx::ceremony::report
