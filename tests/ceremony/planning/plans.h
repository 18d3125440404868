// Plans to test with: those that ship, a small one as text, and changes of them.
#pragma once

#include <gmock/gmock.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ceremony/planning/plan_check.h"
#include "ceremony/planning/plan_reader.h"

namespace pyx::ceremony::planning::testing {

inline constexpr std::array<std::string_view, 9> kShipped = {
    "backup", "destroy",        "drill-restore",   "emergency",        "genesis",
    "rotate", "replace-holder", "replace-officer", "wrap-key-rotation"};

std::string shipped_text(std::string_view name);
// What is read out of a text; ends the program, saying why, if there are findings.
Plan read(std::string_view text);
Plan shipped(std::string_view name);
// A plan of two people who look into a box; every kind of table, parameter and thing once.
std::string small_text();
std::string replaced(std::string text, std::string_view from, std::string_view to);

// "step: what", or "what" of the whole plan.
std::vector<std::string> whats(const Findings& findings);
std::vector<std::string> read_whats(std::string_view text);
// References and order, then the model with generated people and the defaults.
std::vector<std::string> faults(const Plan& plan);

Plan without(Plan plan, std::string_view step);  // and without its id in every "after"
Plan swapped(Plan plan, std::size_t index);      // with the next one, whatever "after" says
Step& step_of(Plan& plan, std::string_view step);
Values default_values(const Plan& plan);

// A ceremony in the middle: every step before one was done, as planned.
class Walk {
 public:
  explicit Walk(Plan plan);
  explicit Walk(std::string_view name) : Walk(shipped(name)) {}

  // Does the steps before `id`, but for those that are skipped. A refusal fails the test.
  Walk& upto(std::string_view id, const std::vector<std::string>& skipped = {});
  // One step of the plan, and whatever is in no plan.
  Walk& does(std::string_view id);
  Walk& does(const Step& step);
  Step step(std::string_view id) const;
  // Why it would be refused now; empty if it would not.
  std::string why(const Step& step) const;
  std::string why(const Step& step, const std::vector<std::string>& doers) const;
  std::string why(std::string_view id) const { return why(step(id)); }
  const Model& model() const { return model_; }
  const State& state() const { return model_.state(); }
  std::vector<std::string> ending() const;

 private:
  std::shared_ptr<const Plan> plan_;
  Model model_;
  std::size_t next_ = 0;
};

// A step that no plan has.
Step step_with(Action action, std::vector<std::string> who,
               std::map<std::string, FieldValue, std::less<>> with = {});

}  // namespace pyx::ceremony::planning::testing
