#include "ceremony/report/custody_part.h"

#include "tests/ceremony/report/report_bundles.h"
#include "tests/support/memory_backup.h"

namespace pyx::ceremony::report {
namespace custody_part_test {

using pyx::testing::CeremonyRecord;
using pyx::testing::MemoryBackup;
using pyx::testing::MemoryVault;
using pyx::testing::text_of;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(CustodyPart, TellsTheActWithItsQuorum) {
  CeremonyRecord room;
  room.whole();
  const Reading reading = reading_of(room);
  const auto acts = act_stories(reading.transcript, reading.books.get());
  const std::string text = text_of(acts_section(reading, acts));
  EXPECT_THAT(text, HasSubstr("key.generate | " + acts.front().id));
  EXPECT_THAT(text, HasSubstr("proposed by olga | approved by alice, bob | executed"));
}

TEST(CustodyPart, TellsTheKeyWithItsFingerprint) {
  CeremonyRecord room;
  room.whole();
  const Reading reading = reading_of(room);
  const auto acts = act_stories(reading.transcript, reading.books.get());
  const auto& key = reading.books->keys.front();
  const std::string text = text_of(keys_section(reading, acts));
  EXPECT_THAT(text, HasSubstr("mint, pre-activation\n"));
  EXPECT_THAT(text, HasSubstr("Key id: " + key.id.text()));
  EXPECT_THAT(text, HasSubstr("Profile: p-256: p-256, for sign\n"));
  EXPECT_THAT(text, HasSubstr("Token: 0123456789abcdef\n"));
  EXPECT_THAT(text, HasSubstr(to_hex(key.public_key->id())));
  EXPECT_THAT(text, HasSubstr("The log key"));
  EXPECT_THAT(text, HasSubstr(to_hex(reading.books->log_public_key.id())));
}

// A serial that the transcript hides is not told out of the log, which goes along whole.
TEST(CustodyPart, OfAPublicCopyHidesSerials) {
  CeremonyRecord room;
  room.whole();
  const Reading reading = redacted(room);
  const auto acts = act_stories(reading.transcript, reading.books.get());
  const std::string text = text_of(keys_section(reading, acts));
  EXPECT_THAT(text, HasSubstr("Token: [hidden]\n"));
  EXPECT_THAT(text, Not(HasSubstr("0123456789abcdef\n")));
  // An outcome may name the token on which keys came back.
  EXPECT_THAT(text_of(acts_section(reading, acts)), HasSubstr("executed | [hidden] | "));
}

TEST(CustodyPart, OfABundleThatIsNotAcceptableShowsNothingOfTheLog) {
  CeremonyRecord room;
  room.whole();
  const Reading reading = reading_of(room, transcript::Mode::kRehearsal);
  const auto acts = act_stories(reading.transcript, reading.books.get());
  EXPECT_THAT(text_of(acts_section(reading, acts)), HasSubstr("nothing of its log is taken for"));
  EXPECT_THAT(text_of(keys_section(reading, acts)), HasSubstr("nothing of its log is taken for"));
  EXPECT_TRUE(backups_section(reading, acts).blocks.empty());
}

class WithABackup : public ::testing::Test {
 protected:
  WithABackup() {
    key_ = backups_.new_key();
    backup_ = backups_.live({key_});
    reading_.report.verdict = transcript::Verdict::kClean;
    tell();
  }
  // As if the transcript named the act that made the backup.
  void tell() {
    ActStory story;
    for (const custody::ActRecord& one : vault_.books().acts) {
      if (one.act.type() == policies::ActType::kBackupCreate) story.record = &one;
    }
    acts_ = {story};
    reading_.books = std::make_shared<const custody::Books>(vault_.books());
  }
  MemoryVault vault_;
  MemoryBackup backups_{vault_};
  Uuid key_;
  Uuid backup_;
  Reading reading_;
  std::vector<ActStory> acts_;
};

TEST_F(WithABackup, TellsWhoHoldsAndHasAcknowledged) {
  const std::string text = text_of(backups_section(reading_, acts_));
  EXPECT_THAT(text, HasSubstr("Backup: " + backup_.text()));
  EXPECT_THAT(text, HasSubstr("Shares, version 1: live: 2 of (alice, bob, carol) open it\n"));
  EXPECT_THAT(text, HasSubstr("alice: received 2026-"));
  EXPECT_THAT(text,
              HasSubstr("The file of this backup: " + to_hex(vault_.books().backups.front().file)));
}

TEST_F(WithABackup, TellsWhetherTheKeyCameBack) {
  EXPECT_THAT(text_of(keys_section(reading_, acts_)), HasSubstr("Backup: no proven backup\n"));
  backups_.proven(backup_);
  tell();
  EXPECT_THAT(text_of(keys_section(reading_, acts_)),
              HasSubstr("Backup: proven: came back and signed on "));
}

}  // namespace custody_part_test
}  // namespace pyx::ceremony::report
