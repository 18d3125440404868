// SHARE-SAFE: mixed, stale, duplicate and changed shares are refused by name, and nothing that was
// entered before is lost by them.
#include "custody/shares/share_entry.h"

#include "tests/custody/shares/shares_fixture.h"

namespace pyx::shares {
namespace share_entry_test {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;
using testing::Backup;
using testing::copy_of;
using ::testing::HasSubstr;
using testing::Splitting;
using testing::text_of;
using testing::words_of;

class Entry : public ::testing::Test {
 protected:
  ShareEntry begun(const Splitting& in_force, std::vector<ShareSet> others = {}) const {
    return ShareEntry::begin(in_force.set, std::move(others)).value();
  }
  static Entered entered(ShareEntry& entry, const Share& share) {
    return entry.enter(words_of(share)).value();
  }
  static Entered typed(ShareEntry& entry, std::string_view text) {
    return entry.enter(words_of(text)).value();
  }
  bool gives_secret(const ShareEntry& entry) const {
    const auto secret = entry.secret();
    return secret.ok() && equal_ct(*secret, backup_.secret);
  }
  Backup backup_;
};

TEST_F(Entry, TakesSharesInAnyOrderUntilThereAreEnough) {
  const Splitting made = backup_.two_of_three();
  ShareEntry entry = begun(made);
  EXPECT_EQ(entry.missing(), "2 more shares of group 1 (alice, bob, carol)");
  EXPECT_THAT(entry.secret(), RefusedBy("SHARE-SAFE"));
  const Entered first = entered(entry, made.shares[0][2]);
  EXPECT_EQ(first.verdict, Verdict::kAccepted);
  EXPECT_EQ(first.holder, "carol");
  EXPECT_EQ(first.version, 1U);
  EXPECT_EQ(first.message,
            "accepted: the share of carol; still missing: 1 more share of group 1 (alice, bob)");
  EXPECT_FALSE(entry.is_complete());
  EXPECT_THAT(entry.secret(), FailsSaying(Code::kRefused, "not enough shares: 1 more share"));
  const Entered second = entered(entry, made.shares[0][0]);
  EXPECT_EQ(second.message, "accepted: the share of alice; that is enough");
  EXPECT_TRUE(entry.is_complete());
  EXPECT_EQ(entry.missing(), "");
  EXPECT_TRUE(gives_secret(entry));
}
TEST_F(Entry, TakesMoreSharesThanAreNeeded) {
  const Splitting made = backup_.two_of_three();
  ShareEntry entry = begun(made);
  for (const Share& share : made.shares[0])
    EXPECT_EQ(entered(entry, share).verdict, Verdict::kAccepted);
  EXPECT_TRUE(gives_secret(entry));
}
TEST_F(Entry, OfGroupsIsCompleteOnceEnoughOfThemAre) {
  const Splitting made = backup_.two_of_three_groups();
  ShareEntry entry = begun(made);
  EXPECT_EQ(entry.missing(),
            "2 of these 3 groups: 2 more shares of group 1 (alice, bob, carol); 2 more shares of "
            "group 2 (dora, emil, frida); 1 more share of group 3 (notary)");
  entered(entry, made.shares[1][0]);
  entered(entry, made.shares[0][1]);
  entered(entry, made.shares[2][0]);
  EXPECT_EQ(entry.missing(),
            "1 of these 2 groups: 1 more share of group 1 (alice, carol); 1 more share of group 2 "
            "(emil, frida)");
  EXPECT_FALSE(entry.is_complete());
  entered(entry, made.shares[1][2]);
  EXPECT_TRUE(gives_secret(entry));
}

// Trap 7: the same share entered twice.
TEST_F(Entry, AShareTwiceIsRefusedAsADuplicateAndCountsOnce) {
  const Splitting made = backup_.two_of_three();
  ShareEntry entry = begun(made);
  entered(entry, made.shares[0][1]);
  const Entered again = entered(entry, made.shares[0][1]);
  EXPECT_EQ(again.verdict, Verdict::kDuplicate);
  EXPECT_EQ(again.message, "the share of bob is already here");
  EXPECT_FALSE(entry.is_complete());
}
// Trap 7: after a reshare the old shares are named, not combined.
TEST_F(Entry, AShareOfAnOlderVersionIsRefusedAsStaleAndSaysSinceWhen) {
  const Splitting first = backup_.two_of_three(1);
  const Splitting second = backup_.two_of_three(2);
  const Splitting third = backup_.two_of_three(3);
  ShareEntry entry = begun(third, {second.set, first.set});
  entered(entry, third.shares[0][0]);
  const Entered stale = entered(entry, first.shares[0][1]);
  EXPECT_EQ(stale.verdict, Verdict::kStale);
  EXPECT_EQ(stale.holder, "bob");
  EXPECT_EQ(stale.version, 1U);
  EXPECT_EQ(stale.message,
            "this is the share of bob of version 1, which is dead since version 2; version 3 is in "
            "force");
  EXPECT_THAT(entered(entry, second.shares[0][1]).message, HasSubstr("dead since version 3"));
  EXPECT_FALSE(entry.is_complete());
  entered(entry, third.shares[0][1]);
  EXPECT_TRUE(gives_secret(entry));
}
// Trap 7: the right share is not called bad because it is newer.
TEST_F(Entry, AShareOfANewerVersionIsRefusedAsNotInForce) {
  const Splitting first = backup_.two_of_three(1);
  const Splitting second = backup_.two_of_three(2);
  ShareEntry entry = begun(first, {second.set});
  const Entered newer = entered(entry, second.shares[0][2]);
  EXPECT_EQ(newer.verdict, Verdict::kNotYet);
  EXPECT_EQ(newer.version, 2U);
  EXPECT_EQ(newer.message,
            "this is the share of carol of version 2, which is not in force yet: version 1 is");
}
// Trap 7: shares of different sets combine without complaint.
TEST_F(Entry, AShareOfAnotherSecretIsRefusedAsForeign) {
  Backup other;
  const Splitting made = backup_.two_of_three();
  other.used = backup_.used;
  ShareEntry entry = begun(made);
  const Entered foreign = entered(entry, other.two_of_three().shares[0][0]);
  EXPECT_EQ(foreign.verdict, Verdict::kForeign);
  EXPECT_EQ(foreign.holder, "");
  EXPECT_EQ(foreign.version, 0U);
  EXPECT_THAT(foreign.message, HasSubstr("another secret"));
}
TEST_F(Entry, AShareThatWasChangedIsRefusedAsThat) {
  const Splitting made = backup_.two_of_three();
  ShareEntry entry = begun(made);
  Share changed = copy_of(made.shares[0][1]);
  changed.value.reveal_mutable(reveal())[7] ^= 1U;
  const Entered wrong = entered(entry, changed);
  EXPECT_EQ(wrong.verdict, Verdict::kWrongValue);
  EXPECT_EQ(wrong.holder, "bob");
  EXPECT_THAT(wrong.message, HasSubstr("not what was handed out"));
  EXPECT_EQ(entered(entry, made.shares[0][1]).verdict, Verdict::kAccepted);
  EXPECT_EQ(entered(entry, changed).verdict, Verdict::kWrongValue);
  entered(entry, made.shares[0][2]);
  EXPECT_TRUE(gives_secret(entry));
}
TEST_F(Entry, AChangedShareOfAnOlderVersionIsRefusedAsChangedToo) {
  const Splitting first = backup_.two_of_three(1);
  const Splitting second = backup_.two_of_three(2);
  ShareEntry entry = begun(second, {first.set});
  Share changed = copy_of(first.shares[0][1]);
  changed.value.reveal_mutable(reveal())[7] ^= 1U;
  const Entered wrong = entered(entry, changed);
  EXPECT_EQ(wrong.verdict, Verdict::kWrongValue);
  EXPECT_EQ(wrong.version, 1U);
}

TEST_F(Entry, WordsThatAreNoShareAreRefusedWithTheWordThatIsWrong) {
  const Splitting made = backup_.two_of_three();
  ShareEntry entry = begun(made);
  const std::string right = text_of(words_of(made.shares[0][0]));
  std::vector<std::string> words;
  for (const std::string_view word : words_in(right)) words.emplace_back(word);
  std::string text;
  for (std::size_t at = 0; at < words.size(); ++at) text += (at == 7 ? "xyzzy" : words[at]) + " ";
  const Entered wrong = typed(entry, text);
  EXPECT_EQ(wrong.verdict, Verdict::kUnreadable);
  EXPECT_EQ(wrong.message, "word 8 is not in the word list");
  EXPECT_EQ(wrong.hint.word, 8U);
  EXPECT_EQ(text_of(wrong.hint.suggestions), words[7]);
  EXPECT_THAT(typed(entry, "xyz").message, HasSubstr("word 1 "));
  EXPECT_THAT(typed(entry, "").message, HasSubstr("0 words"));
  EXPECT_EQ(typed(entry, right).verdict, Verdict::kAccepted);
}
// SECRET-NEVER: the same slips with other words say the same. (Words of the list are English words,
// and some of them are in every message.)
TEST_F(Entry, NoMessageDependsOnTheWordsOfAShare) {
  const auto messages = [this](const Splitting& made, const Share& foreign) {
    ShareEntry entry = begun(made);
    const std::string text = text_of(words_of(made.shares[0][0]));
    std::string said = typed(entry, text.substr(0, text.rfind(' ')) + " xyzzy").message;
    said += typed(entry, text + " xyzzy").message;
    said += typed(entry, text.substr(0, text.find(' '))).message;
    said += typed(entry, text).message + typed(entry, text).message;
    return said + entered(entry, foreign).message;
  };
  Backup other;
  const Splitting one = backup_.two_of_three();
  other.used = backup_.used;
  const Splitting two = other.two_of_three();
  EXPECT_EQ(messages(one, two.shares[0][1]), messages(two, one.shares[0][1]));
}

TEST_F(Entry, WhatDoesNotGiveTheSecretOfTheRecordIsRefused) {
  Splitting made = backup_.two_of_three();
  made.set.secret = sha256("another secret");
  ShareEntry entry = begun(made);
  entered(entry, made.shares[0][0]);
  entered(entry, made.shares[0][1]);
  ASSERT_TRUE(entry.is_complete());
  EXPECT_THAT(entry.secret(), RefusedBy("SHARE-SAFE"));
  EXPECT_THAT(entry.secret(), FailsSaying(Code::kRefused, "another secret"));
}
TEST_F(Entry, RecordsOfAnotherSecretOrAVersionTwiceAreRefused) {
  const Splitting first = backup_.two_of_three(1);
  const Splitting second = backup_.two_of_three(2);
  EXPECT_THAT(ShareEntry::begin(second.set, {first.set}), IsOk());
  EXPECT_THAT(ShareEntry::begin(second.set, {first.set, first.set}),
              FailsSaying(Code::kBadInput, "version 1 of the share set comes twice"));
  EXPECT_THAT(ShareEntry::begin(second.set, {second.set}),
              FailsSaying(Code::kBadInput, "version 2"));
  ShareSet other = first.set;
  other.id = Uuid::v7(testing::set_time());
  EXPECT_THAT(ShareEntry::begin(second.set, {other}),
              FailsSaying(Code::kBadInput, "different secrets"));
  other = first.set;
  other.vault = sha256("another vault");
  EXPECT_THAT(ShareEntry::begin(second.set, {other}),
              FailsSaying(Code::kBadInput, "different secrets"));
  other = first.set;
  other.members.pop_back();
  EXPECT_THAT(ShareEntry::begin(second.set, {other}), FailsSaying(Code::kBadInput, "scheme"));
  EXPECT_THAT(ShareEntry::begin(other, {}), FailsSaying(Code::kBadInput, "scheme"));
}
TEST(VerdictText, IsOneForEach) {
  std::set<std::string_view> texts;
  for (const Verdict verdict :
       {Verdict::kAccepted, Verdict::kUnreadable, Verdict::kDuplicate, Verdict::kStale,
        Verdict::kNotYet, Verdict::kWrongValue, Verdict::kForeign})
    texts.insert(to_text(verdict));
  EXPECT_EQ(texts.size(), 7U);
}

}  // namespace share_entry_test
}  // namespace pyx::shares
