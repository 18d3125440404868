#include "ceremony/cli/new_pin_flags.h"

#include <gmock/gmock.h>

#include <sstream>

#include "tests/ceremony/scripted_terminal.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace new_pin_flags_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;

Result<PinPlaces> places(const std::vector<std::pair<std::string, std::string>>& flags) {
  Arguments given;
  for (const auto& [name, value] : flags) given.add(name, value);
  return new_pin_places(given);
}

TEST(NewPinFlags, SaySplitOrInAFileAndWhere) {
  const auto split = places({{"--share-group", "2:alice,bob,carol"},
                             {"--share-record", "shares.json"},
                             {"--pin-out", "user.pin"}});
  ASSERT_THAT(split, IsOk());
  EXPECT_TRUE(split->new_so_pin());
  EXPECT_TRUE(split->new_user_pin());
  EXPECT_EQ(split->shares.groups_needed, 1U);
  EXPECT_EQ(split->shares.groups.at(0).holders.size(), 3U);
  EXPECT_EQ(split->share_record, "shares.json");
  EXPECT_EQ(split->user_pin_file, "user.pin");
  const auto in_file = places({{"--so-pin-out", "so.pin"}});
  ASSERT_THAT(in_file, IsOk());
  EXPECT_TRUE(in_file->new_so_pin());
  EXPECT_FALSE(in_file->new_user_pin());
  EXPECT_FALSE(places({})->new_so_pin());
}
TEST(NewPinFlags, SeveralGroupsAreAllNeededUnlessOneSaysHowMany) {
  const std::vector<std::pair<std::string, std::string>> groups = {
      {"--share-group", "2:alice,bob"},
      {"--share-group", "2:carol,dave"},
      {"--share-record", "shares.json"}};
  EXPECT_EQ(places(groups)->shares.groups_needed, 2U);
  auto one = groups;
  one.emplace_back("--groups-needed", "1");
  EXPECT_EQ(places(one)->shares.groups_needed, 1U);
  auto three = groups;
  three.emplace_back("--groups-needed", "3");
  EXPECT_THAT(places(three), FailsSaying(Code::kBadInput, "--share-group"));
  EXPECT_THAT(places({{"--groups-needed", "1"}}), FailsSaying(Code::kBadInput, "--groups-needed"));
}
// SHARE-SAFE
TEST(NewPinFlags, NobodyGetsTheSoPinAlone) {
  EXPECT_THAT(places({{"--share-group", "1:alice"}, {"--share-record", "shares.json"}}),
              RefusedBy("SHARE-SAFE"));
  EXPECT_THAT(places({{"--share-group", "1:alice"},
                      {"--share-group", "2:bob,carol"},
                      {"--groups-needed", "1"},
                      {"--share-record", "shares.json"}}),
              RefusedBy("SHARE-SAFE"));
  EXPECT_THAT(places({{"--share-group", "1:alice,bob"}, {"--share-record", "shares.json"}}),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(places({{"--share-group", "3:alice,bob"}, {"--share-record", "shares.json"}}),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(places({{"--share-group", "alice"}, {"--share-record", "shares.json"}}),
              FailsSaying(Code::kBadInput, "2:alice,bob,carol"));
}
TEST(NewPinFlags, WhatBelongsTogetherComesTogether) {
  EXPECT_THAT(places({{"--share-group", "2:alice,bob"}}),
              FailsSaying(Code::kBadInput, "--share-record"));
  EXPECT_THAT(places({{"--share-record", "shares.json"}}),
              FailsSaying(Code::kBadInput, "--share-record"));
  EXPECT_THAT(places({{"--share-group", "2:alice,bob"},
                      {"--share-record", "shares.json"},
                      {"--so-pin-out", "so.pin"}}),
              FailsSaying(Code::kBadInput, "--so-pin-out"));
  EXPECT_THAT(places({{"--so-pin-out", "a.pin"}, {"--pin-out", "a.pin"}}),
              FailsSaying(Code::kBadInput, "--so-pin-out"));
}

TEST(HandOverAtTerminal, NeedsOne) {
  const SystemClock clock;
  const custody::SharePlan both = {1, {{2, {"alice", "bob"}}}};
  const SplitPin split = *split_new_pin("mint", {4, 255}, both, clock.now());
  std::ostringstream said;
  Output output(said, said, Colour::kNo);
  Context context{output, {}, clock, {}, {}};
  EXPECT_THAT(hand_over_at_terminal(context)(split), FailsWith(Code::kAskPerson));
  testing::ScriptedTerminal terminal;
  context.share_terminal = &terminal;
  terminal.type_what_was_shown();
  terminal.type_what_was_shown();
  EXPECT_THAT(hand_over_at_terminal(context)(split), IsOk());
  EXPECT_THAT(said.str(), ::testing::HasSubstr("bob has read the share back"));
}

}  // namespace new_pin_flags_test
}  // namespace pyx::ceremony
