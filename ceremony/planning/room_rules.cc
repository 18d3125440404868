#include <algorithm>

#include "ceremony/planning/rules.h"

namespace pyx::ceremony::planning {
namespace {

Verdict nothing(const Scene&) { return std::nullopt; }

Verdict check_arrive(const Scene& scene) {
  for (const std::string& id : scene.step.who) {
    const Role* const role = scene.plan.role(id);
    if (role == nullptr) continue;
    const auto there = std::ranges::count_if(scene.everybody, [&](const Participant& one) {
      return one.has_role(id) && (scene.person(one.id).present || scene.does(one.id));
    });
    const std::int64_t least = least_of(*role, scene.values);
    if (there < least) {
      return refusal(std::to_string(there) + " people of role " + id + " come, but " +
                         std::to_string(least) + " are needed",
                     "wait for them, or do it another day", FindingKind::kPeople);
    }
  }
  return std::nullopt;
}

void apply_arrive(const Scene& scene, State& to) {
  for (const std::string& one : scene.doers) {
    PersonState& person = to.people[one];
    person.present = true;
    person.was_here = true;
    person.identified = false;
  }
}

Verdict check_leave(const Scene& scene) {
  for (const std::string& one : scene.doers) {
    for (const auto& [id, thing] : scene.state.things) {
      const bool has_it = thing.place == Place::kHolder && thing.holders.contains(one);
      if (has_it && scene.is_readable(id))
        return refusal(one + " would leave with " + id + ", which is not sealed",
                       "seal it before");
    }
    for (const auto& [id, backup] : scene.state.backups) {
      if (backup.sets.empty() || backup.dead) continue;
      const ShareSetNow& newest = backup.sets.back();
      if (newest.state == custody::ShareSetState::kPending && newest.holders.contains(one) &&
          !newest.acknowledged.contains(one)) {
        return refusal(one + " has not acknowledged the share of backup " + id,
                       "acknowledge before");
      }
    }
  }
  return std::nullopt;
}

void apply_leave(const Scene& scene, State& to) {
  for (const std::string& one : scene.doers) {
    to.people[one].present = false;
    to.people[one].identified = false;
  }
}

Verdict check_identity(const Scene& scene) {
  for (const std::string& one : scene.people(scene.step.texts("people")))
    if (scene.person(one).present) return std::nullopt;
  return refusal("nobody of " + listed(scene.step.texts("people")) + " is in the room",
                 "arrive before");
}

void apply_identity(const Scene& scene, State& to) {
  for (const std::string& one : scene.people(scene.step.texts("people")))
    if (scene.person(one).present) to.people[one].identified = true;
}

void apply_digests(const Scene&, State& to) { to.digests_read = true; }

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
      return refusal("there is " + to_text(scene.thing(id).secrets.front()) + " on " + id,
                     "seal it in an envelope before");
    const bool used = scene.plan.token(id) != nullptr &&
                      scene.token(id).state != TokenState::kBlank;
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
      return refusal("there is one " + id + " and " + std::to_string(scene.doers.size()) +
                         " people take it",
                     "let one of them take it");
    const auto its_people = scene.people(item->each);
    for (const std::string& one : scene.doers) {
      if (!its_people.empty() && std::ranges::find(its_people, one) == its_people.end())
        return refusal(one + " has no " + id, "let its people take it");
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

Verdict check_inspect(const Scene& scene) {
  for (const std::string& id : scene.step.texts("things")) PYX_ALLOW(scene.needs_at_hand(id));
  return std::nullopt;
}

void apply_inspect(const Scene& scene, State& to) {
  for (const std::string& id : scene.step.texts("things")) to.things[id].inspected = true;
}

Verdict check_open(const Scene& scene) {
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

void apply_open(const Scene& scene, State& to) {
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
      return refusal("what different people have on " + inner + " would lie in one " + id,
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

Verdict check_logged_out(const Scene& scene) {
  for (const auto& [id, token] : scene.state.tokens) {
    if (token.logged_in != LoggedIn::kNobody)
      return refusal("token " + id + " is logged in", "log-out before");
  }
  return std::nullopt;
}

void apply_intermission(const Scene&, State& to) {
  to.interrupted = true;
  to.digests_read = false;
  for (auto& [id, person] : to.people) {
    person.present = false;
    person.identified = false;
  }
  for (auto& [id, token] : to.tokens) {
    token.inspected = false;
    if (token.so_pin.way == PinWay::kSession || token.user_pin.way == PinWay::kSession)
      token.pins_known = false;
  }
}

Verdict check_resume(const Scene& scene) {
  if (scene.state.interrupted) return std::nullopt;
  return refusal("the ceremony is not interrupted", "leave this out");
}

void apply_resume(const Scene& scene, State& to) {
  to.interrupted = false;
  apply_arrive(scene, to);
}

}  // namespace

std::optional<Rule> room_rule(Action action) {
  switch (action) {
    case Action::kArrive:
      return Rule{check_arrive, apply_arrive};
    case Action::kLeave:
      return Rule{check_leave, apply_leave};
    case Action::kCheckIdentity:
      return Rule{check_identity, apply_identity};
    case Action::kReadDigests:
      return Rule{nothing, apply_digests};
    case Action::kFetch:
      return Rule{check_fetch, apply_fetch};
    case Action::kStore:
      return Rule{check_store, apply_store};
    case Action::kTake:
      return Rule{check_take, apply_take};
    case Action::kInspect:
      return Rule{check_inspect, apply_inspect};
    case Action::kOpen:
      return Rule{check_open, apply_open};
    case Action::kSeal:
      return Rule{check_seal, apply_seal};
    case Action::kDestroy:
      return Rule{check_destroy, apply_destroy};
    case Action::kIntermission:
      return Rule{check_logged_out, apply_intermission};
    case Action::kResume:
      return Rule{check_resume, apply_resume};
    default:
      return std::nullopt;
  }
}

}  // namespace pyx::ceremony::planning
