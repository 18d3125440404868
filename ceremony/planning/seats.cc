#include "ceremony/planning/seats.h"

#include <algorithm>

#include "policies/rule_reader.h"
#include "policies/seating.h"

namespace pyx::ceremony::planning {
namespace {

std::string short_text(std::span<const policies::Seats> seats,
                       std::span<const policies::SeatMask> people) {
  const auto missing = policies::short_group(seats, people);
  return missing ? policies::to_text(seats, *missing) : std::string();
}

}  // namespace

std::vector<policies::Seats> seats_of(const Plan& plan, const Values& values,
                                      policies::ActType act) {
  std::vector<policies::Seats> seats;
  const ActRule* const rule = plan.rule(act);
  if (rule == nullptr) return seats;
  for (const std::string& text : rule->quorum)
    if (auto one = policies::seats_from(values.fill(text))) seats.push_back(std::move(*one));
  return seats;
}

unsigned sum_of(std::span<const policies::Seats> seats) {
  unsigned sum = 0;
  for (const policies::Seats& one : seats) sum += one.needed;
  return sum;
}

std::string unfilled(std::span<const policies::Seats> seats, std::span<const Participant> everybody,
                     std::span<const std::string> ids) {
  std::vector<policies::SeatMask> people;
  for (const Participant& one : everybody) {
    if (std::ranges::find(ids, one.id) == ids.end()) continue;
    policies::SeatMask mask = 0;
    for (std::size_t i = 0; i < seats.size(); ++i)
      if (one.has_role(seats[i].role)) mask |= policies::SeatMask{1} << i;
    people.push_back(mask);
  }
  return short_text(seats, people);
}

std::string unfilled(std::span<const policies::Seats> seats, const policies::Policy& policy,
                     std::span<const std::string> ids) {
  std::vector<policies::SeatMask> people;
  for (const std::string& id : ids) {
    const policies::Person* const person = policy.person(id);
    people.push_back(person == nullptr ? 0 : policies::seats_open_to(*person, seats));
  }
  return short_text(seats, people);
}

}  // namespace pyx::ceremony::planning
