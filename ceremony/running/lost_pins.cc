#include "ceremony/running/lost_pins.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "ceremony/running/attendance.h"
#include "ceremony/running/deviating.h"

namespace pyx::ceremony::running {
namespace {

using planning::Action;
using planning::PinWay;
using planning::Step;
using Names = std::vector<std::string>;

bool is_of_session(const planning::PinKeeping& so_pin, const planning::PinKeeping& user_pin) {
  return so_pin.way == PinWay::kSession || user_pin.way == PinWay::kSession;
}

// Begun and not done: what of it was done cannot be used.
bool was_being_initialised(const Course& course, const std::string& token) {
  const Step* const open = course.book.standing().open();
  return open != nullptr && open->action == Action::kInitialiseToken &&
         open->text("token") == token &&
         is_of_session(planning::pin_keeping(*open, "so_pin"),
                       planning::pin_keeping(*open, "user_pin"));
}

Step initialising(const Course& course, const std::string& token, const Names& people,
                  const planning::TokenNow& now) {
  Step step = course.book.walk().single_step(Action::kInitialiseToken, people);
  step.with["token"] = token;
  step.with["so_pin"] = std::string(to_text(now.so_pin.way));
  step.with["user_pin"] = std::string(to_text(now.user_pin.way));
  return step;
}

Result<void> run_one(Course& course, const Step& step, const planning::Model& model,
                     const Names& people) {
  auto done = course.work.run(step, model, people, course.people, course.book);
  course.people.leave_screen();
  return done;
}

// As if it had been wiped: that is what its maker's tools have done.
Result<void> renew(Course& course, const std::string& token, const Names& people) {
  const planning::TokenNow now = course.book.model().state().tokens.find(token)->second;
  planning::Model blank = course.book.model();
  Step wiping = course.book.walk().single_step(Action::kWipeToken, people);
  wiping.with["token"] = token;
  blank.apply(wiping, people);
  Step looking = course.book.walk().single_step(Action::kInspectToken, people);
  looking.with["token"] = token;
  PYX_TRY(run_one(course, looking, blank, people));
  return run_one(course, initialising(course, token, people, now), blank, people);
}

Result<bool> is_blank_again(Course& course, const std::string& token) {
  course.work.log_out();
  const Question question =
      choose("crash.token." + token,
             "token " + token + " is under PINs that ended with the program: is it blank again",
             {{"blank", "its maker's tools have reset it, or another blank one is here"},
              {"no", "it stays as it is, and what needs it is left out"}});
  PYX_ASSIGN(const std::string answer, ask_choice(course, question));
  if (answer != "blank") return false;
  if (course.reset_token) PYX_TRY(course.reset_token(token));
  return true;
}

}  // namespace

Result<void> renew_lost_pins(Course& course) {
  const auto tokens = course.book.model().state().tokens;
  for (const auto& [id, now] : tokens) {
    const bool lost = now.state == planning::TokenState::kInitialised && now.pins_known &&
                      is_of_session(now.so_pin, now.user_pin);
    const bool half = was_being_initialised(course, id);
    if (!lost && !half) continue;
    PYX_ASSIGN(const bool blank, is_blank_again(course, id));
    if (!blank) continue;
    // The open step does it then.
    if (!half) PYX_TRY(renew(course, id, two_of_the_room(course)));
    PYX_TRY(deviate(course, {"crash.token." + id, "token", "minor",
                             "token " + id +
                                 " was made blank and got new PINs: the ones before ended with "
                                 "the program"}));
  }
  return {};
}

}  // namespace pyx::ceremony::running
