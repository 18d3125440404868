// What an auditor asks, each answered from the bundle with the entries that show it, or with the
// words that it does not.
#pragma once

#include <vector>

#include "ceremony/report/document.h"
#include "ceremony/report/finder.h"
#include "ceremony/report/question.h"

namespace pyx::ceremony::report {

// "shown" "partly shown" "not shown by this bundle"
std::string_view to_text(Shown shown);

Section checklist_section(const Finder& finder);

}  // namespace pyx::ceremony::report
