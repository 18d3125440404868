#include "ceremony/cli/move_view.h"

#include <gmock/gmock.h>

namespace pyx::ceremony {
namespace move_view_test {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Time kThen{Duration(1'795'000'000'000)};

custody::KeyRecord key(const std::string& name) {
  custody::KeyRecord key;
  key.id = Uuid::v7(kThen);
  key.name = name;
  key.token_serial = "old";
  return key;
}
custody::BackupRecord backup_of(const Uuid& key, custody::ShareSetState state) {
  custody::BackupRecord backup;
  backup.id = Uuid::v7(kThen);
  backup.keys = {key};
  backup.sets.emplace_back();
  backup.sets.back().state = state;
  return backup;
}

TEST(MoveView, TellsWhichKeysComeAlongAndWhichStayBehind) {
  custody::KeyRecord along = key("along");
  along.restored.push_back({Uuid::v7(kThen), "new", "Model", "lib.so", false, kThen});
  custody::KeyRecord elsewhere = key("elsewhere");
  elsewhere.restored.push_back({Uuid::v7(kThen), "third", "Model", "lib.so", false, kThen});
  const std::string text = keys_on_move_in_words("new", {along, elsewhere}, {});
  const std::size_t behind = text.find("STAY BEHIND");
  EXPECT_LT(text.find(along.id.text()), behind);
  EXPECT_GT(text.find(elsewhere.id.text()), behind);
}
TEST(MoveView, TellsOfAKeyThatStaysWhichBackupCouldBringItBack) {
  const custody::KeyRecord saved = key("saved");
  const custody::KeyRecord lost = key("lost");
  const custody::KeyRecord pending = key("pending");
  const auto live = backup_of(saved.id, custody::ShareSetState::kLive);
  const auto unacknowledged = backup_of(pending.id, custody::ShareSetState::kPending);
  const std::string text =
      keys_on_move_in_words("new", {saved, lost, pending}, {live, unacknowledged});
  EXPECT_THAT(text,
              HasSubstr("saved, pre-activation; can be restored out of backup " + live.id.text()));
  EXPECT_THAT(text, HasSubstr("lost, pre-activation; in NO backup"));
  EXPECT_THAT(text, HasSubstr("pending, pre-activation; in NO backup"));
}
TEST(MoveView, DoesNotSpeakOfDestroyedKeysAndSaysWhenThereAreNone) {
  custody::KeyRecord gone = key("gone");
  gone.state = custody::KeyState::kDestroyed;
  const std::string text = keys_on_move_in_words("new", {gone}, {});
  EXPECT_THAT(text, Not(HasSubstr("gone")));
  EXPECT_THAT(text, HasSubstr("none"));
}

}  // namespace move_view_test
}  // namespace pyx::ceremony
