#include "ceremony/report/things_to_bring.h"

#include <algorithm>
#include <array>

#include "ceremony/transcript/roster.h"

namespace pyx::ceremony::report {
namespace {

using planning::Item;
using planning::Place;

std::string_view origin(Place place) {
  switch (place) {
    case Place::kSafe:
      return "out of the safe";
    case Place::kTable:
      return "new, onto the table";
    case Place::kHolder:
      return "brought by whoever has it";
    case Place::kHost:
      return "in the host";
    case Place::kDestroyed:
      return "nowhere any more";
  }
  return "";
}

std::string listed(const std::vector<std::string>& names, const planning::Values& values) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + values.fill(name);
  return text;
}

// In a container it comes with that.
std::string where_text(const Item& item, const planning::Values& values) {
  std::string text = item.in.empty() ? std::string(origin(item.place)) : "in " + item.in;
  if (item.sealed) text += ", sealed: compare its number with the last record";
  if (!item.each.empty()) text += ", one for each " + listed(item.each, values);
  return text;
}

bool handles_things(planning::Action action) {
  using planning::Action;
  static constexpr std::array kActions = {Action::kFetch,   Action::kStore,       Action::kTake,
                                          Action::kInspect, Action::kOpen,        Action::kSeal,
                                          Action::kDestroy, Action::kInspectToken};
  return std::ranges::find(kActions, action) != kActions.end();
}

std::vector<std::string> things_of(const planning::Step& step) {
  std::vector<std::string> names;
  if (step.has("thing")) names.push_back(step.text("thing"));
  if (step.has("token")) names.push_back(step.text("token"));
  const std::vector<std::string>& more = step.texts("things");
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

}  // namespace

std::vector<ThingToBring> things_to_bring(const planning::Plan& plan,
                                          const planning::Values& values,
                                          std::span<const planning::Participant> people) {
  std::vector<ThingToBring> things;
  for (const Place place : {Place::kSafe, Place::kHolder, Place::kHost, Place::kTable}) {
    for (const Item& item : plan.items) {
      if (item.place != place) continue;
      const std::size_t count =
          item.each.empty() ? 1 : planning::people_named(item.each, values, people).size();
      things.push_back({count, item.id, std::string(to_text(item.kind)), values.fill(item.meaning),
                        where_text(item, values)});
    }
  }
  things.push_back({people.size(), "this script", "", "for each person a copy of his own",
                    "printed, its digest compared"});
  const auto witnesses = static_cast<std::size_t>(std::ranges::count_if(
      people, [](const auto& one) { return one.has_role(transcript::kWitness); }));
  if (witnesses > 0)
    things.push_back({witnesses, "a watch", "", "to hold the host's clock against", "the witness"});
  things.push_back({people.size(), "an identity paper", "", "to show who one is", "everybody"});
  return things;
}

std::vector<std::string> numbers_to_write(const planning::Step& step, const planning::Plan& plan,
                                          const planning::Values& values,
                                          std::span<const planning::Participant> people,
                                          Names names) {
  std::vector<std::string> labels;
  if (!handles_things(step.action)) return labels;
  for (const std::string& name : things_of(step)) {
    const Item* const item = plan.item(name);
    const bool has_number = item != nullptr && (planning::is_container(item->kind) ||
                                                item->kind == planning::ItemKind::kToken);
    if (!has_number) continue;
    if (item->each.empty()) labels.push_back(name);
    const auto ids = planning::people_named(item->each, values, people);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const auto person = std::ranges::find(people, ids[i], &planning::Participant::id);
      labels.push_back(name + ", " +
                       (names == Names::kOfTheDay
                            ? person->name
                            : std::to_string(i + 1) + " of " + std::to_string(ids.size())));
    }
  }
  return labels;
}

}  // namespace pyx::ceremony::report
