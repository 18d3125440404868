#include "policies/act_type.h"

#include <gmock/gmock.h>

#include <set>
#include <string>

namespace pyx::policies {
namespace act_type_test {

TEST(ActType, EveryActIsReadBackFromItsOwnName) {
  for (const ActType type : kActTypes) EXPECT_EQ(act_type_from(to_text(type)), type);
}

TEST(ActType, NoTwoActsShareAName) {
  std::set<std::string_view> names;
  for (const ActType type : kActTypes) names.insert(to_text(type));
  EXPECT_EQ(names.size(), kActTypes.size());
}

TEST(ActType, NamesAreThoseOfTheFormat) {
  EXPECT_EQ(to_text(ActType::kKeyGenerate), "key.generate");
  EXPECT_EQ(to_text(ActType::kKeyActivate), "key.activate");
  EXPECT_EQ(to_text(ActType::kKeyRetire), "key.retire");
  EXPECT_EQ(to_text(ActType::kKeyDestroy), "key.destroy");
  EXPECT_EQ(to_text(ActType::kPolicyChange), "policy.change");
  EXPECT_EQ(to_text(ActType::kLogRotate), "log.rotate");
  EXPECT_EQ(to_text(ActType::kThaw), "thaw");
}

TEST(ActType, AnUnknownNameIsNoAct) {
  for (const std::string_view text :
       {"", "key", "key.", "Key.generate", "key.generate ", "key.generate\n", "?", "freeze"})
    EXPECT_EQ(act_type_from(text), std::nullopt) << text;
}

TEST(ActType, ANumberThatIsNoActHasANameThatNobodyReadsBack) {
  EXPECT_EQ(act_type_from(to_text(static_cast<ActType>(99))), std::nullopt);
}

}  // namespace act_type_test
}  // namespace pyx::policies
