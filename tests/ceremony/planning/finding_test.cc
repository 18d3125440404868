#include "ceremony/planning/finding.h"

#include <gtest/gtest.h>

namespace pyx::ceremony::planning {
namespace finding_test {

TEST(Finding, SaysFilePlaceStepAndAdvice) {
  const Finding one = {FindingKind::kOrder, "prove", {12, 5}, "is too early", "put it later"};
  EXPECT_EQ(to_text(one, "plan.toml"), "plan.toml:12:5: step prove: is too early; put it later");
}

TEST(Finding, OfTheWholePlanNamesNoStep) {
  const Finding one = {FindingKind::kOrder, "", {1, 1}, "is empty", ""};
  EXPECT_EQ(to_text(one, "plan.toml"), "plan.toml:1:1: is empty");
}

TEST(Finding, HasAWordForEachKind) {
  for (int kind = 0; kind <= static_cast<int>(FindingKind::kUnsigned); ++kind)
    EXPECT_NE(to_text(static_cast<FindingKind>(kind)), "unknown") << kind;
}

TEST(Findings, AreSortedByPlaceAndKeepTheirOrderThere) {
  Findings findings = {{FindingKind::kOrder, "", {2, 1}, "c", ""},
                       {FindingKind::kOrder, "", {1, 9}, "b", ""},
                       {FindingKind::kOrder, "", {1, 1}, "a", ""},
                       {FindingKind::kOrder, "", {2, 1}, "d", ""}};
  sort_by_place(findings);
  EXPECT_EQ(findings[0].what + findings[1].what + findings[2].what + findings[3].what, "abcd");
}

}  // namespace finding_test
}  // namespace pyx::ceremony::planning
