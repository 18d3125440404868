// Cards to be written on by hand in a ceremony: rows for the words of a share, with their numbers
// and the two letters of each row. Nothing on them is secret when they come out of the printer.
#pragma once

#include <cstddef>
#include <span>

#include "ceremony/card_canvas.h"
#include "ceremony/planning/people.h"
#include "ceremony/planning/plan.h"
#include "ceremony/report/things_to_bring.h"

namespace pyx::ceremony::report {

// A page for each card of the plan, one for each of its people. No pages: none is needed.
std::size_t cards_needed(const planning::Plan& plan, const planning::Values& values,
                         std::span<const planning::Participant> people);

// Without names of the day there is a line for them. Precondition: one is needed.
// Errors: those of PageFlow::finish.
Result<void> blank_cards(const planning::Plan& plan, const planning::Values& values,
                         std::span<const planning::Participant> people, Names names, PdfSink sink);

}  // namespace pyx::ceremony::report
