#include "policies/quorum.h"

#include <algorithm>

#include "policies/seating.h"

namespace pyx::policies {
namespace {

constexpr std::string_view kQuorum = "ACT-QUORUM";
constexpr std::string_view kFreeze = "FREEZE-ONE";

Decision approved(std::string_view control, std::string reason) {
  return {Verdict::kApproved, control, std::move(reason)};
}
Decision denied(std::string_view control, std::string reason) {
  return {Verdict::kDenied, control, std::move(reason)};
}
Decision failed(std::string_view control, std::string reason) {
  return {Verdict::kFailed, control, std::move(reason)};
}

bool holds_any(const Person& person, std::span<const std::string> roles) {
  return std::ranges::any_of(roles, [&](const std::string& role) { return person.has_role(role); });
}

bool contains(std::span<const std::string> names, std::string_view wanted) {
  return std::ranges::find(names, wanted) != names.end();
}

const Vote* vote_of(std::span<const Vote> votes, std::string_view person) {
  const auto found = std::ranges::find(votes, person, &Vote::person);
  return found == votes.end() ? nullptr : &*found;
}

bool withdrawn_by(std::span<const Vote> votes, std::string_view proposer) {
  const Vote* const vote = vote_of(votes, proposer);
  return vote != nullptr && vote->choice == Choice::kWithdraw;
}

// Nothing if the rule makes sense.
std::optional<std::string> nonsense_in(const QuorumRule& rule) {
  if (rule.seats.empty()) return "the rule has no seats";
  if (rule.seats.size() > kMostRolesInQuorum)
    return "the rule has seats for more than " + std::to_string(kMostRolesInQuorum) + " roles";
  if (rule.may_propose.empty()) return "the rule names no role that may propose";
  for (auto seats = rule.seats.begin(); seats != rule.seats.end(); ++seats) {
    if (seats->needed == 0) return "the rule needs 0 of " + seats->role;
    if (std::ranges::find(rule.seats.begin(), seats, seats->role, &Seats::role) != seats)
      return "the rule has seats for " + seats->role + " twice";
  }
  return std::nullopt;
}

// Only ids that the policy knows are repeated in a reason: others may hold anything.
std::string name_of(const Policy& policy, std::string_view person) {
  const Person* const known = policy.person(person);
  return known == nullptr ? "a person unknown to the policy" : known->id;
}

std::optional<std::string> repeated_in(const Policy& policy, std::span<const Vote> votes) {
  for (std::size_t i = 0; i < votes.size(); ++i)
    if (vote_of(votes.first(i), votes[i].person) != nullptr)
      return name_of(policy, votes[i].person) + " appears twice among the votes";
  return std::nullopt;
}

// What every question about an open act starts with: the rule, sane votes, a rightful proposer who
// did not withdraw.
Decision act_is_open(const Policy& policy, ActType type, std::string_view proposer,
                     std::span<const Vote> votes) {
  Decision proposed = may_propose(policy, type, proposer);
  if (!proposed.approved()) return proposed;
  if (auto repeated = repeated_in(policy, votes)) return failed(kQuorum, *std::move(repeated));
  if (withdrawn_by(votes, proposer))
    return denied(kQuorum, name_of(policy, proposer) + " has withdrawn the proposal");
  return proposed;
}

using People = std::vector<const Person*>;

// The people whose approvals count for the seats of `role`.
People approving(const Policy& policy, std::string_view role, std::string_view proposer,
                 std::span<const Vote> votes, std::span<const std::string> excluded) {
  People people;
  for (const Vote& vote : votes) {
    if (vote.choice != Choice::kApprove || vote.role != role) continue;
    if (vote.person == proposer || contains(excluded, vote.person)) continue;
    const Person* const person = policy.person(vote.person);
    if (person != nullptr && person->has_role(role)) people.push_back(person);
  }
  return people;
}

// A policy that was read from TOML has no such pair; one that was put together by hand may.
std::optional<std::string> same_key_among(const People& people) {
  for (auto person = people.begin(); person != people.end(); ++person) {
    const auto twin = std::find_if(people.begin(), person, [&](const Person* other) {
      return other->key.id() == (*person)->key.id();
    });
    if (twin != person) return (*twin)->id + " and " + (*person)->id + " have the same key";
  }
  return std::nullopt;
}

void add_to_list(std::string& list, std::string_view separator, const std::string& item) {
  if (!list.empty()) list += separator;
  list += item;
}

std::string names_of(const People& people) {
  std::string names;
  for (const Person* const person : people) add_to_list(names, ", ", person->id);
  return names;
}

// "with olga proposing and bob missing, 2 of security-officer cannot be filled: 1 left"
std::string shortage_in(const Policy& policy, const QuorumRule& rule, const Person& proposer,
                        const SeatGroup& group, std::uint64_t left) {
  std::string text = "with " + proposer.id + " proposing";
  if (!rule.no_spare) {
    const auto missing = std::ranges::find_if(policy.people, [&](const Person& person) {
      return &person != &proposer && (seats_open_to(person, rule.seats) & group.mask) != 0;
    });
    if (missing != policy.people.end()) text += " and " + missing->id + " missing";
  }
  return text + ", " + to_text(rule.seats, group) + " cannot be filled: " + std::to_string(left) +
         (left == 1 ? " person is left" : " people are left");
}

}  // namespace

std::string_view to_text(Choice choice) {
  switch (choice) {
    case Choice::kApprove:
      return "approve";
    case Choice::kRefuse:
      return "refuse";
    case Choice::kWithdraw:
      return "withdraw";
  }
  return "?";
}

std::optional<Choice> choice_from(std::string_view text) {
  for (const Choice choice : {Choice::kApprove, Choice::kRefuse, Choice::kWithdraw})
    if (to_text(choice) == text) return choice;
  return std::nullopt;
}

Decision may_propose(const Policy& policy, ActType type, std::string_view proposer) {
  const std::string act(to_text(type));
  const QuorumRule* const rule = policy.rule(type);
  if (rule == nullptr) return denied(kQuorum, "the policy has no rule for " + act);
  if (auto nonsense = nonsense_in(*rule)) return failed(kQuorum, *std::move(nonsense));
  const Person* const person = policy.person(proposer);
  if (person == nullptr) return denied(kQuorum, "the proposer is unknown to the policy");
  if (!holds_any(*person, rule->may_propose))
    return denied(kQuorum, person->id + " holds no role that may propose " + act);
  return approved(kQuorum, person->id + " may propose " + act);
}

Decision may_vote(const Policy& policy, ActType type, std::string_view proposer, const Vote& vote,
                  std::span<const Vote> recorded) {
  if (Decision open = act_is_open(policy, type, proposer, recorded); !open.approved()) return open;
  const Person* const person = policy.person(vote.person);
  if (person == nullptr) return denied(kQuorum, "the voter is unknown to the policy");
  const bool holds_role = person->has_role(vote.role);
  if (vote.person == proposer) {
    if (vote.choice != Choice::kWithdraw)
      return denied(kQuorum, person->id + " proposed this act and may only withdraw it");
    if (!holds_role && !vote.role.empty())
      return denied(kQuorum, person->id + " does not hold the role he withdraws as");
    return approved(kQuorum, person->id + " may withdraw the proposal");
  }
  if (!holds_role) return denied(kQuorum, person->id + " does not hold the role he votes as");
  const auto& seats = policy.rule(type)->seats;
  if (std::ranges::find(seats, vote.role, &Seats::role) == seats.end())
    return denied(kQuorum,
                  vote.role + " has no seat in the quorum of " + std::string(to_text(type)));
  if (vote.choice == Choice::kWithdraw) {
    const Vote* const earlier = vote_of(recorded, vote.person);
    if (earlier == nullptr || earlier->choice == Choice::kWithdraw)
      return denied(kQuorum, person->id + " has no decision to withdraw");
  }
  return approved(kQuorum, person->id + " may vote as " + vote.role);
}

Decision quorum_reached(const Policy& policy, ActType type, std::string_view proposer,
                        std::span<const Vote> votes, std::span<const std::string> excluded) {
  if (Decision open = act_is_open(policy, type, proposer, votes); !open.approved()) return open;
  People everybody = {policy.person(proposer)};
  std::string filled;
  std::string missing;
  for (const auto& [needed, role] : policy.rule(type)->seats) {
    const People people = approving(policy, role, proposer, votes, excluded);
    if (people.size() < needed)
      add_to_list(missing, " and ", std::to_string(needed - people.size()) + " more of " + role);
    add_to_list(filled, "; ", std::to_string(needed) + " of " + role + " by " + names_of(people));
    everybody.insert(everybody.end(), people.begin(), people.end());
  }
  if (auto twins = same_key_among(everybody)) return failed(kQuorum, *std::move(twins));
  if (!missing.empty()) return denied(kQuorum, "needs " + missing);
  return approved(kQuorum, filled);
}

bool quorum_possible(const Policy& policy, ActType type, std::string_view proposer,
                     std::span<const Vote> votes, std::span<const std::string> excluded) {
  if (!act_is_open(policy, type, proposer, votes).approved()) return false;
  const auto& seats = policy.rule(type)->seats;
  std::vector<SeatMask> left;
  for (const Person& person : policy.people) {
    if (person.id == proposer || contains(excluded, person.id)) continue;
    const Vote* const vote = vote_of(votes, person.id);
    if (vote == nullptr || vote->choice != Choice::kRefuse)
      left.push_back(seats_open_to(person, seats));
  }
  return !short_group(seats, left).has_value();
}

Decision rule_can_be_met(const Policy& policy, const QuorumRule& rule) {
  if (auto nonsense = nonsense_in(rule)) return failed(kQuorum, *std::move(nonsense));
  std::vector<SeatMask> people;
  for (const Person& person : policy.people) people.push_back(seats_open_to(person, rule.seats));
  const auto groups = seat_groups(rule.seats, people);
  bool anyone = false;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const Person& proposer = policy.people[i];
    if (!holds_any(proposer, rule.may_propose)) continue;
    anyone = true;
    for (const SeatGroup& group : groups) {
      std::uint64_t left = group.available - ((people[i] & group.mask) != 0 ? 1 : 0);
      // The worst person to be missing is one of the group.
      if (!rule.no_spare && left > 0) --left;
      if (left < group.needed)
        return denied(kQuorum, shortage_in(policy, rule, proposer, group, left));
    }
  }
  if (!anyone) return denied(kQuorum, "nobody holds a role that may propose");
  return approved(kQuorum, "the rule can be met");
}

Decision may_freeze(const Policy& policy, std::string_view person) {
  if (policy.may_freeze.empty()) return failed(kFreeze, "the policy names no role that may freeze");
  const Person* const known = policy.person(person);
  if (known == nullptr) return denied(kFreeze, "the person is unknown to the policy");
  if (!holds_any(*known, policy.may_freeze))
    return denied(kFreeze, known->id + " holds no role that may freeze");
  return approved(kFreeze, known->id + " may freeze");
}

}  // namespace pyx::policies
