#include "ceremony/steps/room_work.h"

#include <gmock/gmock.h>

#include "tests/ceremony/steps/step_room.h"
#include "tests/matchers.h"

namespace pyx::ceremony::steps {
namespace room_work_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::IsOk;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using testing::StepRoom;
using transcript::Kind;

TEST(RoomWork, WritesDownTheNumberOfABagThatIsInspected) {
  StepRoom room;
  room.people.answers["inspect-bag.number.vault-bag"] = "A 17";
  room.upto("open-bag");
  const auto shown = room.entries(Kind::kItem, "what", "shown");
  ASSERT_THAT(shown, SizeIs(1));
  EXPECT_EQ(shown.front().text("item"), "vault-bag");
  EXPECT_EQ(shown.front().text("kind"), "bag");
  EXPECT_EQ(shown.front().text("bag"), "A 17");
}

TEST(RoomWork, ABagWithAnotherNumberIsNotOpened) {
  StepRoom room;
  room.people.answers["inspect-bag.number.vault-bag"] = "A 17";
  room.people.answers["open-bag.number.vault-bag"] = "A 71";
  room.upto("open-bag");
  EXPECT_THAT(room.run("open-bag"), FailsSaying(Code::kRefused, "A 71, and the record says A 17"));
  EXPECT_THAT(room.entries(Kind::kItem, "what", "opened"), SizeIs(0));
}

TEST(RoomWork, EachCustodianSealsAnEnvelopeOfHisOwn) {
  StepRoom room;
  room.upto("probe");
  const auto sealed = room.entries(Kind::kItem, "what", "sealed");
  ASSERT_THAT(sealed, SizeIs(3));
  EXPECT_EQ(sealed[0].text("people"), "custodian-1");
  EXPECT_EQ(sealed[0].text("bag"), "no so-envelope.custodian-1");
  EXPECT_EQ(sealed[2].text("people"), "custodian-3");
  const auto cards = room.entries(Kind::kItem, "item", "so-card");
  ASSERT_THAT(cards, SizeIs(6));  // made, then put into the envelope
  EXPECT_EQ(cards.back().text("place"), "in so-envelope");
}

TEST(RoomWork, WhoSaysThatItWasNotDoneStopsIt) {
  StepRoom room;
  room.upto("fetch");
  room.people.says_no.insert("fetch.agree." + room.doers("fetch").back());
  EXPECT_THAT(room.run("fetch"), FailsSaying(Code::kRefused, "it was done"));
  EXPECT_THAT(room.entries(Kind::kItem), SizeIs(0));
}

TEST(RoomWork, GoesOnWithTheThingsThatHaveNoEntryYet) {
  StepRoom room;
  room.upto("fetch").begin("fetch");
  ASSERT_THAT(room.record->entry(Kind::kItem, {{"item", "vault-bag"},
                                               {"kind", "bag"},
                                               {"what", "moved"},
                                               {"place", "table"},
                                               {"people", joined_names(room.doers("fetch"))}}),
              IsOk());
  ASSERT_THAT(room.work("fetch"), IsOk());
  EXPECT_THAT(room.entries(Kind::kItem, "item", "vault-bag"), SizeIs(1));
  EXPECT_THAT(room.entries(Kind::kItem, "item", "proof"), SizeIs(1));
}

TEST(RoomWork, AsksForThePaperOfEachPersonInTheRoom) {
  StepRoom room;
  room.people.answers["identify.paper.officer-2"] = "passport, 4711";
  room.upto("digests");
  EXPECT_THAT(room.entries(Kind::kNote), SizeIs(room.model->people().size()));
  EXPECT_THAT(room.entries(Kind::kNote, "text", "officer-2 has shown passport, 4711"), SizeIs(1));
  EXPECT_THAT(room.people.read.at("identify.agree.witness-1"), HasSubstr("passport, 4711"));
}

TEST(RoomWork, ReadsTheDigestsOfTheHeaderAloud) {
  StepRoom room;
  room.upto("fetch");
  const transcript::Header& header = room.writer->transcript().header;
  const auto plan = room.entries(Kind::kDigestRead, "what", "plan");
  const auto site = room.entries(Kind::kDigestRead, "what", "site");
  ASSERT_THAT(plan, SizeIs(1));
  ASSERT_THAT(site, SizeIs(1));
  EXPECT_EQ(plan.front().text("digest"), to_hex(header.plan));
  EXPECT_EQ(site.front().text("digest"), to_hex(*header.site));
  EXPECT_EQ(plan.front().text("people"), "administrator-1 witness-1");
}

}  // namespace room_work_test
}  // namespace pyx::ceremony::steps
