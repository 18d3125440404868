#include "ceremony/steps/backup_work.h"

#include <gmock/gmock.h>

#include "base/file.h"
#include "ceremony/steps/act_work.h"
#include "ceremony/steps/at_vault.h"
#include "tests/ceremony/steps/longer_plans.h"
#include "tests/ceremony/steps/step_room.h"
#include "tests/matchers.h"

namespace pyx::ceremony::steps {
namespace backup_work_test {

namespace fs = std::filesystem;
using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using testing::act_steps;
using ::testing::SizeIs;
using testing::step_text;
using testing::StepRoom;
using testing::with_rules;
using testing::with_steps;
using transcript::Kind;

std::vector<custody::BackupRecord> backups(StepRoom& room) {
  room.work_of_steps->log_out();
  Host host(room.setting());
  return *(*host.vault(*room.model))->backups();
}

TEST(BackupWork, EachHolderGetsACardAndTheSetIsReadAloud) {
  StepRoom room;
  room.upto("seal-so-again");
  EXPECT_THAT(room.entries(Kind::kItem, "item", "share-card"), SizeIs(3));
  const auto all = backups(room);
  ASSERT_THAT(all, SizeIs(1));
  const auto read =
      room.entries(Kind::kDigestRead, "what", "share set " + all.front().id.text() + " version 1");
  ASSERT_THAT(read, SizeIs(1));
  EXPECT_EQ(read.front().text("digest"), to_hex(all.front().sets.front().record));
}

TEST(BackupWork, FindsABackupThatWasMadeWithoutAnEntry) {
  StepRoom room;
  room.upto("hand-out").begin("hand-out");
  EXPECT_EQ(room.look("hand-out")->became, Became::kNotDone);
  ASSERT_THAT(room.work("hand-out"), IsOk());
  room.crash();
  EXPECT_EQ(room.look("hand-out")->became, Became::kDone);
  room.reconciled("hand-out", "again");
  room.begin("hand-out");
  ASSERT_THAT(room.work("hand-out"), IsOk());
  EXPECT_THAT(backups(room), SizeIs(1));
  EXPECT_THAT(room.entries(Kind::kAct, "event", "executed"), SizeIs(7));
}

TEST(BackupWork, TheFileAndTheRecordLeaveTheHostAsTheLogHasThem) {
  StepRoom room;
  room.upto("propose-prove");
  const auto all = backups(room);
  ASSERT_THAT(all, SizeIs(1));
  const fs::path out = room.path("out");
  for (const fs::path& file : {out / "backup-media" / "first.backup",
                               out / "backup-copy" / "witness-1" / "first.backup"}) {
    const auto bytes = read_file(file);
    ASSERT_THAT(bytes, IsOk());
    EXPECT_EQ(sha256(*bytes), all.front().file);
  }
  const auto record = read_file(out / "record-media" / "custodian-2" / "first-1.record");
  ASSERT_THAT(record, IsOk());
  EXPECT_EQ(sha256(*record), all.front().sets.front().record);
}

TEST(BackupWork, AProofThatWasMadeIsFoundAfterACrash) {
  StepRoom room;
  room.upto("prove").begin("prove");
  EXPECT_EQ(room.look("prove")->became, Became::kNotDone);
  ASSERT_THAT(room.work("prove"), IsOk());
  room.crash();
  EXPECT_EQ(room.look("prove")->became, Became::kDone);
  room.reconciled("prove", "continue");
  EXPECT_THAT(room.work("prove"), IsOk());
}

// The keys are brought to the second token to stay.
std::string with_restore(std::string plan) {
  plan = with_rules(std::move(plan), "\"backup.restore\"");
  return with_steps(std::move(plan), "seal-shares",
                    act_steps("restore", "proof", "backup.restore",
                              ", backup = \"first\", token = \"proof\"", false) +
                        step_text("bring-back", "proof", "\"operator\", \"custodian\"",
                                  "restore-backup", "act = \"restore\", token = \"proof\""));
}

TEST(BackupWork, BringsTheKeysToAnotherTokenToStay) {
  StepRoom room("genesis", with_restore);
  room.upto("seal-shares");
  room.work_of_steps->log_out();
  Host host(room.setting());
  std::size_t restored = 0;
  for (const custody::KeyRecord& key : *(*host.vault(*room.model))->keys())
    restored += key.restored.size();
  EXPECT_EQ(restored, 5U);
}

}  // namespace backup_work_test
}  // namespace pyx::ceremony::steps
