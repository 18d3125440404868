#include "custody/acts/backup_record_json.h"

#include "tests/support/changed_text.h"
#include "tests/support/memory_backup.h"

namespace pyx::custody {
namespace backup_record_json_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;

// As it is read: out of a text.
Result<BackupRecord> read_again(const json::object& record) {
  PYX_ASSIGN(const json::value parsed, json::parse(json::serialize(json::value(record))));
  return read_backup_record(parsed);
}

// A backup with a dead set, a live one and a drill that failed, replacing another.
class BackupRecordJson : public ::testing::Test {
 protected:
  BackupRecord record() {
    const Uuid key = backup_.new_key();
    const Uuid id = backup_.live({key}, backup_.live({key}));
    backup_.execute(vault_.approved(SharesReshare{id, backup_.plan()}));
    backup_.acknowledged(id, 2);
    BackupRecord made = *vault_.books().backup(id);
    made.sets[1].shares[0].drilled = vault_.clock.now();
    made.sets[1].shares[0].drill_result = shares::DrillResult::kWrongValue;
    return made;
  }
  pyx::testing::MemoryVault vault_;
  pyx::testing::MemoryBackup backup_{vault_};
};

TEST_F(BackupRecordJson, ComesBackAsItWas) {
  const BackupRecord before = record();
  const auto read = read_again(to_json(before));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(json::serialize(json::value(to_json(*read))),
            json::serialize(json::value(to_json(before))));
  EXPECT_EQ(read->replaces, before.replaces);
  EXPECT_EQ(read->sets[0].state, ShareSetState::kDead);
  EXPECT_EQ(read->live()->shares[0].drill_result, shares::DrillResult::kWrongValue);
}
TEST_F(BackupRecordJson, WhoKeepsAShareAndWhatWasRewrappedComeBack) {
  BackupRecord made = record();
  made.rewrapped_from = made.replaces;
  const Time now = vault_.clock.now();
  made.sets[1].shares[1].keeping.push_back({"dave", "safe B", "bob", "", now, now, 17});
  made.sets[1].shares[1].keeping.push_back({"dave", "safe C", "dave", "carol", now, now, 18});
  const auto read = read_again(to_json(made));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->rewrapped_from, made.rewrapped_from);
  EXPECT_EQ(read->sets[1].shares[1].keeping, made.sets[1].shares[1].keeping);
}
TEST_F(BackupRecordJson, AnotherPlaceOfAKeySaysSinceWhenItIsGone) {
  KeyElsewhere there{record().id, "98", "m", "m.so", false, vault_.clock.now(), {}};
  const auto again = [](const KeyElsewhere& one) {
    return read_key_elsewhere(json::parse(json::serialize(json::value(to_json(one)))).value());
  };
  EXPECT_EQ(again(there).value(), there);
  there.gone = vault_.clock.now();
  EXPECT_EQ(again(there).value(), there);
}
TEST_F(BackupRecordJson, ADeadOneSaysSinceWhen) {
  BackupRecord dead = record();
  dead.dead = vault_.clock.now();
  EXPECT_EQ(read_again(to_json(dead))->dead, vault_.clock.now());
}
TEST_F(BackupRecordJson, WhatIsNoneIsRefused) {
  EXPECT_THAT(read_backup_record(json::value(nullptr)), FailsWith(Code::kBadInput));
  json::object broken = to_json(record());
  broken["keys"] = json::array{1};
  EXPECT_THAT(read_again(broken), FailsWith(Code::kBadInput));
  broken = to_json(record());
  broken["sets"].as_array()[0].as_object()["state"] = "lost";
  EXPECT_THAT(read_again(broken), FailsWith(Code::kBadInput));
}

}  // namespace backup_record_json_test
}  // namespace pyx::custody
