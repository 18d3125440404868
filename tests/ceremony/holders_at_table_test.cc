#include "ceremony/holders_at_table.h"

#include <gmock/gmock.h>

#include "tests/ceremony/scripted_terminal.h"
#include "tests/custody/shares/envelope_fixture.h"
#include "tests/custody/shares/shares_fixture.h"

namespace pyx::ceremony {
namespace holders_at_table_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;
using shares::testing::copy_of;
using shares::testing::text_of;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::ScriptedTerminal;

class AtTheTable : public ::testing::Test {
 protected:
  HoldersAtTable holders(HandOut out = {}) {
    return {std::move(out),
            {},
            &terminal_,
            [this](std::string_view sentence) { said_ += std::string(sentence) + "\n"; },
            clock_};
  }
  Result<void> hand_over(unsigned member) {
    HoldersAtTable table = holders();
    return table.hand_over(split_.set, split_.set.members[member], share(member));
  }
  const shares::Share& share(unsigned member) { return split_.shares[0][member]; }
  std::string words(unsigned member) { return text_of(*shares::to_words(share(member))); }
  shares::ShareEntry entry() { return *shares::ShareEntry::begin(split_.set, {}); }

  shares::testing::Backup backup_;
  shares::testing::Splitting split_ = backup_.two_of_three();
  ScriptedTerminal terminal_;
  std::string said_;
  SystemClock clock_;
};

TEST_F(AtTheTable, AHolderIsCalledByNameSeesHisShareAndTypesItBack) {
  terminal_.type_what_was_shown();
  ASSERT_THAT(hand_over(1), IsOk());
  EXPECT_EQ(terminal_.words_on_card(), words(1));
  EXPECT_THAT(terminal_.said, HasSubstr("bob: when nobody but you sees the screen"));
  EXPECT_THAT(said_, HasSubstr("bob has read the share back"));
}

// Trap 8: what is read back is compared with the share before the next holder comes.
TEST_F(AtTheTable, NothingOfAShareStandsOnTheScreenWhileItIsTypedBackOrAfterwards) {
  terminal_.type_what_was_shown();
  ASSERT_THAT(hand_over(0), IsOk());
  ASSERT_FALSE(terminal_.screens_when_asked.empty());
  const std::string secret = words(0);
  for (const std::string_view word : shares::words_in(secret)) {
    EXPECT_THAT(terminal_.screens_when_asked, Each(Not(HasSubstr("  " + std::string(word) + " "))));
  }
  EXPECT_THAT(terminal_.screen, IsEmpty());
}

TEST_F(AtTheTable, AWrongWordIsNamedAndTheHolderTriesAgain) {
  std::string wrong = words(0);
  const std::size_t second = wrong.find(' ') + 1;
  wrong.replace(second, wrong.find(' ', second) - second, "qqqq");
  terminal_.type(wrong);
  terminal_.answers = {"", ""};
  terminal_.type_what_was_shown();
  ASSERT_THAT(hand_over(0), IsOk());
  EXPECT_THAT(terminal_.said, HasSubstr("word 2 is not that of your share"));
}

TEST_F(AtTheTable, AHolderMaySeeHisShareOnceMore) {
  terminal_.type(words(1));  // somebody else's
  terminal_.answers = {"", "", "s"};
  terminal_.type_what_was_shown();
  ASSERT_THAT(hand_over(0), IsOk());
  EXPECT_EQ(terminal_.pages.size(), 2U);
}

TEST_F(AtTheTable, WhoGivesUpVoidsTheSet) {
  terminal_.answers = {"q"};
  EXPECT_THAT(hand_over(0), FailsWith(Code::kAskPerson));
  EXPECT_THAT(terminal_.shown, IsEmpty());
}

// SHARE-SAFE: what was sealed for a void set is of no use, and would only be in the way.
TEST_F(AtTheTable, AVoidSetTakesItsSealedFilesWithIt) {
  const shares::testing::OpensslFolder files;
  files.make_curve("alice", "P-256");
  const auto sealed = files.file("alice.share");
  const auto foreign = files.file("bob.share");
  HandOut out;
  out.seal_to["alice"] = {files.file("alice.crt"), sealed};
  HoldersAtTable table = holders(out);
  ASSERT_THAT(table.hand_over(split_.set, split_.set.members[0], share(0)), IsOk());
  ASSERT_TRUE(std::filesystem::exists(sealed));
  terminal_.answers = {"q"};
  EXPECT_THAT(table.hand_over(split_.set, split_.set.members[1], share(1)),
              FailsSaying(Code::kAskPerson, sealed.string() + " is void and was deleted"));
  EXPECT_FALSE(std::filesystem::exists(sealed));

  // A file that was there before is nobody's to delete.
  files.write("bob.share", "somebody's");
  out.seal_to["bob"] = {files.file("alice.crt"), foreign};
  HoldersAtTable again = holders(out);
  ASSERT_THAT(again.hand_over(split_.set, split_.set.members[0], share(0)), IsOk());
  EXPECT_THAT(again.hand_over(split_.set, split_.set.members[1], share(1)),
              FailsWith(Code::kConflict));
  EXPECT_TRUE(std::filesystem::exists(foreign));
  EXPECT_FALSE(std::filesystem::exists(sealed));
}

TEST_F(AtTheTable, ACardThatCannotBeWrittenVoidsTheSetAndShowsNothing) {
  HandOut out;
  out.card_to["bob"] = "/proc/no-folder";
  HoldersAtTable table = holders(std::move(out));
  const auto handed = table.hand_over(split_.set, split_.set.members[1], share(1));
  ASSERT_THAT(handed, FailsWith(Code::kStore));
  EXPECT_THAT(handed.error().message, HasSubstr("/proc/no-folder/share-bob-version-1-"));
  EXPECT_THAT(terminal_.shown, IsEmpty());
}

TEST_F(AtTheTable, WhatIsSaidForTheRecordHoldsNoWordOfAShare) {
  terminal_.type_what_was_shown();
  ASSERT_THAT(hand_over(0), IsOk());
  const std::string secret = words(0);
  for (const std::string_view word : shares::words_in(secret))
    EXPECT_THAT(said_, Not(HasSubstr(" " + std::string(word) + " ")));
}

TEST_F(AtTheTable, WithoutATerminalNobodyIsHandedAShareInTheClear) {
  HoldersAtTable table(
      {}, {}, nullptr, [](std::string_view) {}, clock_);
  EXPECT_THAT(table.hand_over(split_.set, split_.set.members[0], share(0)),
              FailsWith(Code::kAskPerson));
}

TEST_F(AtTheTable, SharesComeInAnyOrderUntilThereAreEnough) {
  terminal_.type(words(2));
  terminal_.type(words(0));
  shares::ShareEntry into = entry();
  HoldersAtTable table = holders();
  ASSERT_THAT(table.collect(into), IsOk());
  EXPECT_TRUE(into.is_complete());
  EXPECT_THAT(said_, HasSubstr("accepted: the share of carol; still missing: 1 more share"));
  EXPECT_THAT(said_, HasSubstr("accepted: the share of alice; that is enough"));
}

// SHARE-SAFE
TEST_F(AtTheTable, AWrongShareIsNamedAndLosesNothing) {
  shares::testing::Backup other;
  const auto foreign = other.two_of_three();
  terminal_.type(words(0));
  terminal_.type(words(0));
  terminal_.type(text_of(*shares::to_words(foreign.shares[0][1])));
  terminal_.type("academic acid");
  terminal_.type(words(1));
  shares::ShareEntry into = entry();
  HoldersAtTable table = holders();
  ASSERT_THAT(table.collect(into), IsOk());
  EXPECT_THAT(said_, HasSubstr("the share of alice is already here"));
  EXPECT_THAT(said_, HasSubstr("belongs to another secret"));
}

TEST_F(AtTheTable, NothingTypedAtAllGivesUpAndSaysWhoIsMissing) {
  terminal_.type(words(0));
  shares::ShareEntry into = entry();
  HoldersAtTable table = holders();
  const auto collected = table.collect(into);
  ASSERT_THAT(collected, FailsWith(Code::kAskPerson));
  EXPECT_THAT(collected.error().message, HasSubstr("bob, carol"));
}

TEST_F(AtTheTable, WithoutATerminalTooFewSharesAreRefused) {
  shares::ShareEntry into = entry();
  HoldersAtTable table(
      {}, {}, nullptr, [](std::string_view) {}, clock_);
  EXPECT_THAT(table.collect(into), RefusedBy("SHARE-SAFE"));
}

TEST_F(AtTheTable, WhereAllSharesAreSealedNobodyIsAskedForWords) {
  terminal_.type(words(0));
  shares::ShareEntry into = entry();
  HoldersAtTable table(
      {}, {}, &terminal_, [](std::string_view) {}, clock_, HoldersAtTable::Typing::kNobody);
  EXPECT_THAT(table.collect(into), RefusedBy("SHARE-SAFE"));
  EXPECT_THAT(into.missing(), HasSubstr("2 more shares"));
}

TEST(TypedShare, IsAskedForUntilItIsReadable) {
  ScriptedTerminal terminal;
  shares::testing::Backup backup;
  const auto split = backup.two_of_three();
  terminal.type("deal keyboard");
  terminal.type(text_of(*shares::to_words(split.shares[0][0])));
  EXPECT_THAT(typed_share(terminal, "alice", 33), IsOk());
  EXPECT_THAT(terminal.said, HasSubstr("these words are no share"));
  EXPECT_THAT(typed_share(terminal, "alice", 33), FailsWith(Code::kAskPerson));
}

}  // namespace holders_at_table_test
}  // namespace pyx::ceremony
