#include "custody/acts/backup_parameters.h"

#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace backup_parameters_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

Uuid id(int last) {
  return Uuid::parse("01938c2e-7000-7000-8000-0000000000a" + std::to_string(last)).value();
}
SharePlan plan() { return {1, {{2, {"alice", "bob", "carol"}}}}; }

template <class Act>
Result<Act> again(const json::object& from, Result<Act> (*read)(json::ObjectReader&)) {
  PYX_ASSIGN(const json::value parsed, json::parse(json::serialize(json::value(from))));
  json::ObjectReader reader(parsed.get_object(), "parameters");
  PYX_ASSIGN(Act act, read(reader));
  PYX_TRY(reader.finish());
  return act;
}

TEST(BackupParameters, OfEveryActComeBackFromTheirJson) {
  const auto create =
      again(to_json(BackupCreate{id(1), {id(2), id(3)}, plan(), id(4)}), read_backup_create);
  ASSERT_THAT(create, IsOk());
  EXPECT_EQ(create->backup, id(1));
  EXPECT_EQ(create->keys, (std::vector{id(2), id(3)}));
  EXPECT_EQ(create->shares, plan());
  EXPECT_EQ(create->replaces, id(4));
  const auto prove = again(to_json(BackupProve{id(1)}), read_backup_prove);
  ASSERT_THAT(prove, IsOk());
  EXPECT_EQ(prove->backup, id(1));
  EXPECT_FALSE(prove->matrix);
  EXPECT_EQ(again(to_json(BackupProve{id(1), sha256("m")}), read_backup_prove)->matrix,
            sha256("m"));
  EXPECT_EQ(again(to_json(BackupRestore{id(1), {id(2)}, "1234", RestoreWay::kInToken, sha256("m")}),
                  read_backup_restore)
                ->matrix,
            sha256("m"));
  const auto restore =
      again(to_json(BackupRestore{id(1), {id(2)}, "1234", RestoreWay::kHostMediated}),
            read_backup_restore);
  ASSERT_THAT(restore, IsOk());
  EXPECT_EQ(restore->token_serial, "1234");
  EXPECT_EQ(restore->way, RestoreWay::kHostMediated);
  const auto reshare = again(to_json(SharesReshare{id(1), plan()}), read_shares_reshare);
  ASSERT_THAT(reshare, IsOk());
  EXPECT_EQ(reshare->shares, plan());
}
TEST(BackupParameters, ABackupHas1To48KeysEachOnce) {
  BackupCreate create{id(1), {}, plan(), {}};
  EXPECT_THAT(again(to_json(create), read_backup_create), FailsWith(Code::kBadInput));
  create.keys = {id(2), id(2)};
  EXPECT_THAT(again(to_json(create), read_backup_create),
              FailsSaying(Code::kBadInput, id(2).text()));
  create.keys.clear();
  for (std::size_t i = 0; i < kMostBackupKeys; ++i) create.keys.push_back(Uuid::v7(Time{}));
  EXPECT_THAT(again(to_json(create), read_backup_create), IsOk());
  create.keys.push_back(Uuid::v7(Time{}));
  EXPECT_THAT(again(to_json(create), read_backup_create), FailsSaying(Code::kBadInput, "48"));
}
TEST(BackupParameters, ABackupDoesNotReplaceItself) {
  EXPECT_THAT(again(to_json(BackupCreate{id(1), {id(2)}, plan(), id(1)}), read_backup_create),
              FailsWith(Code::kBadInput));
}
TEST(BackupParameters, AnUnknownWayOfRestoringIsRefused) {
  json::object restore = to_json(BackupRestore{id(1), {id(2)}, "1234", RestoreWay::kInToken});
  restore["way"] = "by post";
  EXPECT_THAT(again(restore, read_backup_restore), FailsSaying(Code::kBadInput, "host-mediated"));
  restore["way"] = "in-token";
  restore["token"] = "";
  EXPECT_THAT(again(restore, read_backup_restore), FailsSaying(Code::kBadInput, "serial"));
}
TEST(BackupParameters, OfARewrapAndOfACopyComeBackFromTheirJson) {
  const auto rewrap = again(to_json(BackupRewrap{id(1), id(2), plan()}), read_backup_rewrap);
  ASSERT_THAT(rewrap, IsOk());
  EXPECT_EQ(rewrap->from, id(1));
  EXPECT_EQ(rewrap->backup, id(2));
  EXPECT_EQ(rewrap->shares, plan());
  EXPECT_THAT(again(to_json(BackupRewrap{id(1), id(1), plan()}), read_backup_rewrap),
              FailsSaying(Code::kBadInput, "another id"));
  const auto copy = again(to_json(CopyDestroy{id(1), "1234"}), read_copy_destroy);
  ASSERT_THAT(copy, IsOk());
  EXPECT_EQ(copy->key, id(1));
  EXPECT_EQ(copy->token_serial, "1234");
  EXPECT_THAT(again(to_json(CopyDestroy{id(1), ""}), read_copy_destroy),
              FailsSaying(Code::kBadInput, "serial"));
}

}  // namespace backup_parameters_test
}  // namespace pyx::custody
