// What has to be in the room for a plan, and where it comes from: a list to tick off before the
// day.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "ceremony/planning/people.h"
#include "ceremony/planning/plan.h"

namespace pyx::ceremony::report {

struct ThingToBring {
  std::size_t count = 1;
  std::string what;     // the plan's id, or what everybody brings
  std::string kind;     // "envelope"; empty of what is no thing of the plan
  std::string meaning;  // as the plan has it
  std::string where;    // "out of the safe", "for each custodian"
};
// In the order of the plan, grouped by where it comes from; behind it what people bring besides.
std::vector<ThingToBring> things_to_bring(const planning::Plan& plan,
                                          const planning::Values& values,
                                          std::span<const planning::Participant> people);

// kMadeUp: before it is known who they will be.
enum class Names { kOfTheDay, kMadeUp };

// What a step asks the number of: bags and envelopes that are fetched, compared, opened, sealed,
// put away, and tokens; one label for each: "vault-bag", "so-envelope, Alice Example", or
// "so-envelope, 1 of 3".
std::vector<std::string> numbers_to_write(const planning::Step& step, const planning::Plan& plan,
                                          const planning::Values& values,
                                          std::span<const planning::Participant> people,
                                          Names names);

}  // namespace pyx::ceremony::report
