// Answers a rehearsal as expected, and ends its process by SIGKILL at one point of one step.
#pragma once

#include <string>
#include <string_view>

#include "ceremony/running/scripted_guide.h"

namespace pyx::ceremony::running::testing {

struct Kill {
  std::string step;
  // A crash point (tests/crash_point_hook.h), kAsked, or "?" and how the id of a question begins.
  std::string point;
};
// At the first question that the step's work asks; if it asks nothing, once it is done.
inline constexpr std::string_view kAsked = "asked";

class KillingGuide final : public Guide {
 public:
  enum class NotDone { kContinue, kAgain };  // what is decided of a step that was not done
  // Without a point nobody is killed.
  KillingGuide(Kill kill, NotDone not_done)
      : kill_(std::move(kill)),
        not_done_(not_done),
        answers_(Answers::expected(), quiet_, ScriptedGuide::Unknown::kIsMadeUp) {}

  void show(const Moment& moment) override;
  void say(std::string_view) override {}
  void read(std::string_view) override {}
  Result<std::string> ask(const Question& question) override;

 private:
  Kill kill_;
  NotDone not_done_;
  QuietGuide quiet_;
  ScriptedGuide answers_;
  bool at_step_ = false;
};

}  // namespace pyx::ceremony::running::testing
