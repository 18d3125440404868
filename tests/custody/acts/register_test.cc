#include "custody/acts/register.h"

#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace register_test {

using pyx::testing::envelope_by;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using pyx::testing::TestKey;

class Founding : public ::testing::Test {
 protected:
  const TestKey* key(std::string_view person) const { return &vault_.people.find(person)->second; }
  Leaf genesis(const FoundingStatement& founding, const std::vector<const TestKey*>& signers) {
    const Envelope envelope = envelope_by(signers, encode_founding(founding));
    const Sha256 blob = vault_.put_blob(to_bytes(to_text(envelope)));
    return {vault_.clock.now(), GenesisLeaf{blob, founding.policy}};
  }
  Result<Register> found(const Leaf& leaf) const {
    return Register::found(leaf, vault_.blob_reader());
  }
  Result<Register> found(const FoundingStatement& founding) {
    return found(genesis(founding, all_));
  }

  pyx::testing::MemoryVault vault_;
  const FoundingStatement founding_ = vault_.books().founding;
  const std::vector<const TestKey*> all_ = {key("olga"), key("alice"), key("bob"), key("carol"),
                                            key("dave")};
};

TEST_F(Founding, SignedByEverybodyOfThePolicyMakesTheBooks) {
  const auto made = found(genesis(founding_, all_));
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->books().vault, sha256(encode_founding(founding_)));
  EXPECT_EQ(made->books().policy.digest, founding_.policy);
  EXPECT_EQ(made->books().log_key, founding_.log_key);
  EXPECT_EQ(made->books().last_time, vault_.clock.now());
}
TEST_F(Founding, TheOrderOfSignaturesAndAStrangersDoNotMatter) {
  const TestKey stranger(KeyType::kEd25519);
  std::vector<const TestKey*> signers(all_.rbegin(), all_.rend());
  signers.push_back(&stranger);
  EXPECT_THAT(found(genesis(founding_, signers)), IsOk());
}
// ACT-QUORUM; trap 2: a person who is missing.
TEST_F(Founding, WithoutAnyOneSignatureIsRefused) {
  for (std::size_t missing = 0; missing < all_.size(); ++missing) {
    std::vector<const TestKey*> signers = all_;
    signers.erase(signers.begin() + static_cast<std::ptrdiff_t>(missing));
    EXPECT_THAT(found(genesis(founding_, signers)), RefusedBy("ACT-QUORUM")) << missing;
  }
}
TEST_F(Founding, ASignatureOnOtherBytesDoesNotCount) {
  FoundingStatement other = founding_;
  other.nonce[0] ^= 1;
  Envelope envelope = envelope_by(all_, encode_founding(founding_));
  envelope.signatures.back() = envelope_by({key("dave")}, encode_founding(other)).signatures[0];
  const Sha256 blob = vault_.put_blob(to_bytes(to_text(envelope)));
  EXPECT_THAT(found(Leaf{vault_.clock.now(), GenesisLeaf{blob, founding_.policy}}),
              RefusedBy("ACT-QUORUM"));
}
TEST_F(Founding, ByOthersThanThePeopleOfThePolicyIsRefused) {
  FoundingStatement founding = founding_;
  founding.founders.pop_back();
  EXPECT_THAT(found(founding), RefusedBy("ACT-QUORUM"));
  founding = founding_;
  founding.founders.push_back(founding.founders.front());
  EXPECT_THAT(found(founding), RefusedBy("ACT-QUORUM"));
  founding = founding_;
  founding.founders[1].person = "mallory";
  EXPECT_THAT(found(founding), RefusedBy("ACT-QUORUM"));
  founding = founding_;
  founding.founders[1].key_id = founding.founders[2].key_id;
  EXPECT_THAT(found(founding), RefusedBy("ACT-QUORUM"));
  founding = founding_;
  std::swap(founding.founders[0], founding.founders[1]);
  EXPECT_THAT(found(founding), RefusedBy("ACT-QUORUM"));
}
TEST_F(Founding, UnderAnotherPolicyThanTheLeafNamesIsRefused) {
  Leaf leaf = genesis(founding_, all_);
  std::get<GenesisLeaf>(leaf.body).policy =
      vault_.put_blob(to_bytes(pyx::testing::policy_text(vault_.people, "another")));
  EXPECT_THAT(found(leaf), FailsSaying(Code::kBadInput, "another policy"));
}
TEST_F(Founding, WithoutItsBlobsIsNotFound) {
  const Leaf leaf = genesis(founding_, all_);
  const auto blobs = vault_.blobs;
  vault_.blobs.erase(founding_.policy);
  EXPECT_THAT(found(leaf), FailsWith(Code::kNotFound));
  vault_.blobs = blobs;
  vault_.blobs.erase(std::get<GenesisLeaf>(leaf.body).envelope);
  EXPECT_THAT(found(leaf), FailsWith(Code::kNotFound));
}
TEST_F(Founding, OfWhatCannotBeReadIsBadInput) {
  const Sha256 garbage = vault_.put_blob(to_bytes("{}"));
  EXPECT_THAT(found(Leaf{vault_.clock.now(), GenesisLeaf{garbage, founding_.policy}}),
              FailsWith(Code::kBadInput));
  FoundingStatement founding = founding_;
  founding.policy = garbage;
  EXPECT_THAT(found(founding), FailsWith(Code::kBadInput));
}
TEST_F(Founding, ByALeafOfAnotherKindIsRefused) {
  EXPECT_THAT(found(Leaf{vault_.clock.now(), SettleLeaf{}}), FailsWith(Code::kBadInput));
}

class TheGate : public ::testing::Test {
 protected:
  Result<Change> check(const Leaf& leaf) const {
    return register_.check(leaf, vault_.leaves().size(), vault_.blob_reader());
  }
  Result<Change> check(const pyx::testing::MemoryVault::Body& body) const {
    return check(Leaf{vault_.clock.now(), body});
  }
  ProposalLeaf proposal() const {
    return vault_.proposal(
        vault_.act(KeyGenerate{Uuid::v7(vault_.clock.now()), "p-256", "issuer"}));
  }

  pyx::testing::MemoryVault vault_;
  Register register_ = vault_.the_register();
};

TEST_F(TheGate, ChangesNothingUntilTheLeafIsDurable) {
  const Leaf leaf{vault_.clock.now(), proposal()};
  ASSERT_THAT(check(leaf), IsOk());
  const auto change = check(leaf);
  ASSERT_THAT(change, IsOk());
  EXPECT_TRUE(register_.books().acts.empty());
  register_.apply(leaf, *change);
  EXPECT_EQ(register_.books().acts.size(), 1U);
  EXPECT_THAT(check(leaf), FailsWith(Code::kConflict));
}
TEST_F(TheGate, ALeafBeforeTheOneInFrontIsRefusedAndOneOfTheSameTimeIsNot) {
  const Time last = register_.books().last_time;
  EXPECT_THAT(check(Leaf{last - Duration(1), proposal()}), FailsSaying(Code::kBadInput, "time"));
  EXPECT_THAT(check(Leaf{last, proposal()}), IsOk());
  EXPECT_THAT(check(Leaf{last + Duration(1), proposal()}), IsOk());
}
TEST_F(TheGate, TheTimeOfALeafThatChangesNothingCountsToo) {
  const Leaf settle{vault_.clock.now() + Duration(5), SettleLeaf{{}}};
  const auto change = check(settle);
  ASSERT_THAT(change, IsOk());
  register_.apply(settle, *change);
  EXPECT_EQ(register_.books().last_time, settle.time);
  EXPECT_THAT(check(Leaf{settle.time - Duration(1), proposal()}), FailsWith(Code::kBadInput));
}
TEST_F(TheGate, TimeNeverGoesBack) {
  const Time last = register_.books().last_time;
  register_.advance_time(last - Duration(1));
  EXPECT_EQ(register_.books().last_time, last);
  register_.advance_time(last + Duration(1));
  EXPECT_EQ(register_.books().last_time, last + Duration(1));
}
TEST_F(TheGate, AGenesisLeafStandsOnlyAtTheBeginning) {
  const Leaf genesis = must(parse_leaf(vault_.leaves().front()));
  EXPECT_THAT(check(genesis), FailsSaying(Code::kBadInput, "genesis"));
}
// FAIL-CLOSED: no kind of leaf gets in on an act, a key or a client that is not there.
TEST_F(TheGate, EveryKindOfLeafAboutNothingIsRefused) {
  const Uuid nobody = Uuid::v7(vault_.clock.now());
  const Envelope empty = envelope_by({&vault_.people.at("alice")}, to_bytes("{}"));
  const IntentLeaf intent = vault_.intent(nobody);
  EXPECT_THAT(check(ProposalLeaf{empty}), FailsWith(Code::kBadInput));
  EXPECT_THAT(check(DecisionLeaf{nobody, empty}), FailsWith(Code::kBadInput));
  EXPECT_THAT(check(FreezeLeaf{empty}), FailsWith(Code::kBadInput));
  EXPECT_THAT(check(intent), FailsWith(Code::kNotFound));
  EXPECT_THAT(check(ExecutedLeaf{nobody, {}, {}}), FailsWith(Code::kNotFound));
  EXPECT_THAT(check(FailedLeaf{nobody, "token", "", ""}), FailsWith(Code::kNotFound));
  EXPECT_THAT(check(ExpiredLeaf{nobody}), FailsWith(Code::kNotFound));
  EXPECT_THAT(check(vault_.request("issuer", nobody)), FailsWith(Code::kNotFound));
  EXPECT_THAT(check(vault_.request("nobody", nobody)), RefusedBy("CLIENT-PINNED"));
}
TEST_F(TheGate, ALoweringAndAnAlarmAboutNothingAreRefused) {
  const Envelope empty = envelope_by({&vault_.people.at("alice")}, to_bytes("{}"));
  EXPECT_THAT(check(LoweringLeaf{empty}), FailsWith(Code::kBadInput));
  EXPECT_THAT(check(AlarmLeaf{AlarmCause::kBadCoins, "nobody", ""}), FailsWith(Code::kNotFound));
  EXPECT_THAT(check(AlarmLeaf{AlarmCause::kBadCoins, "issuer", ""}), IsOk());
}
// They pass the gate of custody/coins/operation_gate.h, and change what it counts.
TEST_F(TheGate, LeavesThatMoveCoinsChangeOnlyTheTime) {
  for (const auto& body : {pyx::testing::MemoryVault::Body(OperationLeaf{}),
                           pyx::testing::MemoryVault::Body(BadCoinsLeaf{})}) {
    const Leaf leaf{register_.books().last_time + Duration(7), body};
    const auto change = check(leaf);
    ASSERT_THAT(change, IsOk());
    register_.apply(leaf, *change);
    EXPECT_EQ(register_.books().last_time, leaf.time);
    EXPECT_TRUE(register_.books().keys.empty());
    EXPECT_TRUE(register_.books().freezes.empty());
    EXPECT_THAT(check(Leaf{leaf.time - Duration(1), body}), FailsSaying(Code::kBadInput, "time"));
  }
}
TEST_F(TheGate, ARequestLeafThatIsAdmittedChangesOnlyTheTime) {
  const Uuid key = vault_.active_key("p-256");
  register_ = vault_.the_register();
  const Leaf leaf{vault_.clock.now() + Duration(7), vault_.request("issuer", key)};
  const auto change = check(leaf);
  ASSERT_THAT(change, IsOk());
  const std::size_t acts = register_.books().acts.size();
  register_.apply(leaf, *change);
  EXPECT_EQ(register_.books().last_time, leaf.time);
  EXPECT_EQ(register_.books().acts.size(), acts);
  EXPECT_EQ(register_.books().key(key)->state, KeyState::kActive);
}

}  // namespace register_test
}  // namespace pyx::custody
