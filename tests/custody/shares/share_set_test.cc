#include "custody/shares/share_set.h"

#include "base/hex.h"
#include "tests/custody/shares/shares_fixture.h"

namespace pyx::shares {
namespace share_set_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;
using testing::Backup;
using testing::copy_of;
using testing::Splitting;

class ShareSetOfABackup : public ::testing::Test {
 protected:
  Share share(unsigned group, unsigned member) const {
    return copy_of(splitting_.shares.at(group).at(member));
  }
  const ShareSet& set() const { return splitting_.set; }

  Backup backup_;
  Splitting splitting_ = backup_.two_of_three_groups();
};

TEST_F(ShareSetOfABackup, SaysWhoHoldsWhat) {
  EXPECT_EQ(set().vault, sha256("vault"));
  EXPECT_EQ(set().id, testing::set_id());
  EXPECT_EQ(set().version, 1U);
  EXPECT_EQ(set().share_bytes, 32U);
  EXPECT_EQ(set().identifier, splitting_.shares[0][0].identifier);
  EXPECT_EQ(set().scheme, (Scheme{2, {{2, 3}, {2, 3}, {1, 1}}}));
  ASSERT_EQ(set().members.size(), 7U);
  EXPECT_EQ(set().member(1, 2)->holder, "frida");
  EXPECT_EQ(set().member(1, 3), nullptr);
  EXPECT_EQ(set().held_by("notary")->group, 2U);
  EXPECT_EQ(set().held_by("mallory"), nullptr);
}
TEST_F(ShareSetOfABackup, KnowsEveryShareThatWasHandedOut) {
  for (const Member& member : set().members) {
    const Share own = share(member.group, member.number);
    EXPECT_EQ(match(set(), own), Match::kMember) << member.holder;
    const auto found = check_share(set(), own);
    ASSERT_THAT(found, IsOk());
    EXPECT_EQ((*found)->holder, member.holder);
  }
}
TEST_F(ShareSetOfABackup, EachShareHasItsOwnSaltAndCommitment) {
  std::set<Sha256> seen;
  for (const Member& member : set().members) {
    seen.insert(member.salt);
    seen.insert(member.commitment);
  }
  EXPECT_EQ(seen.size(), 2 * set().members.size());
}

// SHARE-SAFE
TEST_F(ShareSetOfABackup, AShareWithAnyBitTurnedIsNotTheOneHandedOut) {
  for (std::size_t byte = 0; byte < 32; ++byte) {
    Share wrong = share(0, 1);
    wrong.value.reveal_mutable(reveal())[byte] ^= 1U;
    EXPECT_EQ(match(set(), wrong), Match::kWrongValue) << byte;
    EXPECT_THAT(check_share(set(), wrong), RefusedBy("SHARE-SAFE"));
    EXPECT_THAT(check_share(set(), wrong), FailsSaying(Code::kRefused, "bob"));
  }
}
TEST_F(ShareSetOfABackup, AMembersShareInAnothersPlaceIsNotTheOneHandedOut) {
  Share moved = share(0, 1);
  moved.member = 2;
  EXPECT_EQ(match(set(), moved), Match::kWrongValue);
  moved.group = 1;
  EXPECT_EQ(match(set(), moved), Match::kWrongValue);
}
// SHARE-SAFE, trap 7
TEST_F(ShareSetOfABackup, AShareOfAnotherSplittingOfTheSameSecretIsOfAnotherSet) {
  const Splitting other = backup_.two_of_three_groups();
  EXPECT_EQ(match(set(), other.shares[0][0]), Match::kOtherSet);
  EXPECT_THAT(check_share(set(), other.shares[0][0]), RefusedBy("SHARE-SAFE"));
  EXPECT_THAT(check_share(set(), other.shares[0][0]), FailsSaying(Code::kRefused, "another"));
}
TEST_F(ShareSetOfABackup, WhateverAShareSaysOtherwiseMakesItOneOfAnotherSet) {
  const auto with = [&](auto change) {
    Share other = share(0, 0);
    change(other);
    return match(set(), other);
  };
  EXPECT_EQ(with([](Share&) {}), Match::kMember);
  EXPECT_EQ(with([](Share& s) { s.identifier ^= 1U; }), Match::kOtherSet);
  EXPECT_EQ(with([](Share& s) { s.extendable = false; }), Match::kOtherSet);
  EXPECT_EQ(with([](Share& s) { s.iteration_exponent = 1; }), Match::kOtherSet);
  EXPECT_EQ(with([](Share& s) { s.group_threshold = 3; }), Match::kOtherSet);
  EXPECT_EQ(with([](Share& s) { s.group_count = 4; }), Match::kOtherSet);
  EXPECT_EQ(with([](Share& s) { s.member_threshold = 3; }), Match::kOtherSet);
  EXPECT_EQ(with([](Share& s) { s.group = 3; }), Match::kOtherSet);
  EXPECT_EQ(with([](Share& s) { s.member = 3; }), Match::kOtherSet);
  EXPECT_EQ(with([](Share& s) { s.value = SecretBytes::random(16).value(); }), Match::kOtherSet);
}

TEST_F(ShareSetOfABackup, ACommitmentIsOfVaultSetVersionPlaceSaltAndValue) {
  const Share own = share(0, 0);
  const Member member = *set().member(0, 0);
  const auto with = [&](auto change) {
    ShareSet other_set = set();
    Member other = member;
    change(other_set, other);
    return share_commitment(other_set, other, own.value);
  };
  EXPECT_EQ(with([](ShareSet&, Member&) {}), member.commitment);
  EXPECT_NE(with([](ShareSet& s, Member&) { s.vault[0] ^= 1U; }), member.commitment);
  EXPECT_NE(with([](ShareSet& s, Member&) { s.id.bytes[15] ^= 1U; }), member.commitment);
  EXPECT_NE(with([](ShareSet& s, Member&) { s.version = 2; }), member.commitment);
  EXPECT_NE(with([](ShareSet&, Member& m) { m.group = 1; }), member.commitment);
  EXPECT_NE(with([](ShareSet&, Member& m) { m.number = 1; }), member.commitment);
  EXPECT_NE(with([](ShareSet&, Member& m) { m.salt[31] ^= 1U; }), member.commitment);
  // Who holds it may be corrected, and what else the record says is signed with it.
  EXPECT_EQ(with([](ShareSet&, Member& m) { m.holder = "other"; }), member.commitment);
}
TEST_F(ShareSetOfABackup, TheSecretsCommitmentIsTheSameInEveryVersionAndNoOther) {
  EXPECT_EQ(backup_.two_of_three(2).set.secret, set().secret);
  EXPECT_EQ(secret_commitment(set(), backup_.secret), set().secret);
  Backup other;
  EXPECT_NE(other.two_of_three().set.secret, set().secret);
  ShareSet elsewhere = set();
  elsewhere.vault = sha256("another vault");
  EXPECT_NE(secret_commitment(elsewhere, backup_.secret), set().secret);
  elsewhere = set();
  elsewhere.id.bytes[15] ^= 1U;
  EXPECT_NE(secret_commitment(elsewhere, backup_.secret), set().secret);
}

class MakingAShareSet : public ::testing::Test {
 protected:
  Result<ShareSet> made(const Holders& holders, std::uint32_t version = 1,
                        std::optional<Sha256> previous = std::nullopt) const {
    return make_share_set({sha256("vault"), testing::set_id(), version, previous, {}}, shares_,
                          holders, secret_);
  }
  SecretBytes secret_ = SecretBytes::random(16).value();
  ShareTable shares_ = split(secret_, {2, {{2, 2}, {1, 1}}}).value();
};

TEST_F(MakingAShareSet, WithOneHolderForEachShareIsDone) {
  EXPECT_THAT(made({{"alice", "bob"}, {"carol"}}), IsOk());
}
TEST_F(MakingAShareSet, WithMoreOrFewerHoldersThanSharesIsRefused) {
  EXPECT_THAT(made({{"alice"}, {"carol"}}), FailsSaying(Code::kBadInput, "not as many holders"));
  EXPECT_THAT(made({{"alice", "bob", "dora"}, {"carol"}}), FailsWith(Code::kBadInput));
  EXPECT_THAT(made({{"alice", "bob"}}), FailsWith(Code::kBadInput));
  EXPECT_THAT(made({}), FailsWith(Code::kBadInput));
}
// Trap 2, for shares: one person in two places would be two people.
TEST_F(MakingAShareSet, WithOneHolderOfTwoSharesIsRefused) {
  EXPECT_THAT(made({{"alice", "alice"}, {"carol"}}),
              FailsSaying(Code::kBadInput, "alice holds two shares"));
  EXPECT_THAT(made({{"alice", "bob"}, {"bob"}}), FailsSaying(Code::kBadInput, "bob holds two"));
}
TEST_F(MakingAShareSet, WithAHolderWhoIsNoPersonIsRefused) {
  for (const std::string name : {"", "Alice", "a b", "a/b", "\xc3\xa9"}) {
    EXPECT_THAT(made({{name, "bob"}, {"carol"}}), FailsSaying(Code::kBadInput, "person's id"));
  }
  EXPECT_THAT(made({{std::string(32, 'a'), "bob"}, {"carol"}}), IsOk());
  EXPECT_THAT(made({{std::string(33, 'a'), "bob"}, {"carol"}}), FailsWith(Code::kBadInput));
}
TEST_F(MakingAShareSet, TheFirstVersionHasNoneBeforeItAndEveryOtherHas) {
  const Holders holders = {{"alice", "bob"}, {"carol"}};
  EXPECT_THAT(made(holders, 0), FailsSaying(Code::kBadInput, "is 1"));
  EXPECT_THAT(made(holders, 2), FailsSaying(Code::kBadInput, "the version before"));
  EXPECT_THAT(made(holders, 1, sha256("one")), FailsSaying(Code::kBadInput, "the version before"));
  EXPECT_THAT(made(holders, 2, sha256("one")), IsOk());
}
TEST_F(MakingAShareSet, WithoutSharesIsRefused) {
  shares_.clear();
  EXPECT_THAT(made({}), FailsSaying(Code::kBadInput, "no shares"));
}
TEST_F(MakingAShareSet, WithSharesOutOfTheirPlaceIsRefused) {
  std::swap(shares_[0][0], shares_[0][1]);
  EXPECT_THAT(made({{"alice", "bob"}, {"carol"}}), FailsSaying(Code::kBadInput, "scheme"));
}

TEST(CheckingAShareSet, MembersThatAreNotThoseOfTheSchemeAreRefused) {
  Backup backup;
  ShareSet set = backup.two_of_three().set;
  EXPECT_THAT(check_share_set(set), IsOk());
  set.members.push_back(set.members.back());
  set.members.back().holder = "dora";
  EXPECT_THAT(check_share_set(set), FailsSaying(Code::kBadInput, "more members"));
  set.members.resize(2);
  EXPECT_THAT(check_share_set(set), FailsSaying(Code::kBadInput, "not those of its scheme"));
}
TEST(CheckingAShareSet, NumbersOutOfTheirBoundsAreRefused) {
  Backup backup;
  const ShareSet right = backup.two_of_three().set;
  ShareSet set = right;
  set.identifier = 0x8000;
  EXPECT_THAT(check_share_set(set), FailsSaying(Code::kBadInput, "15 bits"));
  set = right;
  set.iteration_exponent = 16;
  EXPECT_THAT(check_share_set(set), FailsWith(Code::kBadInput));
  set = right;
  set.share_bytes = 15;
  EXPECT_THAT(check_share_set(set), FailsWith(Code::kBadInput));
  set = right;
  set.scheme.groups[0].threshold = 4;
  EXPECT_THAT(check_share_set(set), FailsSaying(Code::kBadInput, "can never be met"));
}

}  // namespace share_set_test
}  // namespace pyx::shares
