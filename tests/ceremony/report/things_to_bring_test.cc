#include "ceremony/report/things_to_bring.h"

#include <algorithm>

#include "ceremony/planning/plan_reader.h"
#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace things_to_bring_test {

class Things : public ::testing::Test {
 protected:
  Things() : reading_(pyx::testing::made_up("genesis", "Example")) {
    people_ = planning::generated_people(*reading_.plan, reading_.values);
    things_ = things_to_bring(*reading_.plan, reading_.values, people_);
  }
  const ThingToBring& thing(std::string_view what) const {
    return *std::ranges::find(things_, what, &ThingToBring::what);
  }
  const Reading reading_;
  std::vector<planning::Participant> people_;
  std::vector<ThingToBring> things_;
};

TEST_F(Things, AreCountedByTheirPeople) {
  EXPECT_EQ(thing("so-envelope").count, 3U);
  EXPECT_EQ(thing("so-envelope").kind, "envelope");
  EXPECT_EQ(thing("so-envelope").where, "new, onto the table, one for each custodian");
  EXPECT_EQ(thing("backup-media").count, 1U);
  EXPECT_EQ(thing("vault-bag").where,
            "out of the safe, sealed: compare its number with the last record");
  EXPECT_EQ(thing("vault").where, "in vault-bag");
}

TEST_F(Things, StandByWhereTheyComeFromAndAllOfThem) {
  const auto index = [&](std::string_view what) {
    return std::ranges::find(things_, what, &ThingToBring::what) - things_.begin();
  };
  EXPECT_LT(index("vault-bag"), index("so-card"));
  EXPECT_EQ(things_.size(), reading_.plan->items.size() + 3);
}

TEST_F(Things, PeopleBringScriptPaperAndWatch) {
  EXPECT_EQ(thing("this script").count, people_.size());
  EXPECT_EQ(thing("an identity paper").count, people_.size());
  EXPECT_EQ(thing("a watch").count, 1U);
}

TEST_F(Things, NumbersAreWrittenOfBagsEnvelopesAndTokens) {
  const auto of = [&](std::string_view step, Names names) {
    return numbers_to_write(*reading_.plan->step(step), *reading_.plan, reading_.values, people_,
                            names);
  };
  using Labels = std::vector<std::string>;
  EXPECT_EQ(of("fetch", Names::kMadeUp), (Labels{"vault-bag", "proof"}));
  EXPECT_EQ(of("seal-so", Names::kMadeUp),
            (Labels{"so-envelope, 1 of 3", "so-envelope, 2 of 3", "so-envelope, 3 of 3"}))
      << "a card has no number";
  EXPECT_EQ(of("open-so", Names::kOfTheDay).front(), "so-envelope, Custodian 1");
  EXPECT_EQ(of("inspect-vault", Names::kMadeUp), Labels{"vault"});
  EXPECT_EQ(of("initialise", Names::kMadeUp), Labels{});
  EXPECT_EQ(of("arrive", Names::kMadeUp), Labels{});
}

}  // namespace things_to_bring_test
}  // namespace pyx::ceremony::report
