// A bundle as a report reads it: what the verifier says of it, and what stands in it. All of it is
// of the same bytes; the vault's log is verified once more as it is read.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "ceremony/planning/parameter.h"
#include "ceremony/planning/plan.h"
#include "ceremony/report/step_record.h"
#include "ceremony/transcript/transcript.h"
#include "ceremony/transcript/verify.h"
#include "custody/acts/books.h"

namespace pyx::ceremony::report {

struct Reading {
  std::filesystem::path folder;  // of the bundle
  transcript::CeremonyReport report;
  transcript::Transcript transcript;           // up to what is wrong with its form
  std::shared_ptr<const planning::Plan> plan;  // nullptr: it is no plan, or not the header's
  planning::Values values;                     // of its parameters
  std::vector<StepRecord> steps;
  // As the whole log leaves them; nullptr without one, and of a bundle that is not acceptable.
  std::shared_ptr<const custody::Books> books;
  // The highest level of which no field is hidden.
  transcript::Level level = transcript::Level::kSecret;

  bool acceptable() const { return report.verdict != transcript::Verdict::kNotAcceptable; }
  bool rehearsal() const { return report.header.mode == transcript::Mode::kRehearsal; }
};

// Errors: kNotFound, kBadInput: there is no bundle that could be read; those of verified_books(),
// if its log changed meanwhile. What is wrong inside of one is in the report.
Result<Reading> read(const std::filesystem::path& bundle, const transcript::Trust& trust);

}  // namespace pyx::ceremony::report
