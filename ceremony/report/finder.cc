#include "ceremony/report/finder.h"

#include <algorithm>

namespace pyx::ceremony::report {

using transcript::Entry;
using transcript::Kind;

Finder::Finder(const Reading& reading, const std::vector<ActStory>& acts)
    : reading_(reading), acts_(acts), books_(reading.acceptable() ? reading.books.get() : nullptr) {
  if (books_ == nullptr) return;
  keys_ = keys_touched(acts, *books_);
  backups_ = backups_touched(acts, *books_);
}

Numbers Finder::entries(Kind kind) const {
  Numbers found;
  if (!reading_.acceptable()) return found;
  for (const Entry& entry : reading_.transcript.entries) {
    if (entry.kind == kind) found.push_back(entry.number);
  }
  return found;
}

Numbers Finder::entries(Kind kind, std::string_view field, std::string_view value) const {
  Numbers found;
  for (const std::uint64_t number : entries(kind)) {
    if (reading_.transcript.entries[number].text(field) == value) found.push_back(number);
  }
  return found;
}

Numbers Finder::done(std::initializer_list<planning::Action> actions) const {
  Numbers found;
  if (!reading_.acceptable()) return found;
  for (const StepRecord& step : reading_.steps) {
    if (step.end != StepEnd::kDone || !step.action) continue;
    if (std::ranges::find(actions, *step.action) == actions.end()) continue;
    for (const std::size_t place : step.entries) {
      if (reading_.transcript.entries[place].kind == Kind::kStepDone) found.push_back(place);
    }
  }
  return found;
}

Numbers Finder::executed(std::initializer_list<policies::ActType> types) const {
  Numbers found;
  if (books_ == nullptr) return found;
  for (const ActStory& act : acts_) {
    if (!act.executed() || !std::ranges::any_of(types, [&](auto type) { return act.is(type); }))
      continue;
    found = joined(std::move(found), act.entries.at("executed"));
  }
  return found;
}

Numbers Finder::approvals() const {
  Numbers found;
  if (books_ == nullptr) return found;
  for (const ActStory& act : acts_) {
    const auto decided = act.entries.find("decided");
    if (act.executed() && decided != act.entries.end())
      found = joined(std::move(found), decided->second);
  }
  return found;
}

std::size_t Finder::executed_acts() const {
  if (books_ == nullptr) return 0;
  return static_cast<std::size_t>(
      std::ranges::count_if(acts_, [](const ActStory& act) { return act.executed(); }));
}

Numbers joined(Numbers some, const Numbers& more) {
  some.insert(some.end(), more.begin(), more.end());
  std::ranges::sort(some);
  return some;
}

}  // namespace pyx::ceremony::report
