// A whole ceremony: opened, run, ended and verified; or taken up where it stood.
#pragma once

#include <filesystem>
#include <optional>

#include "ceremony/cli/context.h"
#include "ceremony/cli/plan_file.h"
#include "ceremony/running/opening.h"
#include "ceremony/running/runner.h"
#include "ceremony/transcript/verify.h"

namespace pyx::ceremony::running {

struct CeremonyAsk {
  PlanAsk plan;  // with a site
  std::filesystem::path bundle;
  transcript::Mode mode = transcript::Mode::kReal;
  ShareTerminal* screen = nullptr;  // at which holders sit; nullptr: there is none
  Judged judged = Judged::kYes;
  std::string answers = {};  // SHA-256, hex, of the file that answers; empty: people do
};

struct CeremonyEnd {
  Ending ending = Ending::kInterrupted;
  std::filesystem::path bundle;
  // Unless it was interrupted.
  std::optional<transcript::CeremonyReport> report;
};

// Errors: those of read_plan_at_site(), open_book() and run_on(). After an error that came later
// than the opening the bundle stands, and take_up_ceremony() goes on.
Result<CeremonyEnd> hold_ceremony(const CeremonyAsk& ask, Context& context, Guide& guide);
// Errors: those of read_plan_at_site(), reopen_book(), reconcile() and run_on().
Result<CeremonyEnd> take_up_ceremony(const CeremonyAsk& ask, Context& context, Guide& guide);

}  // namespace pyx::ceremony::running
