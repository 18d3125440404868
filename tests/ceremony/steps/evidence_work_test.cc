#include "ceremony/steps/evidence_work.h"

#include <gmock/gmock.h>

#include <fstream>

#include "base/file.h"
#include "tests/ceremony/steps/longer_plans.h"
#include "tests/ceremony/steps/step_room.h"
#include "tests/matchers.h"

namespace pyx::ceremony::steps {
namespace evidence_work_test {

namespace fs = std::filesystem;
using ::pyx::testing::FailsSaying;
using ::pyx::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using testing::step_text;
using testing::StepRoom;
using testing::with_steps;
using transcript::Kind;

std::string with_verify(std::string plan) {
  const std::string verify =
      "[[step]]\nid = \"verify\"\nsection = \"keys\"\ntitle = \"verify\"\n"
      "who = [\"operator\", \"witness\"]\ndo = \"verify-log\"\n"
      "minutes = 1\n\n";
  const std::string checkpoint =
      "[[step]]\nid = \"early\"\nsection = \"keys\"\ntitle = \"early\"\nwho = [\"operator\"]\n"
      "do = \"checkpoint\"\nminutes = 1\n\n";
  return with_steps(std::move(plan), "propose-make-keys", checkpoint + verify);
}

TEST(EvidenceWork, ACheckpointIsAFileAndItsRootIsReadAloud) {
  StepRoom room("genesis", with_verify);
  room.upto("verify");
  EXPECT_TRUE(fs::exists(room.path("out") / "checkpoints" / "1.checkpoint"));
  EXPECT_THAT(room.entries(Kind::kDigestRead, "what", "log of 1 leaves"), SizeIs(1));
}

TEST(EvidenceWork, TheLogIsVerifiedFromTheWitnesssCheckpointOn) {
  StepRoom room("genesis", with_verify);
  room.upto("verify");
  room.site->checkpoint = "out/checkpoints/1.checkpoint";
  room.does("verify");
  EXPECT_THAT(room.people.read.at("verify.agree.witness-1"), HasSubstr("witness's checkpoint"));
  std::ofstream(room.path("other")) << "pyx/nothing\n1\nAAAA\n";
  room.site->checkpoint = "other";
  room.begin("propose-make-keys");
  const std::vector<std::string> doers = {"operator-1", "witness-1"};
  EXPECT_FALSE(
      room.work_of_steps->run(room.step("verify"), *room.model, doers, room.people, *room.record)
          .ok());
}

TEST(EvidenceWork, TheVaultsIdIsAFileToHandOut) {
  StepRoom room;
  room.upto("propose-make-keys");
  const std::string id = room.entries(Kind::kFounded).front().text("vault");
  EXPECT_THAT(to_text(*read_file(room.path("out") / "published" / "vault-id")), HasSubstr(id));
  EXPECT_EQ(room.entries(Kind::kDigestRead, "what", "vault").back().text("digest"), id);
}

TEST(EvidenceWork, TheLogIsInTheBundleAndOnTheMediumOfEachWitness) {
  StepRoom room;
  room.upto("log-out");
  EXPECT_TRUE(fs::exists(room.bundle() / "log" / "checkpoint"));
  EXPECT_TRUE(fs::exists(room.path("out") / "log-media" / "witness-1" / "log" / "checkpoint"));
}

}  // namespace evidence_work_test
}  // namespace pyx::ceremony::steps
