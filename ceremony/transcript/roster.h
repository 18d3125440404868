// The people of one transcript, as its entries name them: who they are, which keys they sign with,
// and who is in the room.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/public_key.h"
#include "ceremony/transcript/entry.h"
#include "ceremony/transcript/fault.h"

namespace pyx::ceremony::transcript {

struct RosterPerson {
  std::string id;
  std::string name;  // empty: hidden
  std::vector<std::string> roles;
  PublicKey key;
  bool present = false;
};

// Who signs initials.
inline constexpr std::string_view kWitness = "witness";

class Roster {
 public:
  // Takes persons, arrivals, departures and intermissions, and looks at whom every other entry
  // names: they are on the roster and in the room. Those who begin a step may be about to come, and
  // a deviation's signers may sign later.
  std::optional<Fault> follow(const Entry& entry);

  const std::vector<RosterPerson>& people() const { return people_; }
  const RosterPerson* person(std::string_view id) const;
  const RosterPerson* person_with_key(const Sha256& key_id) const;
  std::vector<std::string> present() const;  // ids, in the order of the roster

 private:
  std::optional<Fault> add(const Entry& entry);
  std::optional<Fault> move(const Entry& entry);
  std::optional<Fault> come_back(const Entry& entry);
  std::optional<Fault> check_named(const Entry& entry) const;

  std::vector<RosterPerson> people_;
};

}  // namespace pyx::ceremony::transcript
