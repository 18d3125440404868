#include "ceremony/steps/room_work.h"

#include <algorithm>
#include <utility>

#include "ceremony/cli/escape.h"
#include "ceremony/planning/script.h"
#include "ceremony/transcript/value_form.h"

namespace pyx::ceremony::steps {
namespace {

using planning::Action;
using planning::Item;
using planning::Place;
using transcript::Entry;
using transcript::Kind;

// One thing, or one person's of those of which each has one.
struct Copy {
  const Item* item = nullptr;
  std::string person;
};

// Whoever does it does it with his own; others with all there are.
std::vector<Copy> copies_of(const Standing& standing, const std::string& id) {
  const Item* const item = standing.model.plan().item(id);
  if (item == nullptr) return {};
  if (item->each.empty()) return {{item, {}}};
  Names owners = standing.named(item->each);
  const bool own = std::ranges::any_of(owners, [&](const auto& one) { return standing.does(one); });
  const auto thing = standing.model.state().things.find(id);
  const bool at_holders =
      thing != standing.model.state().things.end() && thing->second.place == Place::kHolder;
  std::erase_if(owners, [&](const std::string& one) {
    return own ? !standing.does(one) : at_holders && !standing.is_present(one);
  });
  std::vector<Copy> copies;
  for (std::string& owner : owners) copies.push_back({item, std::move(owner)});
  return copies;
}

// The one that is sealed last: what goes into it is written down before.
Names things_of(const planning::Step& step) {
  Names things = step.texts("things");
  if (step.has("thing")) things.push_back(step.text("thing"));
  return things;
}

std::string what_of(Action action, const std::string& id, const planning::Step& step) {
  switch (action) {
    case Action::kInspect:
      return "shown";
    case Action::kOpen:
      return "opened";
    case Action::kDestroy:
      return "destroyed";
    case Action::kSeal:
      return id == step.text("thing") ? "sealed" : "moved";
    default:
      return "moved";
  }
}

std::string place_of(const Standing& standing, const Copy& copy) {
  switch (standing.step.action) {
    case Action::kFetch:
      return "table";
    case Action::kStore:
      return "safe";
    case Action::kTake:
      return "with " + (copy.person.empty() ? joined_names(standing.doers) : copy.person);
    case Action::kSeal:
      return copy.item->id == standing.step.text("thing") ? std::string()
                                                          : "in " + standing.step.text("thing");
    default:
      return {};
  }
}

bool has_number(const Standing& standing, const Copy& copy) {
  const bool looked_at =
      standing.step.action == Action::kInspect || standing.step.action == Action::kOpen ||
      (standing.step.action == Action::kSeal && copy.item->id == standing.step.text("thing"));
  return looked_at && planning::is_container(copy.item->kind);
}

transcript::Values entry_of(const Standing& standing, const Copy& copy) {
  transcript::Values values = {
      {"item", copy.item->id},
      {"kind", std::string(planning::to_text(copy.item->kind))},
      {"what", what_of(standing.step.action, copy.item->id, standing.step)},
      {"people", standing.named_for(copy.person)}};
  if (std::string place = place_of(standing, copy); !place.empty())
    values.emplace("place", std::move(place));
  return values;
}

// As it was last written down; empty: it is not known here.
std::string known_number(const Standing& standing, const Copy& copy) {
  std::string number;
  for (const Entry& entry : standing.record.so_far().entries) {
    if (entry.kind != Kind::kItem || entry.text("item") != copy.item->id) continue;
    if (entry.text("bag").empty()) continue;
    const auto people = transcript::names_in(entry.text("people"));
    if (copy.person.empty() || std::ranges::find(people, copy.person) != people.end())
      number = entry.text("bag");
  }
  return number;
}

std::string name_of(const Copy& copy) {
  return std::string(planning::to_text(copy.item->kind)) + " " + copy.item->id +
         (copy.person.empty() ? "" : " of " + copy.person);
}

Result<std::string> number_of(const Doing& doing, const Copy& copy) {
  PYX_ASSIGN(const std::string answer,
             doing.ask("number", copy.item->id, copy.person, "number on " + name_of(copy)));
  const std::string number = escape_line(answer);
  const bool is_new = doing.step.action == Action::kSeal;
  const std::string known = is_new ? std::string() : known_number(doing, copy);
  if (known.empty() || known == number) return number;
  return error(Code::kRefused, "the number on " + name_of(copy) + " is " + number +
                                   ", and the record says " + known);
}

Result<void> handle(const Doing& doing, const Copy& copy) {
  transcript::Values values = entry_of(doing, copy);
  if (doing.has_entry(Kind::kItem, values)) return {};
  if (has_number(doing, copy)) {
    PYX_ASSIGN(values["bag"], number_of(doing, copy));
  }
  return doing.writing.entry(Kind::kItem, values);
}

}  // namespace

Result<void> handle_things(const Doing& doing) {
  if (things_were_handled(doing)) return {};
  PYX_TRY(doing.agreed_by(doing.doers, "it was done",
                          doing.filled(planning::deed_of(doing.step)) + "\n"));
  for (const std::string& id : things_of(doing.step)) {
    for (const Copy& copy : copies_of(doing, id)) PYX_TRY(handle(doing, copy));
  }
  return {};
}

bool things_were_handled(const Standing& standing) {
  for (const std::string& id : things_of(standing.step)) {
    for (const Copy& copy : copies_of(standing, id))
      if (!standing.has_entry(Kind::kItem, entry_of(standing, copy))) return false;
  }
  return true;
}

Result<void> check_identity(const Doing& doing) {
  std::string shown;
  for (const std::string& id : doing.named(doing.step.texts("people"))) {
    if (!doing.is_present(id)) continue;
    const auto& everybody = doing.model.people();
    const auto person = std::ranges::find(everybody, id, &planning::Participant::id);
    PYX_ASSIGN(const std::string paper,
               doing.ask("paper", {}, id,
                         "identity paper of " + person->name + ", and its last four characters"));
    const std::string line = id + " has shown " + escape_line(paper);
    PYX_TRY(doing.write(Kind::kNote, {{"text", line}}));
    shown += line + "\n";
  }
  return doing.agreed_by(doing.doers, "they are who they say", shown);
}

Result<void> read_digests(const Doing& doing) {
  const transcript::Header& header = doing.record.so_far().header;
  std::string text = digest_lines("plan", header.plan);
  if (header.site) text += digest_lines("site", *header.site);
  doing.people.show(text);
  PYX_TRY(doing.agreed_by(doing.doers, "they are those of the printed copies", text));
  PYX_TRY(doing.read_aloud("plan", header.plan, doing.doers));
  if (!header.site) return {};
  return doing.read_aloud("site", *header.site, doing.doers);
}

}  // namespace pyx::ceremony::steps
