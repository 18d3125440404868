#include "ceremony/planning/action.h"

#include <gmock/gmock.h>

#include <set>

#include "ceremony/planning/rules.h"

namespace pyx::ceremony::planning {
namespace action_test {

using policies::ActType;

TEST(Actions, StandInTheOrderOfTheEnumeration) {
  const auto all = all_actions();
  ASSERT_EQ(all.size(), static_cast<std::size_t>(Action::kSignTranscript) + 1);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(all[i].action), i) << all[i].name;
    EXPECT_EQ(action_from(all[i].name), all[i].action);
  }
}

TEST(Actions, HaveNamesOfTheirOwnAndWordsForPeople) {
  std::set<std::string_view> names;
  for (const ActionSpec& spec : all_actions()) {
    EXPECT_TRUE(names.insert(spec.name).second) << spec.name;
    EXPECT_FALSE(spec.does.empty()) << spec.name;
  }
  EXPECT_EQ(action_from("dance"), std::nullopt);
}

TEST(Actions, HaveARuleEach) {
  for (const ActionSpec& spec : all_actions()) {
    EXPECT_NE(rule_of(spec.action).check, nullptr) << spec.name;
    EXPECT_NE(rule_of(spec.action).apply, nullptr) << spec.name;
  }
}

TEST(Actions, OfAnActTakeWhatAProposalTakes) {
  const ActionSpec& propose = spec_of(Action::kPropose);
  for (const ActType act : policies::kActTypes) {
    for (const FieldSpec& field : fields_of_act(act)) {
      const FieldSpec* const of_propose = propose.field(field.name);
      ASSERT_NE(of_propose, nullptr) << field.name;
      EXPECT_EQ(of_propose->kind, field.kind) << field.name;
    }
  }
}

TEST(Actions, OfTheirOwnHaveTheActsAtATable) {
  EXPECT_EQ(own_action(ActType::kBackupCreate), Action::kCreateBackup);
  EXPECT_EQ(own_action(ActType::kSharesReshare), Action::kReshare);
  EXPECT_EQ(own_action(ActType::kKeyGenerate), std::nullopt);
}

}  // namespace action_test
}  // namespace pyx::ceremony::planning
