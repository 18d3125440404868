#include "custody/acts/books.h"

#include <utility>

#include "tests/custody/acts/key_in_state.h"

namespace pyx::custody {
namespace books_test {

class BooksOfAVault : public ::testing::Test {
 protected:
  KeyGenerate generate() const { return {Uuid::v7(vault_.clock.now()), "p-256", "issuer"}; }
  const Books& books() const { return vault_.books(); }
  pyx::testing::MemoryVault vault_;
};

TEST_F(BooksOfAVault, AtFirstSayWhatTheFoundingSays) {
  EXPECT_EQ(books().policy.digest, books().founding.policy);
  EXPECT_EQ(sha256(books().policy_bytes), books().founding.policy);
  EXPECT_EQ(books().log_key, books().founding.log_key);
  EXPECT_EQ(books().log_public_key.spki(), vault_.log_key().public_key().spki());
  EXPECT_EQ(books().log_keys, std::set<Uuid>{books().founding.log_key});
  EXPECT_EQ(books().last_time, vault_.clock.now());
  EXPECT_TRUE(books().acts.empty());
  EXPECT_TRUE(books().keys.empty());
  EXPECT_TRUE(books().freezes.empty());
  EXPECT_FALSE(books().executing.has_value());
}
TEST_F(BooksOfAVault, EachActAndKeyIsFoundByItsOwnId) {
  const std::vector<Uuid> keys = {vault_.new_key("p-256"), vault_.new_key("secret")};
  for (const Uuid& id : keys) EXPECT_EQ(books().key(id)->id, id);
  ASSERT_EQ(books().acts.size(), 2U);
  for (const ActRecord& record : books().acts)
    EXPECT_EQ(books().act(record.act.id)->act.id, record.act.id);
}
TEST_F(BooksOfAVault, AnUnknownIdIsNothingAndNoIdOfAnotherKind) {
  const Uuid key = vault_.new_key("p-256");
  const Uuid act = books().acts.front().act.id;
  for (const Uuid& id : {Uuid::v7(vault_.clock.now()), act, books().log_key})
    EXPECT_EQ(books().key(id), nullptr);
  for (const Uuid& id : {Uuid::v7(vault_.clock.now()), key}) EXPECT_EQ(books().act(id), nullptr);
}
TEST_F(BooksOfAVault, WhatIsChangedThroughARecordIsReadAgain) {
  const Uuid key = vault_.new_key("p-256");
  const Uuid act = books().acts.front().act.id;
  Books copy = books();
  copy.key(key)->name = "another";
  copy.act(act)->outcome = "another";
  EXPECT_EQ(std::as_const(copy).key(key)->name, "another");
  EXPECT_EQ(std::as_const(copy).act(act)->outcome, "another");
  EXPECT_EQ(books().key(key)->name, "a key of a test");
}
TEST_F(BooksOfAVault, OnlyActsThatMayStillBeDecidedAreOpen) {
  vault_.proposed(generate());
  vault_.approved(generate());
  EXPECT_EQ(books().open_acts(), 2U);
  const Uuid withdrawn = vault_.proposed(generate());
  EXPECT_EQ(books().open_acts(), 3U);
  pyx::testing::must(vault_.decide(withdrawn, "olga", policies::Choice::kWithdraw));
  vault_.done(generate());
  pyx::testing::must(vault_.append(vault_.intent(vault_.approved(generate()))));
  EXPECT_EQ(books().open_acts(), 2U);
}
// Trap 15: an id that means two keys.
TEST_F(BooksOfAVault, TheIdOfAnyKeyIsTakenForGood) {
  EXPECT_FALSE(books().key_id_taken(Uuid::v7(vault_.clock.now())));
  const Uuid first_log_key = books().log_key;
  const Uuid second_log_key = Uuid::v7(vault_.clock.now());
  EXPECT_FALSE(books().key_id_taken(second_log_key));
  vault_.done(LogRotate{second_log_key});
  const std::vector<Uuid> taken = {key_in(vault_, KeyState::kPreActivation),
                                   key_in(vault_, KeyState::kDestroyed), first_log_key,
                                   second_log_key, books().founding.canary_key};
  for (const Uuid& id : taken) EXPECT_TRUE(books().key_id_taken(id)) << id.text();
}
TEST_F(BooksOfAVault, AKeyOfCoinsIsFoundByDenominationAndPeriod) {
  const Uuid first = vault_.coin_key("eur-5", 1);
  const Uuid second = vault_.coin_key("eur-5", 2);
  const Uuid other = vault_.coin_key("eur-1", 1);
  vault_.new_key("p-256");
  EXPECT_EQ(books().coin_key("eur-5", 1)->id, first);
  EXPECT_EQ(books().coin_key("eur-5", 2)->id, second);
  EXPECT_EQ(books().coin_key("eur-1", 1)->id, other);
  EXPECT_EQ(books().coin_key("eur-5", 0), nullptr);
  EXPECT_EQ(books().coin_key("eur-1", 2), nullptr);
  EXPECT_EQ(books().coin_key("eur-50", 1), nullptr);
}
TEST_F(BooksOfAVault, OfTwoKeysOfOnePeriodTheNewestIsFound) {
  const Uuid first = vault_.coin_key("eur-5", 1);
  vault_.done(KeyRetire{first});
  const Uuid second = vault_.coin_key("eur-5", 1);
  EXPECT_EQ(books().coin_key("eur-5", 1)->id, second);
  EXPECT_EQ(books().key(first)->state, KeyState::kDeactivated);
}
TEST_F(BooksOfAVault, ABudgetIsFoundByItsName) {
  EXPECT_EQ(books().budget("issue"), nullptr);
  vault_.set_budgets(
      "version = 1\n\n[[budget]]\nname = \"issue\"\ncharge = \"issue\"\nscope = \"all\"\n"
      "currency = \"EUR\"\n[[budget.limit]]\nwindow = \"1h\"\ncount = 1\nvalue = 100\n");
  EXPECT_EQ(books().budget("issue")->name, "issue");
  EXPECT_EQ(books().budget("redeem"), nullptr);
  Books copy = books();
  copy.budget("issue")->limits[0].count = 0;
  EXPECT_EQ(std::as_const(copy).budget("issue")->limits[0].count, 0U);
  EXPECT_EQ(books().budget("issue")->limits[0].count, 1U);
}
TEST_F(BooksOfAVault, TheIdOfAnActIsNoKeysId) {
  EXPECT_FALSE(books().key_id_taken(vault_.proposed(generate())));
}

}  // namespace books_test
}  // namespace pyx::custody
