#include "ceremony/pin_shares.h"

#include <gmock/gmock.h>

#include <utility>

#include "base/file.h"
#include "ceremony/share_facts.h"
#include "custody/shares/mnemonic.h"
#include "tests/ceremony/scripted_terminal.h"
#include "tests/custody/shares/shares_fixture.h"
#include "tests/support/output_of.h"
#include "tests/support/revealed.h"
#include "tests/support/temp_folder.h"

namespace pyx::ceremony {
namespace pin_shares_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;
using pyx::testing::revealed;
using shares::Verdict;
using shares::testing::text_of;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::ScriptedTerminal;

const custody::SharePlan kTwoOfThree = {1, {{2, {"alice", "bob", "carol"}}}};

class PinShares : public ::testing::Test {
 protected:
  SplitPin split(const PinShareRecord* before = nullptr, const pkcs11::PinLimits& limits = {4, 255},
                 const custody::SharePlan& plan = kTwoOfThree) {
    return *split_new_pin("mint", limits, plan, shares::testing::set_time(), before);
  }
  static std::string words(const SplitPin& of, unsigned member) {
    return text_of(*shares::to_words(of.shares.at(0).at(member)));
  }
  static std::string pin_text(const pkcs11::Pin& pin) { return to_text(revealed(pin.bytes())); }
  static shares::Entered enter(PinEntry& entry, const std::string& text) {
    return *entry.enter(shares::testing::words_of(text));
  }
  SayOfPin say() {
    return [this](std::string_view sentence) { said_ += std::string(sentence) + "\n"; };
  }
  Result<pkcs11::Pin> typed(const SplitPin& of) { return typed_pin(of.record, terminal_, say()); }

  ScriptedTerminal terminal_;
  std::string said_;
  SystemClock clock_;
};

TEST_F(PinShares, EveryTwoOfThreeGiveThePinThatWasSplit) {
  const SplitPin made = split();
  for (const auto& [one, other] : {std::pair(0U, 1U), std::pair(0U, 2U), std::pair(1U, 2U)}) {
    PinEntry entry = *PinEntry::begin(made.record);
    EXPECT_EQ(enter(entry, words(made, one)).verdict, Verdict::kAccepted);
    EXPECT_FALSE(entry.is_complete());
    EXPECT_THAT(entry.pin(), RefusedBy("SHARE-SAFE"));
    EXPECT_EQ(enter(entry, words(made, other)).verdict, Verdict::kAccepted);
    ASSERT_TRUE(entry.is_complete());
    EXPECT_EQ(pin_text(*entry.pin()), pin_text(made.pin));
  }
}
TEST_F(PinShares, AShareHasTwentyWordsAndThePinIsAsLongAsTheTokenTakes) {
  const SplitPin made = split();
  EXPECT_EQ(shares::words_in(words(made, 0)).size(), 20U);
  EXPECT_EQ(pin_text(made.pin).size(), 26U);
  const SplitPin small = split(nullptr, {4, 8});
  EXPECT_EQ(pin_text(small.pin).size(), 8U);
  PinEntry entry = *PinEntry::begin(small.record);
  enter(entry, words(small, 0));
  enter(entry, words(small, 1));
  EXPECT_EQ(pin_text(*entry.pin()), pin_text(small.pin));
}
TEST_F(PinShares, OneOfTheUsersSaysSo) {
  const SplitPin made =
      *split_new_pin("mint", {4, 255}, kTwoOfThree, clock_.now(), nullptr, pkcs11::PinOf::kUser);
  terminal_.type_what_was_shown();
  ASSERT_THAT(hand_over(made, made.record.set.members[0], terminal_, say(), clock_), IsOk());
  EXPECT_THAT(terminal_.pages[0], HasSubstr("user PIN of token mint"));
  terminal_.type(words(made, 0));
  EXPECT_THAT(typed(made), FailsSaying(Code::kAskPerson, "the user PIN of token mint was not"));
}
TEST_F(PinShares, OnePersonMayHaveItAloneOnlyIfTheCallerWantsThat) {
  const SplitPin made = split(nullptr, {4, 255}, {1, {{1, {"alice"}}}});
  PinEntry entry = *PinEntry::begin(made.record);
  enter(entry, words(made, 0));
  EXPECT_EQ(pin_text(*entry.pin()), pin_text(made.pin));
}
TEST_F(PinShares, APlanThatCannotBeMetIsRefused) {
  const Time now = shares::testing::set_time();
  for (const custody::SharePlan& plan :
       {custody::SharePlan{1, {{3, {"alice", "bob"}}}}, custody::SharePlan{1, {{0, {"alice"}}}},
        custody::SharePlan{1, {{2, {"alice", "alice"}}}},
        custody::SharePlan{1, {{2, {"Alice!", "bob"}}}}, custody::SharePlan{1, {}}}) {
    EXPECT_THAT(split_new_pin("mint", {4, 255}, plan, now), FailsWith(Code::kBadInput));
  }
  EXPECT_THAT(split_new_pin("mint", {4, 6}, kTwoOfThree, now), FailsWith(Code::kBadInput));
}

// A program written from the page of the format, by the words alone.
TEST_F(PinShares, AnotherProgramPutsThePinTogether) {
  const SplitPin made = split(nullptr, {4, 20});
  const pyx::testing::TempFolder folder;
  const std::string record = (folder.path() / "record").string();
  const std::string typed_words = (folder.path() / "words").string();
  ASSERT_THAT(write_file(record, made.record_bytes, Overwrite::kNo), IsOk());
  ASSERT_THAT(write_file(typed_words, as_bytes(words(made, 2) + "\n" + words(made, 0) + "\n"),
                         Overwrite::kNo),
              IsOk());
  EXPECT_EQ(
      pyx::testing::output_of("python3 -B " PYX_SOURCE_DIR "/tests/independent/pin_shares.py " +
                              record + " < " + typed_words),
      "carol\nalice\n" + pin_text(made.pin) + "\n");
}

// SHARE-SAFE: each wrong share is named at once for what it is, and costs nothing that was entered.
TEST_F(PinShares, AWrongShareIsNamedForWhatItIs) {
  const SplitPin before = split();
  const SplitPin made = split(&before.record);
  const SplitPin other = *split_new_pin("other", {4, 255}, kTwoOfThree, clock_.now());
  shares::testing::Backup backup;
  const std::string of_backup = text_of(*shares::to_words(backup.two_of_three().shares[0][0]));
  PinEntry entry = *PinEntry::begin(made.record);
  ASSERT_EQ(enter(entry, words(made, 0)).verdict, Verdict::kAccepted);

  const auto twice = enter(entry, words(made, 0));
  EXPECT_EQ(twice.verdict, Verdict::kDuplicate);
  EXPECT_EQ(twice.holder, "alice");
  const auto stale = enter(entry, words(before, 1));
  EXPECT_EQ(stale.verdict, Verdict::kStale);
  EXPECT_THAT(stale.message,
              HasSubstr("of the SO PIN of token mint before this one, split on 2026-11-23"));
  const auto foreign = enter(entry, words(other, 1));
  EXPECT_EQ(foreign.verdict, Verdict::kForeign);
  EXPECT_THAT(foreign.message, HasSubstr("not one of the SO PIN of token mint"));
  const auto backups = enter(entry, of_backup);
  EXPECT_EQ(backups.verdict, Verdict::kForeign);
  EXPECT_THAT(backups.message, HasSubstr("33 words, as one of a backup has"));
  EXPECT_EQ(enter(entry, "academic academic").verdict, Verdict::kUnreadable);

  EXPECT_THAT(entry.missing(), HasSubstr("1 more share"));
  ASSERT_EQ(enter(entry, words(made, 2)).verdict, Verdict::kAccepted);
  EXPECT_EQ(pin_text(*entry.pin()), pin_text(made.pin));
}
TEST_F(PinShares, OneWhoseValueWasChangedIsNamedToo) {
  const SplitPin made = split();
  shares::Share changed = shares::testing::copy_of(made.shares[0][1]);
  changed.value.reveal_mutable(reveal())[0] ^= 1U;
  PinEntry entry = *PinEntry::begin(made.record);
  const auto entered = enter(entry, text_of(*shares::to_words(changed)));
  EXPECT_EQ(entered.verdict, Verdict::kWrongValue);
  EXPECT_EQ(entered.holder, "bob");
}
TEST_F(PinShares, ABackupsRecordTakesNoShareOfAPin) {
  const SplitPin made = split();
  shares::testing::Backup backup;
  auto entry = *shares::ShareEntry::begin(backup.two_of_three().set, {});
  EXPECT_EQ(entry.enter(shares::testing::words_of(words(made, 0)))->verdict, Verdict::kForeign);
}

TEST_F(PinShares, EachHolderSeesHisShareAloneWritesItDownAndTypesItBack) {
  const SplitPin made = split();
  for (int i = 0; i < 3; ++i) terminal_.type_what_was_shown();
  ASSERT_THAT(hand_over_to_all(made, terminal_, say(), clock_), IsOk());
  ASSERT_EQ(terminal_.pages.size(), 3U);
  EXPECT_THAT(terminal_.pages[1], HasSubstr("held by bob"));
  EXPECT_THAT(terminal_.pages, Each(HasSubstr("SO PIN   of token mint")));
  EXPECT_THAT(terminal_.pages, Each(Not(HasSubstr("vault"))));
  EXPECT_THAT(terminal_.pages, Each(HasSubstr(short_hex(sha256(made.record_bytes)))));
  EXPECT_EQ(terminal_.words_on_card(), words(made, 2));
  EXPECT_THAT(terminal_.screens_when_asked, Each(Not(HasSubstr("check\n"))));
  EXPECT_THAT(terminal_.screen, IsEmpty());
  for (const char* name : {"alice", "bob", "carol"}) {
    EXPECT_THAT(terminal_.said, HasSubstr(std::string(name) + ": when nobody but you sees"));
    EXPECT_THAT(said_, HasSubstr(std::string(name) + " has read the share back"));
  }
}
// SECRET-NEVER
TEST_F(PinShares, NothingThatIsSaidOrKeptHoldsAWordOrThePin) {
  const SplitPin made = split();
  for (int i = 0; i < 3; ++i) terminal_.type_what_was_shown();
  ASSERT_THAT(hand_over_to_all(made, terminal_, say(), clock_), IsOk());
  const std::string kept = said_ + terminal_.said + to_text(made.record_bytes);
  EXPECT_THAT(kept, Not(HasSubstr(pin_text(made.pin))));
  const std::string text = words(made, 0);
  const auto each = shares::words_in(text);
  for (std::size_t i = 1; i < each.size(); ++i) {
    EXPECT_THAT(kept, Not(HasSubstr(std::string(each[i - 1]) + " " + std::string(each[i]))));
  }
}
TEST_F(PinShares, WhoGivesUpVoidsThem) {
  const SplitPin made = split();
  terminal_.type_what_was_shown();
  terminal_.answers = {"", "", "q"};
  EXPECT_THAT(hand_over_to_all(made, terminal_, say(), clock_),
              FailsSaying(Code::kAskPerson, "bob gave up: the shares of this set are void"));
}

TEST_F(PinShares, HoldersTypeInAnyOrderUntilThereAreEnough) {
  const SplitPin made = split();
  terminal_.type(words(made, 2));
  terminal_.type("academic academic");
  terminal_.type(words(made, 2));
  terminal_.type(words(made, 0));
  const auto pin = typed(made);
  ASSERT_THAT(pin, IsOk());
  EXPECT_EQ(pin_text(*pin), pin_text(made.pin));
  EXPECT_THAT(said_, HasSubstr("carol"));
  EXPECT_THAT(terminal_.said, HasSubstr("the SO PIN of token mint: still missing: 2 more shares"));
  EXPECT_THAT(terminal_.screen, Not(HasSubstr(words(made, 0).substr(0, 20))));
}
TEST_F(PinShares, WhoTypesNothingGivesUp) {
  const SplitPin made = split();
  terminal_.type(words(made, 1));
  EXPECT_THAT(typed(made), FailsSaying(Code::kAskPerson, "still missing: 1 more share"));
}
TEST_F(PinShares, OnePersonAtHisOwnScreenEntersHis) {
  const SplitPin made = split();
  PinEntry entry = *PinEntry::begin(made.record);
  terminal_.type(words(made, 0));
  const auto entered = enter_at(entry, terminal_);
  ASSERT_THAT(entered, IsOk());
  EXPECT_EQ(entered->holder, "alice");
  EXPECT_THAT(enter_at(entry, terminal_), FailsWith(Code::kAskPerson));
}

}  // namespace pin_shares_test
}  // namespace pyx::ceremony
