#include "custody/acts/key_copies.h"

#include <gmock/gmock.h>

#include "tests/support/memory_backup.h"

namespace pyx::custody {
namespace key_copies_test {

using pyx::testing::must;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class KeyCopiesOf : public ::testing::Test {
 protected:
  KeyCopies copies() const { return copies_of(*vault_.books().key(key_), vault_.books().backups); }
  void restore(const std::string& serial) {
    backup_.execute(vault_.approved(BackupRestore{id_, {key_}, serial, RestoreWay::kInToken}));
  }
  pyx::testing::MemoryVault vault_;
  pyx::testing::MemoryBackup backup_{vault_};
  const Uuid key_ = backup_.new_key();
  const Uuid id_ = backup_.live({key_});
};

TEST_F(KeyCopiesOf, AKeyWithABackupAreItsObjectItsBlobAndItsShares) {
  const KeyCopies found = copies();
  ASSERT_THAT(found.tokens, SizeIs(1));
  EXPECT_EQ(found.tokens[0].kind, TokenCopyKind::kHome);
  EXPECT_EQ(found.tokens[0].serial, vault_.books().founding.token.serial);
  EXPECT_FALSE(found.tokens[0].gone);
  ASSERT_THAT(found.blobs, SizeIs(1));
  EXPECT_EQ(found.blobs[0].file, vault_.books().backup(id_)->file);
  ASSERT_THAT(found.sets, SizeIs(1));
  EXPECT_THAT(found.sets[0].set.shares, SizeIs(3));
  EXPECT_EQ(found.sets[0].set.shares[0].keeping.front().keeper, "alice");
  EXPECT_THAT(found.not_shown_gone, IsEmpty());
}
TEST_F(KeyCopiesOf, AProofIsDestroyedWithItselfAndThoseBeforeItAreKeptInMind) {
  backup_.proven(id_);
  vault_.clock.advance(std::chrono::hours(1));
  backup_.proven(id_);
  const KeyCopies found = copies();
  ASSERT_THAT(found.tokens, SizeIs(3));
  EXPECT_EQ(found.tokens[1].kind, TokenCopyKind::kProven);
  EXPECT_LT(found.tokens[1].since, found.tokens[2].since);
  EXPECT_EQ(found.tokens[2].gone, found.tokens[2].since);
}
TEST_F(KeyCopiesOf, OfADestroyedKeyWhatNothingShowsToBeGoneIsNamed) {
  restore("98");
  restore("99");
  vault_.done(KeyDestroy{key_});
  EXPECT_THAT(copies().not_shown_gone,
              ElementsAre(HasSubstr("token serial 98"), HasSubstr("token serial 99"),
                          HasSubstr("wrapped of it in backup " + id_.text())));
  EXPECT_TRUE(copies().tokens[0].gone.has_value());
  // The act's outcome says the same.
  EXPECT_THAT(vault_.books().acts.back().outcome,
              HasSubstr("not shown to be gone: the copy restored onto token serial 98"));
  backup_.execute(vault_.approved(CopyDestroy{key_, "98"}));
  EXPECT_THAT(copies().not_shown_gone, Not(Contains(HasSubstr("token serial 98"))));
  EXPECT_THAT(copies().not_shown_gone, Contains(HasSubstr("token serial 99")));
  EXPECT_EQ(copies().tokens[1].gone, vault_.clock.now());
}
TEST_F(KeyCopiesOf, ACopyThatIsGoneMayBeRestoredThereAgain) {
  restore("98");
  backup_.execute(vault_.approved(CopyDestroy{key_, "98"}));
  restore("98");
  ASSERT_THAT(copies().tokens, SizeIs(3));
  EXPECT_TRUE(copies().tokens[1].gone.has_value());
  EXPECT_FALSE(copies().tokens[2].gone.has_value());
}
// KEY-HOME: that the vault left a token shows nothing of what is on it.
TEST_F(KeyCopiesOf, AKeyThatCameAlongIsPerhapsStillWhereItWasUntilSomethingShowsThatItIsNot) {
  const std::string first = vault_.books().binding.serial();
  restore("98");
  vault_.done(vault_.move_to("98"));
  ASSERT_THAT(copies().tokens, SizeIs(2));
  EXPECT_EQ(copies().tokens[0].kind, TokenCopyKind::kHome);
  EXPECT_EQ(copies().tokens[0].serial, "98");
  EXPECT_EQ(copies().tokens[0].backup, id_);
  EXPECT_EQ(copies().tokens[1].kind, TokenCopyKind::kFormer);
  EXPECT_EQ(copies().tokens[1].serial, first);
  EXPECT_THAT(copies().not_shown_gone,
              ElementsAre(HasSubstr("the object on token serial " + first)));
  vault_.done(vault_.move_to("99"));
  EXPECT_EQ(copies().tokens[0].kind, TokenCopyKind::kLeftBehind);
  EXPECT_THAT(copies().not_shown_gone, SizeIs(2));
  backup_.execute(vault_.approved(CopyDestroy{key_, "98"}));
  EXPECT_TRUE(copies().tokens[0].gone.has_value());
  EXPECT_THAT(copies().not_shown_gone,
              ElementsAre(HasSubstr("the object on token serial " + first)));
}
TEST_F(KeyCopiesOf, ADestroyedKeyThatWasLeftBehindIsNotShownToBeGone) {
  const std::string first = vault_.books().binding.serial();
  vault_.done(vault_.move_to("98"));
  const Uuid destroy = vault_.done(KeyDestroy{key_});
  EXPECT_FALSE(copies().tokens[0].gone);
  EXPECT_THAT(vault_.books().act(destroy)->outcome,
              HasSubstr("not shown to be gone: the object on token serial " + first));
}
TEST_F(KeyCopiesOf, ARewrappedBlobNamesTheOneBeforeWhichDiesAndStaysInTheLog) {
  const Uuid next = Uuid::v7(vault_.clock.now());
  backup_.execute(vault_.approved(BackupRewrap{id_, next, backup_.plan()}));
  backup_.acknowledged(next);
  const KeyCopies found = copies();
  ASSERT_THAT(found.blobs, SizeIs(2));
  EXPECT_TRUE(found.blobs[0].dead.has_value());
  EXPECT_EQ(found.blobs[1].rewrapped_from, id_);
  EXPECT_THAT(found.not_shown_gone, Contains(HasSubstr("stays in the log")));
}
TEST_F(KeyCopiesOf, TheJsonHasEachOfThem) {
  restore("98");
  const json::object found = to_json(copies());
  EXPECT_EQ(found.at("key").as_string(), key_.text());
  EXPECT_EQ(found.at("tokens").at(1).at("token_serial").as_string(), "98");
  EXPECT_EQ(found.at("tokens").at(1).at("kind").as_string(), "restored copy");
  EXPECT_EQ(found.at("blobs").at(0).at("backup").as_string(), id_.text());
  EXPECT_EQ(
      found.at("share_sets").at(0).at("shares").at(1).at("keeping").at(0).at("keeper").as_string(),
      "bob");
  EXPECT_TRUE(found.at("not_shown_gone").as_array().empty());
}

}  // namespace key_copies_test
}  // namespace pyx::custody
