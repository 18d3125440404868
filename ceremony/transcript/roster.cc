#include "ceremony/transcript/roster.h"

#include <algorithm>
#include <utility>

#include "base/base64.h"
#include "ceremony/transcript/value_form.h"

namespace pyx::ceremony::transcript {

const RosterPerson* Roster::person(std::string_view id) const {
  const auto found = std::ranges::find(people_, id, &RosterPerson::id);
  return found == people_.end() ? nullptr : &*found;
}

const RosterPerson* Roster::person_with_key(const Sha256& key_id) const {
  const auto found = std::ranges::find_if(
      people_, [&](const RosterPerson& one) { return one.key.id() == key_id; });
  return found == people_.end() ? nullptr : &*found;
}

std::vector<std::string> Roster::present() const {
  std::vector<std::string> ids;
  for (const RosterPerson& one : people_) {
    if (one.present) ids.push_back(one.id);
  }
  return ids;
}

std::optional<Fault> Roster::follow(const Entry& entry) {
  switch (entry.kind) {
    case Kind::kPerson:
      return add(entry);
    case Kind::kArrived:
    case Kind::kLeft:
      return move(entry);
    case Kind::kIntermission:
      for (RosterPerson& one : people_) one.present = false;
      return std::nullopt;
    case Kind::kReturned:
      return come_back(entry);
    default:
      return check_named(entry);
  }
}

std::optional<Fault> Roster::add(const Entry& entry) {
  // parse_entry() judged the form.
  PublicKey key = PublicKey::from_spki(from_base64(entry.text("key")).value()).value();
  const std::string& id = entry.text("person");
  if (person(id) != nullptr)
    return fault_at(FaultKind::kPerson, entry, id + " stands on the roster twice");
  if (const RosterPerson* other = person_with_key(key.id())) {
    return fault_at(FaultKind::kPerson, entry, id + " has the key of " + other->id);
  }
  people_.push_back({id, entry.text("name"), names_in(entry.text("roles")), std::move(key), false});
  return std::nullopt;
}

std::optional<Fault> Roster::move(const Entry& entry) {
  const std::string& id = entry.text("person");
  const auto found = std::ranges::find(people_, id, &RosterPerson::id);
  if (found == people_.end())
    return fault_at(FaultKind::kPerson, entry, id + " is not on the roster");
  const bool comes = entry.kind == Kind::kArrived;
  if (found->present == comes) {
    return fault_at(FaultKind::kPresence, entry,
                    id + (comes ? " comes and is already there" : " leaves and is not there"));
  }
  found->present = comes;
  return std::nullopt;
}

std::optional<Fault> Roster::come_back(const Entry& entry) {
  for (const std::string& id : names_in(entry.text("people"))) {
    const auto found = std::ranges::find(people_, id, &RosterPerson::id);
    if (found == people_.end())
      return fault_at(FaultKind::kPerson, entry, id + " is not on the roster");
    found->present = true;
  }
  return std::nullopt;
}

std::optional<Fault> Roster::check_named(const Entry& entry) const {
  for (const std::string_view field : {"person", "people", "signers", "who"}) {
    if (entry.text(field).empty()) continue;
    for (const std::string& id : names_in(entry.text(field))) {
      const RosterPerson* named = person(id);
      if (named == nullptr)
        return fault_at(FaultKind::kPerson, entry, id + " is not on the roster");
      const bool later = field == "signers" || entry.kind == Kind::kStepBegun;
      if (!named->present && !later)
        return fault_at(FaultKind::kPresence, entry, id + " acts and is not there");
    }
  }
  return std::nullopt;
}

}  // namespace pyx::ceremony::transcript
