#include "ceremony/running/deviating.h"

#include <algorithm>
#include <array>
#include <utility>

#include "ceremony/planning/script.h"
#include "ceremony/running/signing.h"
#include "ceremony/transcript/roster.h"
#include "ceremony/transcript/value_form.h"

namespace pyx::ceremony::running {
namespace {

using transcript::Kind;
using Names = std::vector<std::string>;

constexpr Duration kMostJump = std::chrono::seconds(5);

std::vector<Choice> classes() {
  return {{"other", "none of these"},
          {"absence", "somebody is not there"},
          {"clock", "a clock is wrong"},
          {"equipment", "something does not work"},
          {"item", "a thing is not as it should be"},
          {"order", "done in another order"},
          {"overrun", "takes longer than planned"},
          {"skipped", "a step is left out"},
          {"substitution", "another person or thing in place of the planned one"},
          {"token", "a token is not as it should be"}};
}

std::vector<Choice> severities() {
  return {{"minor", "of no weight for what comes out"},
          {"major", "has to be looked at by whoever relies on it"},
          {"critical", "nobody may rely on this ceremony"}};
}

// Witnesses, or everybody on the roster who is one if none is there yet.
Names usual_signers(const Course& course) {
  const Standing& standing = course.book.standing();
  Names signers = standing.present_with(transcript::kWitness);
  if (!signers.empty()) return signers;
  for (const auto& one : standing.roster().people()) {
    if (std::ranges::find(one.roles, transcript::kWitness) != one.roles.end())
      signers.push_back(one.id);
  }
  if (signers.empty()) signers = standing.present();
  return signers;
}

Names everybody(const Course& course) {
  Names ids;
  for (const auto& one : course.book.standing().roster().people()) ids.push_back(one.id);
  return ids;
}

Result<std::string> given_or_asked(Course& course, const std::string& given,
                                   const Question& question) {
  if (!given.empty()) return given;
  return course.guide.ask(question);
}

Result<Names> ask_signers(Course& course, const std::string& id, bool noticed) {
  const Names usual = usual_signers(course);
  if (noticed) return usual;
  Question question;
  question.id = id + ".signers";
  question.text = "who has to sign it";
  question.expected = planning::listed(usual);
  return ask_people(course, std::move(question), everybody(course));
}

}  // namespace

Result<unsigned> deviate(Course& course, const DeviationAsk& ask) {
  const bool noticed = !ask.what.empty() && !ask.severity.empty() && !ask.text.empty();
  PYX_ASSIGN(const std::string what,
             given_or_asked(course, ask.what,
                            choose(ask.id + ".class", "what is not as planned", classes())));
  PYX_ASSIGN(const std::string severity,
             given_or_asked(course, ask.severity,
                            choose(ask.id + ".severity", "how grave is it", severities())));
  Question words;
  words.id = ask.id + ".text";
  words.text = "what happened, in one sentence";
  PYX_ASSIGN(const std::string text, given_or_asked(course, ask.text, words));
  PYX_ASSIGN(const Names signers, ask_signers(course, ask.id, noticed));
  const auto number = static_cast<unsigned>(course.book.standing().deviations().size()) + 1;
  PYX_TRY(course.book.entry(Kind::kDeviation, {{"deviation", std::to_string(number)},
                                               {"class", what},
                                               {"severity", severity},
                                               {"signers", transcript::join_names(signers)},
                                               {"text", text}}));
  course.guide.say("deviation " + std::to_string(number) + ", " + what + ", " + severity + ": " +
                   text);
  PYX_TRY(sign_deviations(course));
  return number;
}

Result<void> watch_time(Course& course) {
  const Time wall = course.clock.now();
  const Duration passed = course.clock.passed();
  const Duration jump = (wall - course.last_wall) - (passed - course.last_passed);
  course.last_wall = wall;
  course.last_passed = passed;
  if (jump > kMostJump || jump < -kMostJump) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(jump).count();
    PYX_TRY(deviate(course, {"clock", "clock", "minor",
                             "the host's clock moved by " + std::to_string(seconds) +
                                 " seconds more than has passed"}));
  }
  const Standing& standing = course.book.standing();
  const Duration used = wall - standing.begun() - standing.away_for();
  const Duration longest = course.book.plan().longest;
  if (used <= longest || standing.has_deviation("overrun")) return {};
  PYX_TRY(deviate(course, {"overrun", "overrun", "minor",
                           "the ceremony takes longer than the " + planning::in_hours(longest) +
                               " of its plan"}));
  return {};
}

}  // namespace pyx::ceremony::running
