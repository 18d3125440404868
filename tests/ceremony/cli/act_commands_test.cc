#include <gmock/gmock.h>

#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/desk.h"

namespace pyx::ceremony {
namespace act_commands_test {

using testing::Desk;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kKey = "019aa000-0000-7000-8000-000000000001";

class ActCommands : public ::testing::Test {
 protected:
  std::string propose() {
    EXPECT_EQ(desk_.run_as("olga", act_propose_commands(),
                           {"act", "propose", "key.activate", "--key-id", kKey}),
              ExitCode::kDone);
    return desk_.store->acts.back().act.id.text();
  }
  void approve(const std::string& id, const std::string& person) {
    EXPECT_EQ(desk_.run_as(person, act_decide_commands(), {"act", "approve", id}), ExitCode::kDone);
  }
  ExitCode run(std::vector<std::string> words) {
    words.insert(words.end(), {"--dir", "vault"});
    return desk_.run(act_commands(), words);
  }
  Desk desk_;
};

TEST_F(ActCommands, ListShowsWhatEachActNeeds) {
  EXPECT_EQ(run({"act", "list"}), ExitCode::kDone);
  EXPECT_EQ(desk_.data(), "");
  EXPECT_EQ(desk_.words(), "pyx: there are no acts\n");
  const std::string id = propose();
  EXPECT_EQ(run({"act", "list"}), ExitCode::kDone);
  EXPECT_THAT(desk_.data(), HasSubstr(id + "  key.activate  open   olga"));
  EXPECT_THAT(desk_.data(), HasSubstr("security-officer"));
}

TEST_F(ActCommands, ListOfOpenActsLeavesClosedOnesOut) {
  const std::string id = propose();
  desk_.store->acts.back().state = custody::ActState::kExpired;
  EXPECT_EQ(run({"act", "list", "--open"}), ExitCode::kDone);
  EXPECT_EQ(desk_.words(), "pyx: no act is open\n");
  EXPECT_EQ(run({"act", "list", "--output", "json"}), ExitCode::kDone);
  EXPECT_EQ(desk_.json().at("acts").at(0).at("id").as_string(), id);
}

TEST_F(ActCommands, ShowTellsTheActTheDigestAndWhatIsMissing) {
  const std::string id = propose();
  EXPECT_EQ(run({"act", "show", id}), ExitCode::kDone);
  EXPECT_THAT(desk_.data(), HasSubstr("activate a key"));
  EXPECT_THAT(desk_.data(), HasSubstr(to_hex(sha256(desk_.store->acts[0].proposal.payload))));
  EXPECT_THAT(desk_.data(), HasSubstr("in words"));
  EXPECT_THAT(desk_.words(), HasSubstr("still missing: "));
  EXPECT_EQ(run({"act", "show", id, "--output", "json"}), ExitCode::kDone);
  EXPECT_EQ(desk_.json().at("state").as_string(), "open");
}

TEST_F(ActCommands, ShowTellsWhatAnOpenActChangesAndNothingOfAClosedOne) {
  desk_.make_mint();
  ASSERT_EQ(
      desk_.run_as("olga", act_propose_commands(),
                   {"act", "propose", "keys.schedule", "--denomination", "eur-5", "--period", "1"}),
      ExitCode::kDone)
      << desk_.words();
  const std::string id = desk_.store->acts.back().act.id.text();
  EXPECT_EQ(run({"act", "show", id}), ExitCode::kDone);
  EXPECT_THAT(desk_.data(), HasSubstr("+ period 1"));
  EXPECT_EQ(run({"act", "show", id, "--output", "json"}), ExitCode::kDone);
  EXPECT_THAT(std::string(desk_.json().at("change_words").as_string()), HasSubstr("+ period 1"));
  desk_.store->acts.back().state = custody::ActState::kExecuted;
  EXPECT_EQ(run({"act", "show", id}), ExitCode::kDone);
  EXPECT_THAT(desk_.data(), Not(HasSubstr("+ period 1")));
}

TEST_F(ActCommands, ExecuteNeedsTheQuorum) {
  const std::string id = propose();
  approve(id, "alice");
  EXPECT_EQ(run({"act", "execute", id}), ExitCode::kRefused);
  EXPECT_THAT(desk_.words(), HasSubstr("[ACT-QUORUM]"));
  approve(id, "bob");
  EXPECT_EQ(run({"act", "execute", id}), ExitCode::kDone) << desk_.words();
  EXPECT_THAT(desk_.data(), HasSubstr("executed"));
}

TEST_F(ActCommands, SayWhoHoldsTheVault) {
  desk_.vault_opens = error(Code::kConflict, "the vault is open in process 7");
  EXPECT_EQ(run({"act", "list"}), ExitCode::kFailed);
  EXPECT_EQ(desk_.words(), "pyx: the vault is open in process 7\n");
}

}  // namespace act_commands_test
}  // namespace pyx::ceremony
