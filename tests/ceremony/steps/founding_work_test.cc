#include "ceremony/steps/founding_work.h"

#include <gmock/gmock.h>

#include "base/file.h"
#include "custody/founding/founding.h"
#include "tests/ceremony/steps/step_room.h"
#include "tests/matchers.h"

namespace pyx::ceremony::steps {
namespace founding_work_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::StepRoom;
using transcript::Kind;

TEST(FoundingWork, EachReadsTheIdOfHisOwnKeyAloud) {
  StepRoom room;
  room.upto("policy");
  const auto read = room.entries(Kind::kDigestRead, "what", "key of officer-2");
  ASSERT_THAT(read, SizeIs(1));
  EXPECT_EQ(read.front().text("digest"),
            to_hex(room.people.keys.at("officer-2").public_key().id()));
  EXPECT_EQ(read.front().text("people"), "officer-2");
}

TEST(FoundingWork, ThePolicyThatWasReadIsTheOneOfTheDraft) {
  StepRoom room;
  room.upto("draft");
  const auto read = room.entries(Kind::kDigestRead, "what", "policy");
  ASSERT_THAT(read, SizeIs(1));
  const Bytes policy = *read_file(room.path("policy.toml"));
  EXPECT_EQ(read.front().text("digest"), to_hex(sha256(policy)));
  Bytes changed = policy;
  changed.push_back('\n');
  ASSERT_THAT(write_file(room.path("policy.toml"), changed, Overwrite::kYes), IsOk());
  EXPECT_THAT(room.run("draft"), FailsSaying(Code::kRefused, "was not read aloud"));
}

TEST(FoundingWork, APolicyWithAnotherKeyThanTheRosterIsRefused) {
  StepRoom room;
  room.upto("policy");
  std::string text = to_text(*read_file(room.path("policy.toml")));
  const std::string mark = "id = \"officer-1\"";
  const std::size_t one = text.find("public_key", text.find(mark));
  const std::size_t other = text.find("public_key", text.find("id = \"officer-2\""));
  const std::size_t length = text.find('\n', one) - one;
  const std::string key = text.substr(one, length);
  text.replace(one, length, text.substr(other, length));
  text.replace(other, length, key);
  ASSERT_THAT(write_file(room.path("policy.toml"), as_bytes(text), Overwrite::kYes), IsOk());
  EXPECT_THAT(room.run("policy"), FailsSaying(Code::kRefused, "another key of officer-1"));
}

TEST(FoundingWork, EverybodyReadsTheStatementAndWhoSaysNoHasNotSigned) {
  StepRoom room;
  room.upto("sign-founding").begin("sign-founding");
  room.people.says_no.insert("sign-founding.agree.officer-3");
  EXPECT_THAT(room.work("sign-founding"), FailsSaying(Code::kRefused, "officer-3 says no"));
  EXPECT_THAT(room.people.read.at("sign-founding.agree.officer-1"), HasSubstr("policy"));
  auto draft = custody::read_draft(room.path("vault"));
  ASSERT_THAT(draft, IsOk());
  EXPECT_EQ(room.look("sign-founding")->became, Became::kNotDone);
  room.people.says_no.clear();
  room.people.asked.clear();
  ASSERT_THAT(room.work("sign-founding"), IsOk());
  EXPECT_THAT(custody::read_draft(room.path("vault"))->missing, IsEmpty());
  EXPECT_THAT(room.people.asked, SizeIs(draft->missing.size())) << "nobody signs twice";
  EXPECT_EQ(room.look("sign-founding")->became, Became::kDone);
}

TEST(FoundingWork, ADraftIsTakenUpAgainAfterACrash) {
  StepRoom room;
  room.upto("draft").begin("draft");
  EXPECT_EQ(room.look("draft")->became, Became::kNotDone);
  ASSERT_THAT(room.work("draft"), IsOk());
  const Bytes statement = custody::read_draft(room.path("vault"))->statement;
  room.crash();
  EXPECT_EQ(room.look("draft")->became, Became::kDone);
  room.reconciled("draft", "continue");
  ASSERT_THAT(room.work("draft"), IsOk());
  EXPECT_EQ(custody::read_draft(room.path("vault"))->statement, statement);
}

TEST(FoundingWork, AVaultThatWasFoundedWithoutAnEntryGetsIt) {
  StepRoom room;
  room.upto("found").begin("found");
  EXPECT_EQ(room.look("found")->became, Became::kNotDone);
  ASSERT_THAT(room.work("found"), IsOk());
  room.crash();
  EXPECT_EQ(room.look("found")->became, Became::kDone);
  room.reconciled("found", "again");
  room.begin("found");
  ASSERT_THAT(room.work("found"), IsOk());
  const auto founded = room.entries(Kind::kFounded);
  ASSERT_THAT(founded, SizeIs(2));
  EXPECT_EQ(founded[0].text("vault"), founded[1].text("vault"));
  EXPECT_EQ(founded[0].text("leaf_hash"), founded[1].text("leaf_hash"));
}

}  // namespace founding_work_test
}  // namespace pyx::ceremony::steps
