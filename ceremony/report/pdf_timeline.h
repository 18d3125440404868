// The timeline on pages of PDF.
#pragma once

#include "ceremony/report/page_flow.h"
#include "ceremony/report/timeline.h"

namespace pyx::ceremony::report {

void draw_timeline(PageFlow& to, const Timeline& timeline);

}  // namespace pyx::ceremony::report
