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
  EXPECT_THAT(custody.copies.tokens, SizeIs(1));
  EXPECT_FALSE(custody.who.losses);
  EXPECT_THAT(custody_text(custody), HasSubstr("nobody can open it now"));
  EXPECT_THAT(custody.copies.not_shown_gone, IsEmpty());
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
  EXPECT_THAT(custody.copies.not_shown_gone, Contains(HasSubstr("the shares of version 1")));
  EXPECT_THAT(to_json(custody).at("refused_yet_able").as_array(), SizeIs(1));
}

TEST(CustodyView, TheFileOfAReplacedBackupIsNotShownToBeGone) {
  const custody::KeyRecord key = key_record();
  custody::BackupRecord backup = backup_of(key, {set_of(1, custody::ShareSetState::kDead)});
  backup.dead = kThen;
  EXPECT_THAT(custody_of(key, {backup}).copies.not_shown_gone,
              Contains(HasSubstr("stays in the log")));
}

// KEY-HOME: that a vault left a token shows nothing of what is on it.
TEST(CustodyView, AKeyThatWasLeftBehindIsOnATokenThatTheVaultHasLeft) {
  custody::KeyRecord key = key_record();
  key.left_behind = kThen;
  CustodyOfKey custody = custody_of(key, {});
  EXPECT_THAT(custody_text(custody), HasSubstr("token object left behind"));
  EXPECT_THAT(copies_text(custody), HasSubstr("the object on token serial 1234, which the vault"));
  key.destroyed = kThen;
  custody = custody_of(key, {});
  EXPECT_FALSE(custody.copies.tokens.front().gone);
}

TEST(CustodyView, AKeyThatCameAlongIsAtHomeWhereItWasRestoredAndPerhapsStillWhereItWas) {
  custody::KeyRecord key = key_record();
  key.former_homes.push_back({"1234", kThen});
  key.token_serial = "5678";
  key.restored.push_back({Uuid::v7(kThen), "5678", "Model", "lib.so", true, kThen});
  const CustodyOfKey custody = custody_of(key, {});
  ASSERT_THAT(custody.copies.tokens, SizeIs(2));
  EXPECT_EQ(custody.copies.tokens[0].serial, "5678");
  EXPECT_TRUE(custody.copies.tokens[0].exposed);
  const std::string text = copies_text(custody);
  EXPECT_THAT(text, HasSubstr("former token object"));
  EXPECT_THAT(text, HasSubstr("the object on token serial 1234"));
  EXPECT_THAT(text, HasSubstr("exposed at the restore"));
}

TEST(CustodyView, ADestroyedKeysRestoredCopyIsNotShownToBeGone) {
  custody::KeyRecord key = key_record();
  key.restored.push_back({Uuid::v7(kThen), "99", "NSS 3", "libsoftokn3.so", true, kThen});
  EXPECT_THAT(custody_of(key, {}).copies.not_shown_gone,
              Not(Contains(HasSubstr("the copy restored onto"))));
  key.destroyed = kThen;
  const CustodyOfKey custody = custody_of(key, {});
  EXPECT_THAT(custody.copies.not_shown_gone,
              Contains(HasSubstr("the copy restored onto token serial 99")));
  EXPECT_THAT(custody.copies.not_shown_gone, Contains(HasSubstr("was exposed at the restore")));
  EXPECT_TRUE(custody.copies.tokens.front().gone.has_value());
}

TEST(CustodyView, AShareIsSaidToBeWhereItWasPutAndByWhom) {
  const custody::KeyRecord key = key_record();
  custody::ShareSetRecord set = set_of(1, custody::ShareSetState::kLive);
  custody::HeldShare share;
  share.holder = "alice";
  share.keeping = {{"alice", "safe A", "olga", "", kThen, kThen, 17},
                   {"dave", "safe B", "alice", "", kThen, kThen, 21},
                   {"dave", "safe C", "dave", "bob", kThen, kThen, 25}};
  set.shares = {share};
  const CustodyOfKey custody = custody_of(key, {backup_of(key, {set})});
  const std::string text = copies_text(custody);
  const auto first = text.find("in the keeping of dave at safe C");
  const auto last = text.find("in the keeping of alice at safe A");
  ASSERT_NE(first, std::string::npos);
  ASSERT_NE(last, std::string::npos);
  EXPECT_LT(first, last);
  EXPECT_THAT(text, HasSubstr("moved by himself, seen by bob, leaf 25"));
  EXPECT_THAT(text, HasSubstr("handed over by olga, leaf 17"));
  EXPECT_THAT(custody_text(custody), HasSubstr("share of alice"));
}

}  // namespace custody_view_test
}  // namespace pyx::ceremony
