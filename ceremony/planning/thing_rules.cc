#include <algorithm>

#include "ceremony/planning/rules.h"

namespace pyx::ceremony::planning {
namespace {

// A thing by itself, and there.
Verdict needs_alone_at(const Scene& scene, const std::string& id, Place place) {
  if (!scene.thing(id).in.empty())
    return refusal(id + " lies in " + scene.thing(id).in, "name that instead");
  const Place now = scene.thing(id).place;
  // A token that is not in a bag goes from the host to the table by a hand.
  if (now == place || (now == Place::kHost && place == Place::kTable)) return std::nullopt;
  return refusal(id + " is not " + (place == Place::kSafe ? "in the safe" : "on the table"),
                 "look where it is then");
}

Verdict check_fetch(const Scene& scene) {
  for (const std::string& id : scene.step.texts("things"))
    PYX_ALLOW(needs_alone_at(scene, id, Place::kSafe));
  return std::nullopt;
}

void move_to(State& to, const std::vector<std::string>& things, Place place) {
  for (const std::string& id : things) {
    to.things[id].place = place;
    to.things[id].holders.clear();
  }
}

void apply_fetch(const Scene& scene, State& to) {
  move_to(to, scene.step.texts("things"), Place::kTable);
}

bool is_open_container(const Scene& scene, const std::string& id) {
  const Item* const item = scene.plan.item(id);
  return item != nullptr && is_container(item->kind) && scene.thing(id).seal != Seal::kSealed;
}

Verdict check_store(const Scene& scene) {
  for (const std::string& id : scene.step.texts("things")) {
    PYX_ALLOW(needs_alone_at(scene, id, Place::kTable));
    if (is_open_container(scene, id)) return refusal(id + " is not sealed", "seal it before");
    if (!scene.thing(id).secrets.empty())
      return refusal(id + " shows " + to_text(scene.thing(id).secrets.front()),
                     "seal it in an envelope before");
    const bool used =
        scene.plan.token(id) != nullptr && scene.token(id).state != TokenState::kBlank;
    if (used) return refusal("token " + id + " is in no bag", "seal it in a bag before");
  }
  return std::nullopt;
}

void apply_store(const Scene& scene, State& to) {
  move_to(to, scene.step.texts("things"), Place::kSafe);
}

Verdict check_take(const Scene& scene) {
  for (const std::string& id : scene.step.texts("things")) {
    PYX_ALLOW(needs_alone_at(scene, id, Place::kTable));
    const Item* const item = scene.plan.item(id);
    if (item == nullptr) return refusal(id + " is not there", "name an item");
    if (item->kind == ItemKind::kToken)
      return refusal("token " + id + " is in no bag", "seal it in a bag before");
    if (scene.is_readable(id) || is_open_container(scene, id))
      return refusal(id + " is not sealed", "seal it before");
    if (item->each.empty() && scene.doers.size() > 1)
      return refusal(
          "there is one " + id + " and " + std::to_string(scene.doers.size()) + " people take it",
          "let one of them take it");
    const auto its_people = scene.people(item->each);
    for (const std::string& one : scene.doers) {
      if (!its_people.empty() && std::ranges::find(its_people, one) == its_people.end())
        return refusal({one, " has no ", id}, "let its people take it");
    }
  }
  return std::nullopt;
}

void apply_take(const Scene& scene, State& to) {
  for (const std::string& id : scene.step.texts("things")) {
    to.things[id].place = Place::kHolder;
    to.things[id].holders = Ids(scene.doers.begin(), scene.doers.end());
  }
}

Verdict check_inspect_things(const Scene& scene) {
  for (const std::string& id : scene.step.texts("things")) PYX_ALLOW(scene.needs_at_hand(id));
  return std::nullopt;
}

void apply_inspect_things(const Scene& scene, State& to) {
  for (const std::string& id : scene.step.texts("things")) to.things[id].inspected = true;
}

Verdict check_open_things(const Scene& scene) {
  for (const std::string& id : scene.step.texts("things")) {
    PYX_ALLOW(scene.needs_at_hand(id));
    if (scene.thing(id).seal != Seal::kSealed)
      return refusal(id + " is not sealed", "leave this out");
    if (!scene.thing(id).inspected)
      return refusal("the number of " + id + " was not compared with the record",
                     "inspect it before");
  }
  return std::nullopt;
}

void apply_open_things(const Scene& scene, State& to) {
  for (const std::string& id : scene.step.texts("things")) {
    const ThingState container = to.things[id];
    for (auto& [inner, thing] : to.things) {
      if (thing.in != id) continue;
      thing.in.clear();
      thing.place = container.place;
      thing.holders = container.holders;
    }
    to.things[id].seal = Seal::kTorn;
  }
}

Verdict needs_no_other_around(const Scene& scene, const std::string& id,
                              const std::string& container) {
  const std::string& in = scene.thing(id).in;
  if (in.empty() || in == container) return std::nullopt;
  return refusal(id + " lies in " + in + " already", "take it out before");
}

Verdict check_seal(const Scene& scene) {
  const std::string& id = scene.step.text("thing");
  const Item* const item = scene.plan.item(id);
  if (item == nullptr || !is_container(item->kind))
    return refusal(id + " is no bag and no envelope", "name one");
  PYX_ALLOW(scene.needs_at_hand(id));
  if (scene.thing(id).seal == Seal::kTorn)
    return refusal(id + " was opened: it cannot be sealed again", "take a new one");
  if (scene.thing(id).seal == Seal::kSealed)
    return refusal(id + " is sealed already", "open it before, and take a new one");
  for (const std::string& inner : scene.step.texts("things")) {
    if (inner == id) return refusal(id + " would lie in itself", "name something else");
    PYX_ALLOW(scene.needs_at_hand(inner));
    PYX_ALLOW(needs_no_other_around(scene, inner, id));
    const Item* const what = scene.plan.item(inner);
    const bool parts = what != nullptr && !what->each.empty() &&
                       scene.people(what->each).size() > 1 && !scene.thing(inner).secrets.empty();
    if (parts && scene.people(what->each) != scene.people(item->each))
      return refusal({"what different people have on ", inner, " would lie in one ", id},
                     "give " + id + " the same \"each\"", FindingKind::kAlone);
  }
  return std::nullopt;
}

void apply_seal(const Scene& scene, State& to) {
  const std::string& id = scene.step.text("thing");
  for (const std::string& inner : scene.step.texts("things")) {
    if (inner == id) continue;
    to.things[inner].in = id;
    to.things[inner].holders.clear();
  }
  to.things[id].seal = Seal::kSealed;
  to.things[id].inspected = true;
}

Verdict check_destroy(const Scene& scene) {
  for (const std::string& id : scene.step.texts("things")) {
    if (scene.plan.token(id) != nullptr)
      return refusal(id + " is a token", "wipe-token takes what is on it");
    PYX_ALLOW(scene.needs_at_hand(id));
    if (scene.thing(id).seal == Seal::kSealed)
      return refusal(id + " is sealed: nobody would see what is destroyed", "open it before");
  }
  return std::nullopt;
}

void apply_destroy(const Scene& scene, State& to) {
  for (const std::string& id : scene.step.texts("things")) {
    ThingState& thing = to.things[id];
    thing.place = Place::kDestroyed;
    thing.in.clear();
    thing.secrets.clear();
    thing.holders.clear();
  }
}

}  // namespace

std::optional<Rule> thing_rule(Action action) {
  switch (action) {
    case Action::kFetch:
      return Rule{check_fetch, apply_fetch};
    case Action::kStore:
      return Rule{check_store, apply_store};
    case Action::kTake:
      return Rule{check_take, apply_take};
    case Action::kInspect:
      return Rule{check_inspect_things, apply_inspect_things};
    case Action::kOpen:
      return Rule{check_open_things, apply_open_things};
    case Action::kSeal:
      return Rule{check_seal, apply_seal};
    case Action::kDestroy:
      return Rule{check_destroy, apply_destroy};
    default:
      return std::nullopt;
  }
}

}  // namespace pyx::ceremony::planning
