// The timeline as pictures in HTML: SVG without a word in it, which stretches to any width, and the
// words beside it.
#pragma once

#include "ceremony/report/html_text.h"
#include "ceremony/report/timeline.h"

namespace pyx::ceremony::report {

void write_timeline(const Timeline& timeline, Html& to);

}  // namespace pyx::ceremony::report
