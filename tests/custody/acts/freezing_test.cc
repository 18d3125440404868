#include "custody/acts/freezing.h"

#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace freezing_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;

class Freezing : public ::testing::Test {
 protected:
  Result<std::uint64_t> record(const FreezeStatement& freeze) {
    return vault_.append(vault_.signed_freeze(freeze));
  }
  const KeyRecord& key(const Uuid& id) const { return *vault_.books().key(id); }
  const policies::Client& client(std::string_view name) const {
    return *vault_.books().policy.client_named(name);
  }
  pyx::testing::MemoryVault vault_;
  Uuid key_ = vault_.active_key("p-256");
};

TEST_F(Freezing, AnyOneOfficerOrAuditorFreezes) {
  for (const char* person : {"alice", "bob", "carol", "dave"})
    EXPECT_THAT(record(vault_.freeze(FreezeAll{}, person)), IsOk());
  EXPECT_EQ(vault_.books().freezes.size(), 4U);
}
TEST_F(Freezing, SomebodyWithoutTheRightDoesNot) {
  EXPECT_THAT(record(vault_.freeze(FreezeAll{}, "olga")), RefusedBy("FREEZE-ONE"));
}
TEST_F(Freezing, AFrozenKeyIsFrozenAndNoOther) {
  const Uuid other = vault_.active_key("p-256");
  vault_.frozen(FreezeKey{key_}, "alice");
  EXPECT_TRUE(is_frozen(vault_.books(), key(key_)));
  EXPECT_FALSE(is_frozen(vault_.books(), key(other)));
  EXPECT_FALSE(is_frozen(vault_.books(), client("issuer")));
}
TEST_F(Freezing, AFrozenClientIsFrozenAndNoOther) {
  vault_.frozen(FreezeClient{"issuer"}, "alice");
  EXPECT_TRUE(is_frozen(vault_.books(), client("issuer")));
  EXPECT_FALSE(is_frozen(vault_.books(), client("till")));
  EXPECT_FALSE(is_frozen(vault_.books(), key(key_)));
}
TEST_F(Freezing, AllFreezesEveryKeyAndClient) {
  vault_.frozen(FreezeAll{}, "alice");
  EXPECT_TRUE(is_frozen(vault_.books(), key(key_)));
  EXPECT_TRUE(is_frozen(vault_.books(), client("till")));
}
TEST_F(Freezing, ItLastsLongerThanItsStatement) {
  vault_.frozen(FreezeAll{}, "alice");
  vault_.clock.advance(std::chrono::hours(1000));
  EXPECT_TRUE(is_frozen(vault_.books(), key(key_)));
}
// Trap 3: replayed, after a thaw it would freeze again.
TEST_F(Freezing, AStatementIsUsedOnceAlsoAfterAThaw) {
  const FreezeLeaf leaf = vault_.signed_freeze(vault_.freeze(FreezeAll{}, "alice"));
  must(vault_.append(leaf));
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kRefused, "used before"));
  vault_.done(Thaw{{sha256(leaf.envelope.payload)}, false});
  EXPECT_TRUE(vault_.books().freezes.empty());
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kRefused, "used before"));
}
TEST_F(Freezing, AtItsExpiryAStatementIsRefused) {
  const FreezeStatement freeze = vault_.freeze(FreezeAll{}, "alice");
  vault_.clock.set(freeze.expires);
  EXPECT_THAT(record(freeze), FailsSaying(Code::kRefused, "expired"));
}
TEST_F(Freezing, JustBeforeItsExpiryItCounts) {
  const FreezeStatement freeze = vault_.freeze(FreezeAll{}, "alice");
  vault_.clock.set(freeze.expires - Duration(1));
  EXPECT_THAT(record(freeze), IsOk());
}
TEST_F(Freezing, AnotherVaultsFreezeIsRefused) {
  FreezeStatement freeze = vault_.freeze(FreezeAll{}, "alice");
  freeze.vault[0] ^= 1;
  EXPECT_THAT(record(freeze), FailsSaying(Code::kRefused, "another vault"));
}
TEST_F(Freezing, AnUnknownTargetIsNotFound) {
  EXPECT_THAT(record(vault_.freeze(FreezeKey{Uuid::v7(vault_.clock.now())}, "alice")),
              FailsWith(Code::kNotFound));
  EXPECT_THAT(record(vault_.freeze(FreezeClient{"nobody"}, "alice")), FailsWith(Code::kNotFound));
}
TEST_F(Freezing, AnotherPersonsSignatureIsRefused) {
  const Bytes bytes = encode_freeze(vault_.freeze(FreezeAll{}, "alice"));
  const auto& people = vault_.people;
  EXPECT_THAT(vault_.append(FreezeLeaf{pyx::testing::envelope_by({&people.at("bob")}, bytes)}),
              RefusedBy("FREEZE-ONE"));
  EXPECT_THAT(vault_.append(FreezeLeaf{
                  pyx::testing::envelope_by({&people.at("alice"), &people.at("bob")}, bytes)}),
              RefusedBy("FREEZE-ONE"));
}
TEST_F(Freezing, WhomAThawSuspendedDoesNotFreezeUntilThePolicyChanges) {
  const Sha256 freeze = vault_.frozen(FreezeAll{}, "dave");
  vault_.done(Thaw{{freeze}, true});
  EXPECT_THAT(record(vault_.freeze(FreezeAll{}, "dave")), FailsSaying(Code::kRefused, "suspended"));
  EXPECT_THAT(record(vault_.freeze(FreezeAll{}, "alice")), IsOk());
  vault_.done(
      PolicyChange{vault_.put_blob(to_bytes(pyx::testing::policy_text(vault_.people, "second")))});
  EXPECT_THAT(record(vault_.freeze(FreezeAll{}, "dave")), IsOk());
}

TEST_F(Freezing, OfMintingStopsNoKeyAndNoClient) {
  EXPECT_FALSE(is_minting_frozen(vault_.books()));
  const Sha256 freeze = vault_.frozen(FreezeMinting{}, "alice");
  EXPECT_TRUE(is_minting_frozen(vault_.books()));
  EXPECT_FALSE(is_frozen(vault_.books(), key(key_)));
  EXPECT_FALSE(is_frozen(vault_.books(), client("issuer")));
  vault_.done(Thaw{{freeze}, false});
  EXPECT_FALSE(is_minting_frozen(vault_.books()));
}
TEST_F(Freezing, OfAllStopsMintingToo) {
  vault_.frozen(FreezeAll{}, "alice");
  EXPECT_TRUE(is_minting_frozen(vault_.books()));
}
TEST_F(Freezing, OfAKeyOrAClientDoesNotStopMinting) {
  vault_.frozen(FreezeKey{key_}, "alice");
  vault_.frozen(FreezeClient{"issuer"}, "alice");
  EXPECT_FALSE(is_minting_frozen(vault_.books()));
}

// COIN-ORACLE: what custody freezes by itself.
TEST_F(Freezing, AnAlarmForWrongTagsFreezesTheClientAlone) {
  const std::uint64_t index =
      must(vault_.append(AlarmLeaf{AlarmCause::kBadCoins, "issuer", "too many wrong tags"}));
  EXPECT_TRUE(is_frozen(vault_.books(), client("issuer")));
  EXPECT_FALSE(is_frozen(vault_.books(), client("till")));
  EXPECT_FALSE(is_minting_frozen(vault_.books()));
  const FreezeRecord& record = vault_.books().freezes.front();
  EXPECT_EQ(record.leaf_index, index);
  EXPECT_EQ(record.statement.person, "");
  EXPECT_EQ(record.statement.reason, "too many wrong tags");
  EXPECT_EQ(record.statement.time, vault_.clock.now());
}
TEST_F(Freezing, AnAlarmForALedgerThatDiffersFreezesMinting) {
  must(vault_.append(AlarmLeaf{AlarmCause::kLedgerMismatch, "issuer", "eur-5: another number"}));
  EXPECT_TRUE(is_minting_frozen(vault_.books()));
  EXPECT_FALSE(is_frozen(vault_.books(), client("issuer")));
}
TEST_F(Freezing, AnAlarmAboutAnUnknownClientIsNotFound) {
  EXPECT_THAT(vault_.append(AlarmLeaf{AlarmCause::kBadCoins, "nobody", ""}),
              FailsWith(Code::kNotFound));
}
TEST_F(Freezing, EachAlarmIsLiftedByItsOwnId) {
  must(vault_.append(AlarmLeaf{AlarmCause::kBadCoins, "issuer", "first"}));
  must(vault_.append(AlarmLeaf{AlarmCause::kBadCoins, "issuer", "second"}));
  ASSERT_EQ(vault_.books().freezes.size(), 2U);
  const Sha256 first = vault_.books().freezes[0].id;
  const Sha256 second = vault_.books().freezes[1].id;
  EXPECT_NE(first, second);
  vault_.done(Thaw{{first}, true});
  EXPECT_TRUE(is_frozen(vault_.books(), client("issuer")));
  vault_.done(Thaw{{second}, true});
  EXPECT_FALSE(is_frozen(vault_.books(), client("issuer")));
  EXPECT_TRUE(vault_.books().suspended_freezers.empty());
}

}  // namespace freezing_test
}  // namespace pyx::custody
