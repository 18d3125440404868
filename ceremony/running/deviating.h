// What is not as planned: typed by whoever leads, or noticed by the run itself, and signed by those
// who have to know of it.
#pragma once

#include <string>

#include "ceremony/running/course.h"

namespace pyx::ceremony::running {

// What is known of it already; what is empty is asked for.
struct DeviationAsk {
  std::string id;        // of its questions: "step.fetch.deviation"
  std::string what;      // its class
  std::string severity;  // "minor" "major" "critical"
  std::string text;
};
// Its number. Signed at once by those of its signers who are in the room, later by the others.
// Errors: those of Guide::ask, of the keys and of the writer.
Result<unsigned> deviate(Course& course, const DeviationAsk& ask);

// Compares the clock with one that nobody can set, and the time used with the plan's `longest`; a
// deviation for each that is off, once.
Result<void> watch_time(Course& course);

}  // namespace pyx::ceremony::running
