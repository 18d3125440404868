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
        return refusal({one, " would leave with ", id, ", which is not sealed"}, "seal it before");
    }
    for (const auto& [id, backup] : scene.state.backups) {
      if (backup.sets.empty() || backup.dead) continue;
      const ShareSetNow& newest = backup.sets.back();
      if (newest.state == custody::ShareSetState::kPending && newest.holders.contains(one) &&
          !newest.acknowledged.contains(one)) {
        return refusal({one, " has not acknowledged the share of backup ", id},
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
    case Action::kIntermission:
      return Rule{check_logged_out, apply_intermission};
    case Action::kResume:
      return Rule{check_resume, apply_resume};
    default:
      return std::nullopt;
  }
}

}  // namespace pyx::ceremony::planning
