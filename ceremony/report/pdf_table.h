// Tables and lists of facts on pages of PDF: rows stay together where they can, and a table that
// goes on on the next page has its heads there again.
#pragma once

#include <vector>

#include "ceremony/report/document.h"
#include "ceremony/report/page_flow.h"

namespace pyx::ceremony::report {

void draw_table(PageFlow& to, const Table& table);
// Labels on the left, values beside them, from the left margin to `right`.
void draw_facts(PageFlow& to, const std::vector<Fact>& facts, double right);

}  // namespace pyx::ceremony::report
