#include "custody/signing/reservation.h"

#include "custody/evidence/merkle.h"
#include "custody/signing/sign_job.h"
#include "tests/custody/stored_vault.h"

namespace pyx::custody {
namespace reservation_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

ClientIdentity client(const std::string& name) {
  return {"urn:pyx:client:" + name, pyx::testing::client_key(name)};
}

class Reservation : public ::testing::Test {
 protected:
  Uuid new_id() { return Uuid::v7(vault_.memory.clock.now()); }
  using SignJobPointer = std::shared_ptr<SignJob>;
  SignJobPointer job(const Uuid& id, const std::string& message = "a coin") {
    auto made = std::make_shared<SignJob>();
    made->request = {client("issuer"), key_, id, {to_bytes(message)}, EcdsaForm::kDer};
    return made;
  }
  Reserved reserve(std::vector<JobPointer> group, const std::vector<JobPointer>& answered = {}) {
    return reserve_group(vault_.log(), vault_.store(), std::move(group), answered, low_water_);
  }
  // Of one request alone: the job that is to be signed, or why not.
  Result<SignJobPointer> reserve_one(SignJobPointer asked) {
    Reserved outcome = reserve({asked});
    EXPECT_THAT(outcome.later, IsEmpty());
    if (!outcome.refused.empty()) {
      EXPECT_THAT(outcome.jobs, IsEmpty());
      return outcome.refused.front().second;
    }
    EXPECT_EQ(outcome.jobs.at(0), asked);
    return asked;
  }
  std::optional<RequestRow> row(const Uuid& id) {
    return must(vault_.store().find_requests({{"issuer", key_, id}})).at(0);
  }
  bool settled(const Uuid& id) { return row(id).value().is_settled(); }
  void thaw(const Sha256& freeze) {
    vault_.memory.done(Thaw{{freeze}, false});
    vault_.carry_over();
  }

  pyx::testing::StoredVault vault_;
  const Uuid key_ = vault_.active_key("p-256");
  Time low_water_{};
};

// SIGN-CHECKED: what a key's record says, the token is told.
TEST_F(Reservation, OnlyAKeyWithTheExceptionSignsWithoutBeingFixedOnTheToken) {
  EXPECT_EQ(must(reserve_one(job(new_id())))->fixed, pkcs11::SchemeFixed::kOnToken);
  std::string text = pyx::testing::policy_text(vault_.memory.people, "with an exception");
  const std::string mark = "name = \"p-256\"\n";
  text.insert(text.find(mark) + mark.size(), "exceptions = [\"allowed-mechanisms\"]\n");
  vault_.memory.done(PolicyChange{vault_.memory.put_blob(to_bytes(text))});
  const Uuid excepted = vault_.active_key("p-256");
  auto asked = job(new_id());
  asked->request.key = excepted;
  EXPECT_EQ(must(reserve_one(asked))->fixed, pkcs11::SchemeFixed::kByPolicy);
  // The older key is as it was made.
  EXPECT_EQ(must(reserve_one(job(new_id())))->fixed, pkcs11::SchemeFixed::kOnToken);
}

// SIGN-DURABLE
TEST_F(Reservation, OfANewRequestIsOnDiskBeforeItIsHandedOut) {
  const std::uint64_t before = vault_.size();
  const Uuid id = new_id();
  const std::shared_ptr<SignJob> asked = job(id);
  Reserved outcome = reserve({asked});
  EXPECT_TRUE(outcome.committed);
  ASSERT_THAT(outcome.jobs, ElementsAre(asked));
  EXPECT_THAT(outcome.refused, IsEmpty());
  vault_.reopen();
  ASSERT_EQ(vault_.size(), before + 1);
  const auto leaf = std::get<RequestLeaf>(vault_.leaf(before).body);
  EXPECT_EQ(leaf.client, "issuer");
  EXPECT_EQ(leaf.key, key_);
  EXPECT_EQ(leaf.request, id);
  EXPECT_EQ(leaf.scheme, Scheme::kEcdsaSha256);
  EXPECT_EQ(leaf.count, 1U);
  EXPECT_EQ(leaf.digest, request_digest(key_, {to_bytes("a coin")}));
  EXPECT_EQ(leaf.policy, vault_.memory.books().policy.digest);
  EXPECT_EQ(row(id)->leaf_index, before);
  EXPECT_FALSE(settled(id));
  EXPECT_EQ(asked->receipt.vault, vault_.memory.books().vault);
  EXPECT_EQ(asked->receipt.leaf_index, before);
  EXPECT_EQ(asked->receipt.leaf_hash, leaf_hash(vault_.leaf_bytes().at(before)));
  EXPECT_EQ(asked->receipt.policy, leaf.policy);
  EXPECT_EQ(asked->scheme, Scheme::kEcdsaSha256);
  EXPECT_TRUE(asked->public_key.has_value());
}
// SIGN-RETRY. Trap 24: a lost answer, retried, is charged once.
TEST_F(Reservation, OfTheSameIdAndDigestTakesUpItsFirstLeaf) {
  const Uuid id = new_id();
  const Receipt first = must(reserve_one(job(id)))->receipt;
  const std::uint64_t size = vault_.size();
  vault_.reopen();
  const std::shared_ptr<SignJob> retry = job(id);
  retry->request.form = EcdsaForm::kP1363;  // says nothing about what is signed
  ASSERT_THAT(reserve_one(retry), IsOk());
  EXPECT_EQ(retry->receipt.leaf_index, first.leaf_index);
  EXPECT_EQ(retry->receipt.leaf_hash, first.leaf_hash);
  EXPECT_EQ(retry->receipt.policy, first.policy);
  EXPECT_FALSE(retry->needs_no_settling);
  EXPECT_EQ(vault_.size(), size);
}
TEST_F(Reservation, OfARetryKeepsThePolicyOfItsFirstLeaf) {
  const Uuid id = new_id();
  const Receipt first = must(reserve_one(job(id)))->receipt;
  vault_.memory.done(PolicyChange{
      vault_.memory.put_blob(to_bytes(pyx::testing::policy_text(vault_.memory.people, "second")))});
  vault_.carry_over();
  EXPECT_EQ(must(reserve_one(job(id)))->receipt.policy, first.policy);
  EXPECT_NE(must(reserve_one(job(new_id())))->receipt.policy, first.policy);
}
TEST_F(Reservation, OfTheSameIdWithAnotherDigestIsAConflict) {
  const Uuid id = new_id();
  must(reserve_one(job(id)));
  const std::uint64_t size = vault_.size();
  EXPECT_THAT(reserve_one(job(id, "a larger coin")), FailsSaying(Code::kConflict, "SIGN-RETRY"));
  EXPECT_EQ(vault_.size(), size);
}
TEST_F(Reservation, OfTheSameIdForAnotherKeyIsAnotherRequest) {
  const Uuid id = new_id();
  const std::shared_ptr<SignJob> other = job(id);
  other->request.key = vault_.active_key("p-256");
  const auto first = must(reserve_one(job(id)));
  ASSERT_THAT(reserve_one(other), IsOk());
  EXPECT_NE(other->receipt.leaf_index, first->receipt.leaf_index);
}
TEST_F(Reservation, OfAnIdTwiceInAGroupPutsTheSecondOff) {
  const Uuid id = new_id();
  const std::shared_ptr<SignJob> first = job(id);
  const std::shared_ptr<SignJob> second = job(id);
  const std::shared_ptr<SignJob> other = job(id, "a larger coin");
  const std::uint64_t before = vault_.size();
  const Reserved outcome = reserve({first, second, other});
  EXPECT_THAT(outcome.jobs, ElementsAre(first));
  EXPECT_THAT(outcome.later, ElementsAre(second, other));
  EXPECT_EQ(vault_.size(), before + 1);
  const Reserved next = reserve({second});
  EXPECT_THAT(next.jobs, ElementsAre(second));
  EXPECT_EQ(second->receipt.leaf_index, first->receipt.leaf_index);
  EXPECT_THAT(reserve_one(other), FailsWith(Code::kConflict));
}

class ReservationAge : public Reservation {
 protected:
  ReservationAge() { low_water_ = vault_.memory.clock.now() - std::chrono::hours(24); }
  Uuid id_at(Time time) { return Uuid::v7(time); }
  const Time now_ = vault_.memory.clock.now();
};
TEST_F(ReservationAge, OfAnIdFromBeforeTheLowWaterIsRefused) {
  const std::uint64_t size = vault_.size();
  EXPECT_THAT(reserve_one(job(id_at(low_water_ - Duration(1)))), RefusedBy("SIGN-RETRY"));
  EXPECT_EQ(vault_.size(), size);
}
TEST_F(ReservationAge, OfAnIdAtTheLowWaterIsTaken) {
  EXPECT_THAT(reserve_one(job(id_at(low_water_))), IsOk());
}
TEST_F(ReservationAge, OfAnIdAMinuteAheadOfTheClockIsTaken) {
  EXPECT_THAT(reserve_one(job(id_at(now_ + kRequestAheadMost))), IsOk());
}
TEST_F(ReservationAge, OfAnIdFurtherAheadOfTheClockIsBadInput) {
  const std::uint64_t size = vault_.size();
  EXPECT_THAT(reserve_one(job(id_at(now_ + kRequestAheadMost + Duration(1)))),
              FailsSaying(Code::kBadInput, "SIGN-RETRY"));
  EXPECT_EQ(vault_.size(), size);
}
// The key may be destroyed by then: custody/store/store.h counts it as past completing.
TEST_F(ReservationAge, OfARetryFromBeforeTheLowWaterIsRefusedThoughNothingSettledIt) {
  const Uuid id = id_at(low_water_);
  must(reserve_one(job(id)));
  low_water_ += Duration(1);
  EXPECT_THAT(reserve_one(job(id)), RefusedBy("SIGN-RETRY"));
}

// SIGN-DURABLE: nothing of a commit that failed is released, charged or remembered.
TEST_F(Reservation, WhoseCommitFailsRefusesEveryNewRequestAndTheNextCommitWorks) {
  const Uuid known = new_id();
  const auto pinned = must(reserve_one(job(known)))->receipt;
  const Uuid answered_id = new_id();
  const std::shared_ptr<SignJob> answered = must(reserve_one(job(answered_id)));
  const std::uint64_t size = vault_.size();
  const Uuid first = new_id();
  const Uuid second = new_id();
  const std::shared_ptr<SignJob> retry = job(known);
  vault_.store().fail_next_commit();
  const Reserved outcome = reserve({job(first), retry, job(second)}, {answered});
  EXPECT_FALSE(outcome.committed);
  EXPECT_THAT(outcome.jobs, ElementsAre(retry));  // on disk since its first try
  ASSERT_THAT(outcome.refused, SizeIs(2));
  for (const auto& [refused, why] : outcome.refused) {
    EXPECT_NE(refused, nullptr);
    EXPECT_EQ(why.code, Code::kStore);
  }
  EXPECT_EQ(retry->receipt.leaf_index, pinned.leaf_index);
  EXPECT_EQ(vault_.size(), size);
  EXPECT_FALSE(row(first).has_value());
  EXPECT_FALSE(row(second).has_value());
  EXPECT_FALSE(settled(answered_id));
  const Reserved next = reserve({job(first), job(second)}, {answered});
  EXPECT_THAT(next.jobs, SizeIs(2));
  EXPECT_TRUE(next.committed);
  EXPECT_TRUE(settled(answered_id));
  EXPECT_EQ(row(first)->leaf_index, size);
}
// COIN-ORACLE: a wrong tag is told of only once it is counted.
TEST_F(Reservation, ThatIsRefusedByWhatTheCommitCountsIsToldNothingWhenTheCommitFails) {
  struct Counting : SignJob {
    Result<Recorded> record(EvidenceLog::Writer& writer, const policies::Client& who) override {
      PYX_TRY(writer.stage_bad_coins({who.name, Operation::kCoinsRedeem, 1}));
      refusal_is_recorded = true;
      return refused("COIN-GOOD", "1 of 1 coins are not good: 1 bad-tag");
    }
  };
  const auto asked = std::make_shared<Counting>();
  asked->request = job(new_id())->request;
  vault_.store().fail_next_commit();
  EXPECT_EQ(reserve({asked}).refused.at(0).second.code, Code::kStore);
  const Reserved outcome = reserve({asked});
  EXPECT_TRUE(outcome.committed);
  EXPECT_EQ(outcome.refused.at(0).second.control, "COIN-GOOD");
}
TEST_F(Reservation, OfABadRequestDoesNotKeepItsNeighboursOut) {
  const std::uint64_t before = vault_.size();
  const std::shared_ptr<SignJob> good = job(new_id());
  const std::shared_ptr<SignJob> empty = job(new_id());
  empty->request.messages.clear();
  const std::shared_ptr<SignJob> stranger = job(new_id());
  stranger->request.client.spki_sha256[0] ^= 1U;
  const std::shared_ptr<SignJob> not_its_key = job(new_id());
  not_its_key->request.client = client("till");
  const std::shared_ptr<SignJob> no_signer = job(new_id());
  no_signer->request.client = client("desk");
  const Reserved outcome = reserve({empty, stranger, good, not_its_key, no_signer});
  EXPECT_THAT(outcome.jobs, ElementsAre(good));
  EXPECT_EQ(vault_.size(), before + 1);
  std::map<JobPointer, Error> why(outcome.refused.begin(), outcome.refused.end());
  ASSERT_THAT(why, SizeIs(4));
  EXPECT_EQ(why[empty].code, Code::kBadInput);
  EXPECT_EQ(why[stranger].control, "CLIENT-PINNED");
  EXPECT_EQ(why[not_its_key].code, Code::kNotFound);
  EXPECT_EQ(why[no_signer].control, "SIGN-GRANT");
}
TEST_F(Reservation, UnderAClockThatStepsBackRefusesAllByClockSane) {
  vault_.memory.clock.advance(-std::chrono::minutes(1));
  const Reserved outcome = reserve({job(new_id()), job(new_id())});
  EXPECT_THAT(outcome.jobs, IsEmpty());
  EXPECT_FALSE(outcome.committed);
  ASSERT_THAT(outcome.refused, SizeIs(2));
  EXPECT_EQ(outcome.refused.front().second.control, "CLOCK-SANE");
}

// Decision 0018: a leaf is settled once.
TEST_F(Reservation, SettlesWhatWasAnsweredInTheSameCommit) {
  const Uuid id = new_id();
  const std::shared_ptr<SignJob> answered = must(reserve_one(job(id)));
  const std::uint64_t size = vault_.size();
  const Reserved outcome = reserve({job(new_id())}, {answered});
  EXPECT_TRUE(outcome.committed);
  EXPECT_TRUE(settled(id));
  ASSERT_EQ(vault_.size(), size + 2);
  EXPECT_THAT(std::get<SettleLeaf>(vault_.leaf(size + 1).body).signed_requests,
              ElementsAre(answered->receipt.leaf_index));
}
TEST_F(Reservation, OfTwoAnsweredTriesOfOneRequestSettlesItOnce) {
  const Uuid id = new_id();
  const std::shared_ptr<SignJob> first = must(reserve_one(job(id)));
  const std::shared_ptr<SignJob> retry = must(reserve_one(job(id)));
  const std::uint64_t size = vault_.size();
  EXPECT_TRUE(reserve({}, {retry, first}).committed);
  ASSERT_EQ(vault_.size(), size + 1);
  EXPECT_THAT(std::get<SettleLeaf>(vault_.leaf(size).body).signed_requests,
              ElementsAre(first->receipt.leaf_index));
}
TEST_F(Reservation, OfATryThatWasAnsweredAfterTheSettlingSettlesNothingAgain) {
  const Uuid id = new_id();
  const std::shared_ptr<SignJob> first = must(reserve_one(job(id)));
  const std::shared_ptr<SignJob> overtaken = must(reserve_one(job(id)));
  must(reserve_one(job(new_id())));
  EXPECT_TRUE(reserve({}, {first}).committed);
  const std::uint64_t size = vault_.size();
  EXPECT_TRUE(reserve({}, {overtaken}).committed);
  EXPECT_EQ(vault_.size(), size);
  const std::shared_ptr<SignJob> later = must(reserve_one(job(id)));
  EXPECT_TRUE(later->needs_no_settling);
  EXPECT_EQ(later->receipt.leaf_index, first->receipt.leaf_index);
  must(vault_.store().raise_low_water(vault_.memory.clock.now() + Duration(1)));
  ASSERT_FALSE(row(id).has_value());
  EXPECT_TRUE(reserve({}, {overtaken}).committed);
  EXPECT_EQ(vault_.size(), size);
}
TEST_F(Reservation, SettlesInAscendingOrderWhateverTheOrderOfTheAnswers) {
  const std::shared_ptr<SignJob> first = must(reserve_one(job(new_id())));
  const std::shared_ptr<SignJob> second = must(reserve_one(job(new_id())));
  const std::uint64_t size = vault_.size();
  EXPECT_TRUE(reserve({}, {second, first}).committed);
  EXPECT_THAT(std::get<SettleLeaf>(vault_.leaf(size).body).signed_requests,
              ElementsAre(first->receipt.leaf_index, second->receipt.leaf_index));
}

// SIGN-RETRY: its coins are retired, or were given back.
TEST_F(Reservation, OfARequestThatAnActClosedIsAnsweredNoMore) {
  const Uuid id = new_id();
  const std::shared_ptr<SignJob> answered = must(reserve_one(job(id)));
  Commit commit;
  commit.first_leaf = vault_.size();
  commit.edge = must(vault_.store().head()).edge;
  commit.closed = {answered->row};
  must(vault_.store().commit(commit));
  const std::uint64_t size = vault_.size();
  EXPECT_THAT(reserve_one(job(id)), RefusedBy("SIGN-RETRY"));
  EXPECT_THAT(reserve_one(job(id)), FailsSaying(Code::kRefused, "refunded or freed"));
  EXPECT_THAT(reserve_one(job(id, "a larger coin")), FailsWith(Code::kConflict));
  // Answered in the meantime: a closed request is not settled.
  EXPECT_TRUE(reserve({}, {answered}).committed);
  EXPECT_EQ(row(id)->state, RequestRow::State::kClosed);
  EXPECT_EQ(vault_.size(), size);
}

// KEY-STATE: what was reserved before the retirement is completed, nothing new begins.
TEST_F(Reservation, OfARetiredKeyAnswersARetryAndRefusesWhatIsNew) {
  const Uuid id = new_id();
  const Receipt first = must(reserve_one(job(id)))->receipt;
  vault_.memory.done(KeyRetire{key_});
  vault_.carry_over();
  const std::uint64_t size = vault_.size();
  EXPECT_THAT(reserve_one(job(new_id())), RefusedBy("KEY-STATE"));
  const auto retry = reserve_one(job(id));
  ASSERT_THAT(retry, IsOk());
  EXPECT_EQ((*retry)->receipt.leaf_index, first.leaf_index);
  EXPECT_EQ(vault_.size(), size);
  vault_.memory.done(KeyDestroy{key_});
  vault_.carry_over();
  EXPECT_THAT(reserve_one(job(id)), RefusedBy("KEY-STATE"));
}
// FREEZE-ONE
TEST_F(Reservation, WhileFrozenIsRefusedAsFrozenAndAnswerableAgainAfterTheThaw) {
  const Uuid id = new_id();
  const Receipt first = must(reserve_one(job(id)))->receipt;
  const Uuid meanwhile = new_id();
  for (const FreezeTarget& target :
       {FreezeTarget(FreezeKey{key_}), FreezeTarget(FreezeClient{"issuer"}),
        FreezeTarget(FreezeAll{})}) {
    SCOPED_TRACE(to_text(target));
    const Sha256 freeze = vault_.memory.frozen(target, "alice");
    vault_.carry_over();
    const std::uint64_t size = vault_.size();
    EXPECT_THAT(reserve_one(job(id)), FailsSaying(Code::kFrozen, "FREEZE-ONE"));
    EXPECT_THAT(reserve_one(job(meanwhile)), FailsSaying(Code::kFrozen, "FREEZE-ONE"));
    EXPECT_EQ(vault_.size(), size);
    thaw(freeze);
    EXPECT_EQ(must(reserve_one(job(id)))->receipt.leaf_index, first.leaf_index);
  }
  EXPECT_THAT(reserve_one(job(meanwhile)), IsOk());
}

}  // namespace reservation_test
}  // namespace pyx::custody
