#include "ceremony/steps/second_token_work.h"

#include <gmock/gmock.h>

#include "tests/ceremony/steps/step_room.h"
#include "tests/matchers.h"

namespace pyx::ceremony::steps {
namespace second_token_work_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::IsOk;
using ::testing::HasSubstr;
using testing::StepRoom;
using transcript::Kind;

TEST(SecondTokenWork, WipesTheSecondTokenAndLooksAgain) {
  StepRoom room;
  room.upto("wipe-proof").begin("wipe-proof");
  EXPECT_EQ(room.look("wipe-proof")->became, Became::kNotDone);
  ASSERT_THAT(room.work("wipe-proof"), IsOk());
  EXPECT_EQ(room.look("wipe-proof")->became, Became::kDone);
  EXPECT_EQ(room.entries(Kind::kToken, "token", "proof").back().text("found"), "wiped");
}

// What a crash does to PINs that lie in the memory of the program alone.
TEST(SecondTokenWork, ABlankTokenTakesThePlaceOfOneWhosePinsAreGoneIfPeopleAgree) {
  StepRoom room;
  room.upto("prove").begin("prove");
  room.crash();
  EXPECT_EQ(room.look("prove")->became, Became::kNotDone);
  room.reconciled("prove", "continue");
  room.people.says_no.insert("prove.agree.operator-1");
  EXPECT_THAT(room.work("prove"), FailsSaying(Code::kRefused, "another token takes its place"));
  room.people.says_no.clear();
  ASSERT_THAT(room.work("prove"), IsOk());
  const auto seen = room.entries(Kind::kToken, "token", "proof");
  EXPECT_NE(seen.back().text("serial"), seen[seen.size() - 2].text("serial"));
  EXPECT_THAT(seen.back().text("found"), HasSubstr("in place of one"));
  room.done("prove");
  room.upto("propose-activate");
  EXPECT_EQ(room.entries(Kind::kToken, "token", "proof").back().text("found"), "wiped");
}

TEST(SecondTokenWork, AfterACrashBehindTheInitialisingAnotherOneIsTaken) {
  StepRoom room;
  room.upto("initialise-proof").begin("initialise-proof");
  ASSERT_THAT(room.work("initialise-proof"), IsOk());
  room.crash();
  EXPECT_EQ(room.look("initialise-proof")->became, Became::kNotDone);
  room.reconciled("initialise-proof", "continue");
  ASSERT_THAT(room.work("initialise-proof"), IsOk());
  room.done("initialise-proof");
  room.upto("seal-shares");
}

TEST(SecondTokenWork, ATokenWhosePinsAreGoneIsLeftIfPeopleAgree) {
  StepRoom room;
  room.upto("wipe-proof");
  room.work_of_steps->interrupt();
  room.begin("wipe-proof");
  room.people.says_no.insert("wipe-proof.agree.witness-1");
  EXPECT_THAT(room.work("wipe-proof"), FailsSaying(Code::kRefused, "it is left as it is"));
  room.people.says_no.clear();
  ASSERT_THAT(room.work("wipe-proof"), IsOk());
  EXPECT_THAT(room.entries(Kind::kToken, "token", "proof").back().text("found"),
              HasSubstr("PINs are gone"));
}

}  // namespace second_token_work_test
}  // namespace pyx::ceremony::steps
