// A moment to test screens with: in the middle of everything.
#pragma once

#include "ceremony/running/guide.h"
#include "ceremony/screen/view.h"

namespace pyx::ceremony::screen::testing {

inline running::Moment shown_moment() {
  running::Moment moment;
  moment.stage = running::Stage::kStep;
  moment.rehearsal = false;
  moment.title = "A genesis";
  moment.section_title = "The token";
  moment.section_number = 2;
  moment.sections = 8;
  moment.step = "inspect";
  moment.step_title = "The token is new";
  moment.step_number = 7;
  moment.steps = 12;
  moment.deed = "inspect-token: token vault";
  moment.doers = {"olga", "wanda"};
  moment.say = "The serial is the one on paper.\nThere are no objects on it.";
  moment.evidence = "the serial";
  moment.next = "The token gets its PINs";
  moment.next_doers = {"olga"};
  moment.planned = std::chrono::minutes(90);
  moment.planned_done = std::chrono::minutes(30);
  moment.step_planned = std::chrono::minutes(5);
  moment.now = moment.begun + std::chrono::minutes(27);
  moment.step_begun = moment.now - std::chrono::seconds(31);
  moment.room = {{"olga", "Olga Example", {"operator"}, true, true},
                 {"wanda", "Wanda Example", {"witness"}, false, true}};
  moment.deviations = {{1, "overrun", "minor", "the opening took longer"}};
  return moment;
}

inline running::Question ways() {
  running::Question question;
  question.id = "step.inspect";
  question.text = "step inspect";
  question.choices = {{"begin", "it is done now"},  {"deviation", "something is not as planned"},
                      {"object", "does not agree"}, {"note", "write something down"},
                      {"leave", "somebody leaves"}, {"abandon", "the ceremony ends here"}};
  question.expected = "begin";
  question.enter_is_expected = true;
  return question;
}

inline View shown_view() {
  View view;
  view.moment = shown_moment();
  view.said = {"the key of olga is opened", "nobody is logged in on token vault"};
  view.question = ways();
  return view;
}

inline std::string whole(const Lines& lines) {
  std::string text;
  for (const Line& line : lines) text += text_of(line) + "\n";
  return text;
}

}  // namespace pyx::ceremony::screen::testing
