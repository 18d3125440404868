// A whole ceremony on a real token, as people type it: founding, a key made, activated, frozen,
// thawed and destroyed under quorums, the policy changed, the evidence exported and verified.

#include <gmock/gmock.h>

#include "tests/ceremony/cli/room.h"

namespace pyx::ceremony {
namespace ceremony_test {

using ::testing::HasSubstr;
using testing::Room;

std::string only_key(Room& room) {
  EXPECT_EQ(room.run({"key", "list", "--dir", room.folder(), "--output", "json"}), ExitCode::kDone);
  return std::string(room.desk.json().at("keys").at(0).at("id").as_string());
}

std::string key_state(Room& room, const std::string& key) {
  EXPECT_EQ(room.run({"key", "show", key, "--dir", room.folder(), "--output", "json"}),
            ExitCode::kDone);
  return std::string(room.desk.json().at("state").as_string());
}

TEST(Ceremony, RunsFromTheFoundingToTheVerifiedLog) {
  Room room;
  const std::string root = room.found();

  std::string act =
      room.agree({"key.generate", "--profile", "issuer-p256", "--name", "mint-2027"}, {"alice"});
  EXPECT_EQ(room.run_with_pin({"act", "execute", act}), ExitCode::kRefused);
  EXPECT_THAT(room.desk.words(), HasSubstr("needs 1 more of security-officer"));
  ASSERT_EQ(room.run_as("bob", {"act", "approve", act}), ExitCode::kDone) << room.desk.words();
  ASSERT_EQ(room.run_with_pin({"act", "execute", act}), ExitCode::kDone) << room.desk.words();
  EXPECT_EQ(room.run_with_pin({"act", "execute", act}), ExitCode::kFailed);  // ACT-ONCE

  const std::string key = only_key(room);
  EXPECT_EQ(key_state(room, key), "pre-activation");
  EXPECT_EQ(room.run({"key", "public", key, "--dir", room.folder()}), ExitCode::kDone);
  EXPECT_THAT(room.desk.data(), HasSubstr("BEGIN PUBLIC KEY"));

  act = room.agree({"key.activate", "--key-id", key}, {"alice", "carol"});
  ASSERT_EQ(room.run_with_pin({"act", "execute", act}), ExitCode::kDone) << room.desk.words();
  EXPECT_EQ(key_state(room, key), "active");

  ASSERT_EQ(room.run_as("dave", {"freeze", "--target", "key:" + key}), ExitCode::kDone)
      << room.desk.words();
  const std::string freeze = room.desk.data().substr(0, 64);
  act = room.agree({"thaw", "--freeze", freeze}, {"alice", "bob"});
  ASSERT_EQ(room.run_with_pin({"act", "execute", act}), ExitCode::kDone) << room.desk.words();
  EXPECT_EQ(room.run({"freeze", "list", "--dir", room.folder()}), ExitCode::kDone);
  EXPECT_THAT(room.desk.words(), HasSubstr("nothing is frozen"));

  act = room.agree({"key.retire", "--key-id", key}, {"alice", "bob"});
  ASSERT_EQ(room.run_with_pin({"act", "execute", act}), ExitCode::kDone) << room.desk.words();
  act = room.agree({"key.destroy", "--key-id", key}, {"alice", "bob"});
  EXPECT_EQ(room.run_with_pin({"act", "execute", act}), ExitCode::kRefused);
  EXPECT_THAT(room.desk.words(), HasSubstr("auditor"));
  ASSERT_EQ(room.run_as("dave", {"act", "approve", act, "--yes"}), ExitCode::kDone);
  ASSERT_EQ(room.run_with_pin({"act", "execute", act}), ExitCode::kDone) << room.desk.words();
  EXPECT_EQ(key_state(room, key), "destroyed");

  const auto policy = room.desk.write("new.toml", room.desk.policy_text() + "# a remark\n");
  act = room.agree({"policy.change", "--policy", policy.string()}, {"alice", "bob"});
  EXPECT_THAT(room.desk.words(), HasSubstr("+ # a remark"));
  ASSERT_EQ(room.run_with_pin({"act", "execute", act}), ExitCode::kDone) << room.desk.words();

  const std::string folder = (room.desk.folder() / "export").string();
  ASSERT_EQ(room.run_with_pin({"log", "export", folder}), ExitCode::kDone) << room.desk.words();
  EXPECT_EQ(room.run({"log", "verify", folder, "--root", root}), ExitCode::kDone)
      << room.desk.words();
}

}  // namespace ceremony_test
}  // namespace pyx::ceremony
