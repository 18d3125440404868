#include "ceremony/share_facts.h"

#include "tests/custody/shares/shares_fixture.h"

namespace pyx::ceremony {
namespace share_facts_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;
using shares::testing::Backup;
using shares::testing::Splitting;
using shares::testing::words_of;

const Sha256 kRecord = sha256("record");

Result<ShareFacts> facts(const Splitting& made, unsigned group, unsigned member) {
  return facts_of("Example mint", made.set, kRecord, words_of(made.shares[group][member]));
}

TEST(ShareFacts, AreThoseOfTheMemberWhoseWordsTheyAre) {
  Backup backup;
  const Splitting made = backup.two_of_three_groups();
  const auto found = facts(made, 1, 2);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->vault_name, "Example mint");
  EXPECT_EQ(found->vault, made.set.vault);
  EXPECT_EQ(found->set, made.set.id);
  EXPECT_EQ(found->version, 1U);
  EXPECT_EQ(found->created, made.set.created);
  EXPECT_EQ(found->record, kRecord);
  EXPECT_EQ(found->holder, "frida");
  EXPECT_EQ(found->member, 3U);
  EXPECT_EQ(found->group_scheme, (shares::GroupScheme{2, 3}));
  EXPECT_EQ(found->group, 2U);
  EXPECT_EQ(found->groups, 3U);
  EXPECT_EQ(found->group_threshold, 2U);
}

// SHARE-SAFE, trap 8: a card that names the wrong holder, or words that nobody was handed.
TEST(ShareFacts, WordsOfAnotherSetOrChangedOnesHaveNone) {
  Backup backup;
  const Splitting made = backup.two_of_three();
  const Splitting next = backup.two_of_three(2);
  EXPECT_THAT(facts_of("", made.set, kRecord, words_of(next.shares[0][0])),
              RefusedBy("SHARE-SAFE"));
  shares::Share changed = shares::testing::copy_of(made.shares[0][0]);
  changed.member = 1;
  EXPECT_THAT(facts_of("", made.set, kRecord, words_of(changed)), RefusedBy("SHARE-SAFE"));
  EXPECT_THAT(facts_of("", made.set, kRecord, words_of("no share")), FailsWith(Code::kBadInput));
}

TEST(ShareFacts, AVaultsNameSendsNothingToATerminal) {
  Backup backup;
  const Splitting made = backup.two_of_three();
  const auto found = facts_of("a\x1b[2Jb", made.set, kRecord, words_of(made.shares[0][0]));
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->vault_name, "a\\u001b[2Jb");
}

TEST(ShareFacts, SayInWordsWhichShareItIsAndWhoOpensTheSecret) {
  Backup backup;
  const auto said = [&](const shares::Scheme& scheme, const shares::Holders& holders) {
    const ShareFacts one = facts(backup.split(scheme, holders), 0, 0).value();
    return title_of(one) + "; " + opening_of(one);
  };
  EXPECT_EQ(said({1, {{2, 3}}}, {{"a", "b", "c"}}),
            "share 1 of 3; any 2 of the 3 shares open the secret");
  EXPECT_EQ(said({1, {{2, 2}}}, {{"a", "b"}}),
            "share 1 of 2; all 2 shares together open the secret");
  EXPECT_EQ(said({1, {{1, 1}}}, {{"a"}}), "share 1 of 1; this share alone opens the secret");
  EXPECT_EQ(said({2, {{2, 3}, {1, 1}, {1, 1}}}, {{"a", "b", "c"}, {"d"}, {"e"}}),
            "share 1 of 3 in group 1; any 2 of the 3 shares open group 1, any 2 of the 3 groups "
            "open the secret");
  EXPECT_EQ(said({2, {{1, 1}, {3, 3}}}, {{"a"}, {"b", "c", "d"}}),
            "share 1 of 1 in group 1; this share alone opens group 1, all 2 groups together open "
            "the secret");
  EXPECT_EQ(said({1, {{2, 2}, {1, 1}}}, {{"a", "b"}, {"c"}}),
            "share 1 of 2 in group 1; all 2 shares together open group 1, any one of the 2 groups "
            "opens the secret");
}

// The digest of nothing; its words by the list of PGPfone.
TEST(ShareFacts, ADigestIsShortInHexAndInWords) {
  const Sha256 empty = sha256("");
  EXPECT_EQ(short_hex(empty), "e3b0c442 98fc1c14");
  EXPECT_EQ(short_words(empty),
            "tissue phonetic snowslide december printer wilmington befriend belowground");
  EXPECT_EQ(day_of(shares::testing::set_time()), "2026-11-23");
}

}  // namespace share_facts_test
}  // namespace pyx::ceremony
