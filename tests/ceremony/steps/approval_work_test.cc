#include "ceremony/steps/approval_work.h"

#include <gmock/gmock.h>

#include "tests/ceremony/steps/step_room.h"
#include "tests/matchers.h"

namespace pyx::ceremony::steps {
namespace approval_work_test {

using ::pyx::testing::FailsSaying;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using testing::StepRoom;
using transcript::Kind;

TEST(ApprovalWork, EachOfficerReadsAllOfItOnceAndSignsEachAct) {
  StepRoom room;
  room.upto("execute-keys");
  const std::string read = room.people.read.at("approve-keys.agree.officer-1");
  for (const char* part : {"seed", "envelope", "answer", "issuer", "eur-5"})
    EXPECT_THAT(read, HasSubstr(part));
  const std::size_t officers = room.doers("approve-backup").size();
  EXPECT_THAT(room.entries(Kind::kAct, "event", "decided"), SizeIs(5 * officers));
}

TEST(ApprovalWork, WhoSaysNoDoesNotApprove) {
  StepRoom room;
  room.upto("approve-keys");
  room.people.says_no.insert("approve-keys.agree.officer-2");
  EXPECT_THAT(room.run("approve-keys"), FailsSaying(Code::kRefused, "officer-2 says no"));
  EXPECT_THAT(room.entries(Kind::kAct, "event", "decided"), SizeIs(5));
  EXPECT_EQ(room.look("approve-keys")->became, Became::kNotDone);
}

}  // namespace approval_work_test
}  // namespace pyx::ceremony::steps
