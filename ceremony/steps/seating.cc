#include "ceremony/steps/seating.h"

#include <set>
#include <vector>

namespace pyx::ceremony::steps {
namespace {

// A matching of people and seats: Kuhn's algorithm.
class Seating {
 public:
  Seating(const policies::Policy& policy, const policies::QuorumRule& rule) : policy_(policy) {
    for (const policies::Seats& seats : rule.seats)
      roles_.insert(roles_.end(), seats.needed, seats.role);
    sitting_.resize(roles_.size());
  }

  // Others may have to move for him.
  bool seat(const std::string& person, std::set<std::size_t>& tried) {
    const policies::Person* const known = policy_.person(person);
    if (known == nullptr) return false;
    for (std::size_t i = 0; i < roles_.size(); ++i) {
      if (!known->has_role(roles_[i]) || !tried.insert(i).second) continue;
      if (!sitting_[i].empty() && !seat(sitting_[i], tried)) continue;
      sitting_[i] = person;
      return true;
    }
    return false;
  }

  std::map<std::string, std::string> result() const {
    std::map<std::string, std::string> seats;
    for (std::size_t i = 0; i < roles_.size(); ++i)
      if (!sitting_[i].empty()) seats.emplace(sitting_[i], roles_[i]);
    return seats;
  }

 private:
  const policies::Policy& policy_;
  std::vector<std::string> roles_;    // one for each seat
  std::vector<std::string> sitting_;  // who has it; empty: nobody
};

}  // namespace

std::map<std::string, std::string> seats_for(const policies::Policy& policy,
                                             const policies::QuorumRule& rule,
                                             std::span<const std::string> people) {
  Seating seating(policy, rule);
  for (const std::string& person : people) {
    std::set<std::size_t> tried;
    seating.seat(person, tried);
  }
  return seating.result();
}

}  // namespace pyx::ceremony::steps
