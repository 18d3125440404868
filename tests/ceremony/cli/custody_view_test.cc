#include "ceremony/cli/custody_view.h"

#include <gmock/gmock.h>

namespace pyx::ceremony {
namespace custody_view_test {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr Time kThen{Duration(1'795'000'000'000)};

custody::KeyRecord key_record() {
  custody::KeyRecord key;
  key.id = Uuid::v7(kThen);
  key.name = "issuer";
  key.token_serial = "1234";
  key.created = kThen;
  return key;
}

custody::ShareSetRecord set_of(std::uint32_t version, custody::ShareSetState state) {
  custody::ShareSetRecord set;
  set.version = version;
  set.state = state;
  set.plan = {1, {{2, {"alice", "bob", "carol"}}}};
  return set;
}

custody::BackupRecord backup_of(const custody::KeyRecord& key,
                                std::vector<custody::ShareSetRecord> sets) {
  custody::BackupRecord backup;
  backup.id = Uuid::v7(kThen);
  backup.keys = {key.id};
  backup.created = kThen;
  backup.sets = std::move(sets);
  return backup;
}

TEST(CustodyView, AKeyWithoutABackupIsOnItsTokenAlone) {
  const CustodyOfKey custody = custody_of(key_record(), {});
  EXPECT_THAT(custody.copies, SizeIs(1));
  EXPECT_FALSE(custody.who.losses);
  EXPECT_THAT(custody_text(custody), HasSubstr("nobody can open it now"));
  EXPECT_THAT(custody.not_shown_gone, IsEmpty());
}

TEST(CustodyView, TheCoalitionsOfTheLiveSetAreListed) {
  const custody::KeyRecord key = key_record();
  const CustodyOfKey custody =
      custody_of(key, {backup_of(key, {set_of(1, custody::ShareSetState::kLive)})});
  const std::string text = custody_text(custody);
  EXPECT_THAT(text, HasSubstr("alice, bob\n"));
  EXPECT_THAT(text, HasSubstr("bob, carol\n"));
  EXPECT_THAT(text, HasSubstr("2 people"));
  EXPECT_EQ(to_json(custody).at("losses").to_number<int>(), 2);
}

TEST(CustodyView, DeadSharesOfTheSameWrapKeyAreNamedApart) {
  const custody::KeyRecord key = key_record();
  const CustodyOfKey custody =
      custody_of(key, {backup_of(key, {set_of(1, custody::ShareSetState::kDead),
                                       set_of(2, custody::ShareSetState::kLive)})});
  EXPECT_THAT(custody_text(custody), HasSubstr("by dead shares"));
  EXPECT_THAT(custody.not_shown_gone, Contains(HasSubstr("the shares of version 1")));
  EXPECT_THAT(to_json(custody).at("refused_yet_able").as_array(), SizeIs(1));
}

TEST(CustodyView, TheFileOfAReplacedBackupIsNotShownToBeGone) {
  const custody::KeyRecord key = key_record();
  custody::BackupRecord backup = backup_of(key, {set_of(1, custody::ShareSetState::kDead)});
  backup.dead = kThen;
  EXPECT_THAT(custody_of(key, {backup}).not_shown_gone, Contains(HasSubstr("stays in the log")));
}

TEST(CustodyView, ADestroyedKeysRestoredCopyIsNotShownToBeGone) {
  custody::KeyRecord key = key_record();
  key.restored.push_back({Uuid::v7(kThen), "99", "NSS 3", "libsoftokn3.so", true, kThen});
  EXPECT_THAT(custody_of(key, {}).not_shown_gone, Not(Contains(HasSubstr("the copy on token"))));
  key.destroyed = kThen;
  const CustodyOfKey custody = custody_of(key, {});
  EXPECT_THAT(custody.not_shown_gone, Contains(HasSubstr("the copy on token 99")));
  EXPECT_THAT(custody.not_shown_gone, Contains(HasSubstr("was exposed at the restore")));
  EXPECT_TRUE(custody.copies.front().gone);
}

}  // namespace custody_view_test
}  // namespace pyx::ceremony
