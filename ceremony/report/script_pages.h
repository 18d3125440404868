// The script of a ceremony to be printed before the day: who is needed, what has to be there, and
// every step with what is said, a box to tick, and room for a number, the time and initials.
#pragma once

#include <optional>
#include <span>

#include "ceremony/card_canvas.h"
#include "ceremony/planning/people.h"
#include "ceremony/planning/plan.h"
#include "ceremony/report/document.h"

namespace pyx::ceremony::report {

struct Script {
  const planning::Plan& plan;
  const planning::Values& values;
  std::span<const planning::Participant> people;
  std::optional<Sha256> site;  // nothing: people are not those of a day
  std::string site_name;
  std::vector<Band> bands;  // on every page
};
// The same plan and people give the same bytes. Errors: those of PageFlow::finish.
Result<void> script_pages(const Script& script, PdfSink sink);

}  // namespace pyx::ceremony::report
