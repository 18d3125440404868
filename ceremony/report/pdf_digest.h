// A digest on pages of PDF, to be compared and read aloud: hex in one line, PGP words in rows of
// eight.
#pragma once

#include "ceremony/report/document.h"
#include "ceremony/report/page_flow.h"

namespace pyx::ceremony::report {

void draw_digest(PageFlow& to, const DigestBlock& digest);

}  // namespace pyx::ceremony::report
