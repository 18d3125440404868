#include "ceremony/steps/at_vault.h"

#include <gmock/gmock.h>

#include "tests/ceremony/steps/step_room.h"
#include "tests/matchers.h"

namespace pyx::ceremony::steps {
namespace at_vault_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using ::testing::SizeIs;
using testing::StepRoom;
using transcript::Kind;

class AtTheVault : public ::testing::Test {
 protected:
  AtTheVault() {
    room_.upto("approve-backup");
    room_.work_of_steps->log_out();
  }
  const AtVault& at() {
    if (!at_) at_ = *at_vault(standing_);
    return *at_;
  }
  StepRoom room_;
  Host host_{room_.setting()};
  std::vector<std::string> doers_ = room_.doers("approve-backup");
  Standing standing_{room_.step("approve-backup"), *room_.model, doers_, *room_.record, host_};
  std::optional<AtVault> at_;
};

TEST_F(AtTheVault, KeysOfThePlanAreThoseThatItsStepsMade) {
  const auto seed = keys_of(standing_, at(), "seed");
  const auto coins = keys_of(standing_, at(), "coins");
  ASSERT_THAT(seed, IsOk());
  ASSERT_THAT(coins, IsOk());
  EXPECT_THAT(*seed, SizeIs(1));
  EXPECT_THAT(*coins, SizeIs(2));
  for (const custody::KeyRecord& key : *at().vault->keys()) {
    if (key.id == seed->front()) {
      EXPECT_EQ(key.name, "seed");
    } else if (key.id == coins->front() || key.id == coins->back()) {
      EXPECT_EQ(key.purpose, Purpose::kCoin);
    }
  }
  EXPECT_THAT(keys_of(standing_, at(), "other"), FailsWith(Code::kNotFound));
}

TEST_F(AtTheVault, KeysThatWereThereBeforeAreThoseOfTheSite) {
  const Uuid coin = keys_of(standing_, at(), "coins")->front();
  const Uuid elsewhere = Uuid::v7(SystemClock().now());
  room_.site->keys = {{"coins", coin}, {"seed", elsewhere}};
  EXPECT_EQ(keys_of(standing_, at(), "seed")->front(), elsewhere);
  // The site names one of them: the other was made by the same act.
  EXPECT_THAT(*keys_of(standing_, at(), "coins"), SizeIs(2));
}

TEST_F(AtTheVault, ABackupIsTheOneThatItsActMakes) {
  const auto backup = backup_of(standing_, at(), "first");
  ASSERT_THAT(backup, IsOk());
  const Uuid act = *Uuid::parse(room_.entries(Kind::kAct, "event", "proposed").back().text("act"));
  EXPECT_EQ(std::get<custody::BackupCreate>(at().vault->act(act)->act.parameters).backup, *backup);
  room_.site->backups = {{"first", act}};
  EXPECT_EQ(*backup_of(standing_, at(), "first"), act);
}

TEST_F(AtTheVault, ActsAreFoundByTheNameOfTheirStep) {
  EXPECT_THAT(*acts_named(standing_, at(), "make-keys"), SizeIs(4));
  EXPECT_THAT(*acts_named(standing_, at(), "back-up"), SizeIs(1));
  EXPECT_THAT(acts_named(standing_, at(), "prove"),
              FailsSaying(Code::kNotFound, "no act prove was proposed"));
}

TEST_F(AtTheVault, ASubjectTellsActsOfOneStepApart) {
  custody::Act act;
  act.parameters = custody::KeyGenerate{{}, "profile", "seed"};
  EXPECT_EQ(subject_of(act), "key.generate seed");
  act.parameters = custody::KeysSchedule{{{{}, "eur-5", 1}, {{}, "eur-1", 2}}};
  EXPECT_EQ(subject_of(act), "keys.schedule eur-1 eur-5");
  act.parameters = custody::Thaw{};
  EXPECT_EQ(subject_of(act), "thaw");
  const Uuid key = Uuid::v7(SystemClock().now());
  act.parameters = custody::KeyRetire{key};
  EXPECT_EQ(subject_of(act), "key.retire " + key.text());
}

TEST_F(AtTheVault, AnotherPersonsKeyDoesNotSign) {
  const Doing doing{standing_, room_.people, *room_.record};
  EXPECT_THAT(signing(doing, at(), "officer-1"), IsOk());
  room_.people.keys.insert_or_assign("officer-2", room_.people.keys.at("officer-1"));
  EXPECT_THAT(signing(doing, at(), "officer-2"), FailsSaying(Code::kRefused, "officer-1's"));
  EXPECT_THAT(signing(doing, at(), "witness-1"), FailsSaying(Code::kRefused, "nobody's"));
}

}  // namespace at_vault_test
}  // namespace pyx::ceremony::steps
