#include "policies/second_token.h"

#include <gmock/gmock.h>

namespace pyx::policies {
namespace second_token_test {

const SecondTokenTerms kOne{"17", "", "", {ActType::kBackupProve}, {TokenRule::kUsage}};
const SecondTokenTerms kModel{
    "", "NSS 3", "Mozilla", {ActType::kBackupProve, ActType::kBackupRestore}, {TokenRule::kLocal}};
const std::vector<SecondTokenTerms> kTerms = {kModel, kOne};

const SecondTokenTerms* of(std::string_view serial, std::string_view model,
                           std::string_view manufacturer, ActType act) {
  return terms_for(kTerms, serial, model, manufacturer, act);
}

TEST(SecondToken, TermsOfItsSerialNumberComeBeforeThoseOfItsModel) {
  EXPECT_EQ(of("17", "NSS 3", "Mozilla", ActType::kBackupProve), &kTerms[1]);
  EXPECT_EQ(of("18", "NSS 3", "Mozilla", ActType::kBackupProve), &kTerms[0]);
}
TEST(SecondToken, TermsHoldForTheActsThatTheyNameAlone) {
  EXPECT_EQ(of("17", "Other", "Mozilla", ActType::kBackupRestore), nullptr);
  EXPECT_EQ(of("17", "NSS 3", "Mozilla", ActType::kBackupRestore), &kTerms[0]);
  EXPECT_EQ(of("17", "NSS 3", "Mozilla", ActType::kBackupCreate), nullptr);
}
TEST(SecondToken, ATokenThatNothingIsSaidOfHasNoTerms) {
  EXPECT_EQ(of("18", "NSS 3", "Other", ActType::kBackupProve), nullptr);
  EXPECT_EQ(of("18", "NSS 4", "Mozilla", ActType::kBackupProve), nullptr);
  EXPECT_EQ(of("", "", "", ActType::kBackupProve), nullptr);
  EXPECT_EQ(terms_for({}, "17", "NSS 3", "Mozilla", ActType::kBackupProve), nullptr);
}
TEST(SecondToken, IsNamedAsThePolicyNamesIt) {
  EXPECT_EQ(kOne.token_text(), "token 17");
  EXPECT_EQ(kModel.token_text(), "any NSS 3 of Mozilla");
}

}  // namespace second_token_test
}  // namespace pyx::policies
