// ACT-QUORUM against an oracle: every set of votes and every small roster, decided a second time by
// seating people one by one in all possible ways.
#include <algorithm>
#include <functional>
#include <set>

#include "policies/quorum.h"
#include "tests/policies/policy_fixture.h"

namespace pyx::policies {
namespace quorum_property_test {

using testing::person;

constexpr ActType kAct = ActType::kKeyDestroy;

// Whether the seats from `seat` on can be filled, trying each unused person on each.
bool seated(const std::vector<std::string>& seats, std::size_t seat, std::vector<bool>& used,
            const std::function<bool(std::size_t, const std::string&)>& may_take) {
  if (seat == seats.size()) return true;
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (used[i] || !may_take(i, seats[seat])) continue;
    used[i] = true;
    const bool rest = seated(seats, seat + 1, used, may_take);
    used[i] = false;
    if (rest) return true;
  }
  return false;
}

bool can_seat(const std::vector<std::string>& seats, std::size_t people,
              const std::function<bool(std::size_t, const std::string&)>& may_take) {
  std::vector<bool> used(people, false);
  return seated(seats, 0, used, may_take);
}

// Who holds what, written down apart from the policy.
bool holds(const std::string& who, const std::string& role) {
  static const std::set<std::pair<std::string, std::string>> kTable = {
      {"olga", "operator"}, {"olga", "officer"},  {"alice", "officer"}, {"bob", "officer"},
      {"bob", "auditor"},   {"carol", "officer"}, {"carol", "auditor"}, {"dave", "auditor"}};
  return kTable.contains({who, role});
}

Policy small_policy() {
  Policy policy;
  policy.roles = {"operator", "officer", "auditor"};
  policy.people = {person("olga", {"operator", "officer"}), person("alice", {"officer"}),
                   person("bob", {"officer", "auditor"}), person("carol", {"officer", "auditor"}),
                   person("dave", {"auditor"})};
  policy.rules.emplace(kAct,
                       testing::rule_of({{2, "officer"}, {1, "auditor"}}, {"operator", "auditor"}));
  return policy;
}

const std::vector<std::string> kSeats = {"officer", "officer", "auditor"};
const std::vector<std::string> kVoters = {"olga", "alice", "bob", "carol", "dave", "mallory"};
// What each of the voters may have done; nothing stands for no vote.
const std::vector<std::optional<std::pair<std::string, Choice>>> kDeeds = {
    std::nullopt,
    std::pair{"officer", Choice::kApprove},
    std::pair{"auditor", Choice::kApprove},
    std::pair{"operator", Choice::kApprove},
    std::pair{"officer", Choice::kRefuse},
    std::pair{"auditor", Choice::kWithdraw}};

// Calls `see` with each of the 6^6 lists of votes.
void for_all_votes(const std::function<void(const std::vector<Vote>&)>& see) {
  std::size_t lists = 1;
  for (std::size_t i = 0; i < kVoters.size(); ++i) lists *= kDeeds.size();
  for (std::size_t list = 0; list < lists; ++list) {
    std::vector<Vote> votes;
    std::size_t rest = list;
    for (const std::string& voter : kVoters) {
      const auto& deed = kDeeds[rest % kDeeds.size()];
      rest /= kDeeds.size();
      if (deed) votes.push_back({voter, deed->first, deed->second});
    }
    see(votes);
  }
}

std::string shown(const std::vector<Vote>& votes) {
  std::string text;
  for (const Vote& vote : votes)
    text += vote.person + "/" + vote.role + "/" + std::string(to_text(vote.choice)) + " ";
  return text;
}

bool has_withdrawn(const std::vector<Vote>& votes, const std::string& proposer) {
  return std::ranges::any_of(votes, [&](const Vote& vote) {
    return vote.person == proposer && vote.choice == Choice::kWithdraw;
  });
}

bool oracle_reached(const std::vector<Vote>& votes, const std::string& proposer,
                    const std::string& excluded) {
  if (!holds(proposer, "operator") && !holds(proposer, "auditor")) return false;
  if (has_withdrawn(votes, proposer)) return false;
  return can_seat(kSeats, votes.size(), [&](std::size_t i, const std::string& seat) {
    const Vote& vote = votes[i];
    return vote.person != proposer && vote.person != excluded && vote.choice == Choice::kApprove &&
           vote.role == seat && holds(vote.person, seat);
  });
}

bool oracle_possible(const std::vector<Vote>& votes, const std::string& proposer,
                     const std::string& excluded) {
  if (!holds(proposer, "operator") && !holds(proposer, "auditor")) return false;
  if (has_withdrawn(votes, proposer)) return false;
  return can_seat(kSeats, kVoters.size(), [&](std::size_t i, const std::string& seat) {
    const std::string& voter = kVoters[i];
    const bool refused = std::ranges::any_of(votes, [&](const Vote& vote) {
      return vote.person == voter && vote.choice == Choice::kRefuse;
    });
    return voter != proposer && voter != excluded && !refused && holds(voter, seat);
  });
}

// Traps 1, 2 and 3 in one: whatever the votes, nobody is counted twice, in two seats, or on his own
// proposal.
class EverySetOfVotes : public ::testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(EverySetOfVotes, IsDecidedAsBySeatingPeopleOneByOne) {
  const std::string& proposer = GetParam().first;
  const std::string& excluded = GetParam().second;
  const Policy policy = small_policy();
  const std::vector<std::string> out = {excluded};
  std::size_t approved = 0;
  std::size_t wrong = 0;
  for_all_votes([&](const std::vector<Vote>& votes) {
    const Decision decision = quorum_reached(policy, kAct, proposer, votes, out);
    const bool possible = quorum_possible(policy, kAct, proposer, votes, out);
    if (decision.approved() != oracle_reached(votes, proposer, excluded) ||
        possible != oracle_possible(votes, proposer, excluded)) {
      if (++wrong < 5) ADD_FAILURE() << shown(votes) << ": " << decision.reason;
    }
    if (decision.approved()) ++approved;
    if (decision.approved() && !possible)
      ADD_FAILURE() << "reached but not possible: " << shown(votes);
    if (decision.verdict == Verdict::kFailed) ADD_FAILURE() << "failed: " << shown(votes);
  });
  EXPECT_EQ(wrong, 0U);
  // Both answers occur, except for a proposer who may not propose.
  EXPECT_EQ(approved > 0, holds(proposer, "operator") || holds(proposer, "auditor"));
}

INSTANTIATE_TEST_SUITE_P(ProposerAndExcluded, EverySetOfVotes,
                         ::testing::Values(std::pair{"olga", "nobody"}, std::pair{"bob", "nobody"},
                                           std::pair{"dave", "nobody"}, std::pair{"olga", "carol"},
                                           std::pair{"alice", "nobody"},
                                           std::pair{"mallory", "nobody"}));

// One more approval never turns a yes into a no while nobody is counted twice.
TEST(QuorumReached, StaysReachedWhenAnotherPersonApproves) {
  const Policy policy = small_policy();
  for_all_votes([&](const std::vector<Vote>& votes) {
    if (!quorum_reached(policy, kAct, "olga", votes).approved()) return;
    for (const std::string& voter : kVoters) {
      if (std::ranges::find(votes, voter, &Vote::person) != votes.end()) continue;
      auto more = votes;
      more.push_back({voter, "officer", Choice::kApprove});
      ASSERT_TRUE(quorum_reached(policy, kAct, "olga", more).approved()) << shown(more);
    }
  });
}

// Bit 0: may propose, bit 1: role "a", bit 2: role "b".
std::vector<std::string> roles_from(unsigned bits) {
  std::vector<std::string> roles;
  if ((bits & 1U) != 0) roles.emplace_back("proposer");
  if ((bits & 2U) != 0) roles.emplace_back("a");
  if ((bits & 4U) != 0) roles.emplace_back("b");
  return roles;
}

bool oracle_can_be_met(const std::vector<unsigned>& people, unsigned of_a, unsigned of_b,
                       bool no_spare) {
  std::vector<std::string> seats(of_a, "a");
  seats.insert(seats.end(), of_b, "b");
  bool anyone = false;
  for (std::size_t proposer = 0; proposer < people.size(); ++proposer) {
    if ((people[proposer] & 1U) == 0) continue;
    anyone = true;
    // `missing` == proposer stands for nobody else missing.
    for (std::size_t missing = 0; missing < people.size(); ++missing) {
      if (no_spare && missing != proposer) continue;
      const bool met = can_seat(seats, people.size(), [&](std::size_t i, const std::string& seat) {
        return i != proposer && i != missing && (people[i] & (seat == "a" ? 2U : 4U)) != 0;
      });
      if (!met) return false;
    }
  }
  return anyone;
}

// Each of all rosters of `size` people up to their order.
void for_all_rosters(std::size_t size, std::vector<unsigned>& people,
                     const std::function<void(const std::vector<unsigned>&)>& see) {
  if (people.size() == size) return see(people);
  for (unsigned bits = people.empty() ? 0 : people.back(); bits < 8; ++bits) {
    people.push_back(bits);
    for_all_rosters(size, people, see);
    people.pop_back();
  }
}

class EveryRoster : public ::testing::TestWithParam<std::size_t> {};

TEST_P(EveryRoster, IsJudgedAsByTryingEveryProposerAndEveryAbsence) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < GetParam(); ++i) ids.push_back("p" + std::to_string(i));
  std::size_t met = 0;
  std::size_t unmet = 0;
  std::vector<unsigned> start;
  for_all_rosters(GetParam(), start, [&](const std::vector<unsigned>& people) {
    Policy policy;
    for (std::size_t i = 0; i < people.size(); ++i)
      policy.people.push_back(person(ids[i], roles_from(people[i])));
    for (unsigned rule_bits = 2; rule_bits < 32; ++rule_bits) {
      const bool no_spare = (rule_bits & 1U) != 0;
      const unsigned of_a = (rule_bits >> 1U) & 3U;
      const unsigned of_b = (rule_bits >> 3U) & 3U;
      QuorumRule rule = testing::rule_of({}, {"proposer"});
      if (of_a > 0) rule.seats.push_back({of_a, "a"});
      if (of_b > 0) rule.seats.push_back({of_b, "b"});
      rule.no_spare = no_spare;
      const Decision decision = rule_can_be_met(policy, rule);
      ASSERT_EQ(decision.approved(), oracle_can_be_met(people, of_a, of_b, no_spare))
          << ::testing::PrintToString(people) << " " << of_a << " of a, " << of_b << " of b, "
          << no_spare << ": " << decision.reason;
      ++(decision.approved() ? met : unmet);
    }
  });
  EXPECT_GT(unmet, 0U);
  EXPECT_EQ(met > 0, GetParam() > 1);
}

INSTANTIATE_TEST_SUITE_P(OfSize, EveryRoster, ::testing::Values(1U, 2U, 3U, 4U, 5U));

}  // namespace quorum_property_test
}  // namespace pyx::policies
