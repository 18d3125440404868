#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace things_reader_test {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::read_whats;
using testing::replaced;
using testing::small_text;

std::vector<std::string> with(std::string_view from, std::string_view to) {
  return read_whats(replaced(small_text(), from, to));
}

TEST(ThingsReader, ReadsItemsTokensAndKeys) {
  const Plan plan = testing::read(small_text());
  EXPECT_EQ(plan.item("box")->kind, ItemKind::kBag);
  EXPECT_EQ(plan.item("box")->place, Place::kSafe);
  EXPECT_EQ(plan.item("box")->ends, Place::kSafe) << "where it was, if nothing is said";
  EXPECT_TRUE(plan.item("box")->sealed);
  EXPECT_EQ(plan.item("note")->in, "box");
  EXPECT_EQ(plan.item("vault")->kind, ItemKind::kToken);
  EXPECT_EQ(plan.token("vault")->so_pin.way, PinWay::kElsewhere);
  EXPECT_EQ(plan.key("issuer")->before, custody::KeyState::kActive);
  EXPECT_EQ(plan.key("issuer")->backup, policies::Backup::kNone);
}

TEST(ThingsReader, ReadsBackupsAndKeysThatAreNotThereYet) {
  const Plan plan = testing::shipped("genesis");
  EXPECT_EQ(plan.key("seed")->before, std::nullopt);
  EXPECT_EQ(plan.key("seed")->backup, policies::Backup::kSplit);
  EXPECT_EQ(plan.key("coins")->each, "{denominations}");
  EXPECT_FALSE(plan.backup("first")->before);
  EXPECT_TRUE(testing::shipped("destroy").backup("old")->before);
  EXPECT_EQ(testing::shipped("wrap-key-rotation").backup("next")->replaces, "until-today");
}

TEST(ThingsReader, RefusesAnItemOfTheKindToken) {
  EXPECT_THAT(with("kind = \"bag\"", "kind = \"token\""),
              Contains(HasSubstr("kind is \"token\", but must be bag, envelope")));
}

TEST(ThingsReader, RefusesASealedPaper) {
  EXPECT_THAT(with("in = \"box\"", "in = \"box\"\nsealed = true"),
              ElementsAre("only a bag or an envelope is sealed"));
}

TEST(ThingsReader, RefusesAnItemWithNobody) {
  EXPECT_THAT(with("at = \"safe\"", "at = \"holder\""),
              Contains("item box is with its holders, but does not say who they are"));
}

TEST(ThingsReader, RefusesAnItemInTheHost) {
  EXPECT_THAT(with("at = \"safe\"", "at = \"host\""), Contains("only a token is in the host"));
}

TEST(ThingsReader, RefusesAPlaceForWhatLiesInAContainer) {
  EXPECT_THAT(with("in = \"box\"", "in = \"box\"\nat = \"safe\""),
              ElementsAre("what lies in a container is where that is"));
}

TEST(ThingsReader, RefusesATokenThatDoesNotSayWhereItsPinsAre) {
  EXPECT_THAT(with("user_pin = \"pin-source\"\n", ""),
              Contains("a token that is not blank must say where its PINs are"));
  EXPECT_THAT(with("state = \"vault\"\n", ""), Contains("a blank token has no PINs"));
}

TEST(ThingsReader, RefusesPinsWithoutWhatTheirWayAsksFor) {
  EXPECT_THAT(with("so_pin = \"elsewhere\"", "so_pin = \"split\"\nso_pin_on = \"note\""),
              ElementsAre("so_pin = \"split\" needs \"so_pin_holders\"",
                          "so_pin = \"split\" needs \"so_pin_shares\"",
                          HasSubstr("token vault has \"\", but it must be written")));
  EXPECT_THAT(
      with("user_pin = \"pin-source\"", "user_pin = \"pin-source\"\nuser_pin_on = \"note\""),
      ElementsAre("user_pin = \"pin-source\" does not go with \"user_pin_on\""));
  EXPECT_THAT(with("so_pin = \"elsewhere\"", "so_pin = \"session\""),
              Contains(HasSubstr("so_pin is \"session\"")));
}

TEST(ThingsReader, RefusesACountThatIsNone) {
  EXPECT_THAT(with("least = \"{shares}\"", "least = \"three\""),
              Contains(HasSubstr("least is \"three\"")));
  EXPECT_THAT(with("least = \"{shares}\"", "least = 257"), Contains(HasSubstr("\"least\"")));
}

TEST(ThingsReader, RefusesAKeyThatWasDestroyedBefore) {
  EXPECT_THAT(with("state = \"active\"", "state = \"destroyed\""),
              Contains(HasSubstr("state is \"destroyed\"")));
}

}  // namespace things_reader_test
}  // namespace pyx::ceremony::planning
