#include "ceremony/report/person_record.h"

#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace person_record_test {

using pyx::testing::CeremonyRecord;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(PersonRecords, SayWhoWasThereAndHowOftenHeSigned) {
  CeremonyRecord room;
  room.whole();
  const auto people = person_records(room.writer->transcript());
  ASSERT_EQ(people.size(), 5U);
  EXPECT_EQ(people[0].id, "olga");
  EXPECT_EQ(people[0].name, "olga example");
  EXPECT_THAT(people[0].roles, ElementsAre("operator"));
  EXPECT_EQ(people[0].key.id(), room.vault.people.at("olga").public_key().id());
  ASSERT_EQ(people[0].stays.size(), 1U);
  EXPECT_FALSE(people[0].stays[0].to);
  EXPECT_EQ(people[0].signed_entries.size(), 3U) << "two sections and the end";
  EXPECT_EQ(people[4].signed_entries.size(), 14U) << "11 initials besides";
}

TEST(PersonRecords, StayTwiceWithAnIntermissionBetween) {
  CeremonyRecord room;
  go_wrong_and_end(room);
  const auto people = person_records(room.writer->transcript());
  ASSERT_EQ(people[1].stays.size(), 2U);
  ASSERT_TRUE(people[1].stays[0].to);
  EXPECT_GT(people[1].stays[1].from, *people[1].stays[0].to);
  EXPECT_FALSE(people[1].stays[1].to);
}

TEST(PersonRecords, OfAPublicCopyHaveNoName) {
  CeremonyRecord room;
  room.whole();
  const Reading copy = redacted(room);
  for (const PersonRecord& one : person_records(copy.transcript)) EXPECT_FALSE(one.name) << one.id;
}

TEST(SignersIn, NamesThemByTheirKeysAndStrangersByTheirs) {
  CeremonyRecord room;
  room.whole();
  const auto& entries = room.writer->transcript().entries;
  const auto people = person_records(room.writer->transcript());
  EXPECT_THAT(signers_in(entries.back(), people),
              ::testing::UnorderedElementsAre("olga", "alice", "bob", "carol", "dave"));
  EXPECT_TRUE(signers_in(entries.front(), people).empty());
  EXPECT_THAT(signers_in(entries.back(), {}).front(), HasSubstr("unknown key "));
}

}  // namespace person_record_test
}  // namespace pyx::ceremony::report
