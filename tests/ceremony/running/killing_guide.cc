#include "tests/ceremony/running/killing_guide.h"

#include <unistd.h>

#include <csignal>

#include "tests/crash_point_hook.h"

namespace pyx::ceremony::running::testing {
namespace {

void die() { ::kill(::getpid(), SIGKILL); }

}  // namespace

void KillingGuide::show(const Moment& moment) {
  if (moment.stage != Stage::kStep || moment.step != kill_.step) return;
  at_step_ = true;
  if (kill_.point == kAsked) pyx::testing::crash_at("crash-point:ceremony-step-worked");
  if (kill_.point.starts_with("crash-point:")) pyx::testing::crash_at(kill_.point);
}

Result<std::string> KillingGuide::ask(const Question& question) {
  const std::string_view id = question.id;
  if (kill_.point.starts_with('?') && id.starts_with(std::string_view(kill_.point).substr(1)))
    die();
  if (kill_.point == kAsked && at_step_ && !id.starts_with("step.")) die();
  const bool was_not_done = id.starts_with("crash.") &&
                            question.to_read.find("looked at: not-done") != std::string::npos &&
                            choice_of(question, "again") != nullptr;
  if (was_not_done && not_done_ == NotDone::kAgain) return std::string("again");
  return answers_.ask(question);
}

}  // namespace pyx::ceremony::running::testing
