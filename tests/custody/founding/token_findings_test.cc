#include "custody/founding/token_findings.h"

#include <gmock/gmock.h>

#include <boost/json/object.hpp>

#include "tests/matchers.h"
#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace token_findings_test {

using pyx::testing::all_enforced;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::TestKey;

TokenFindings findings() {
  return {{"1234", "Model", "Maker", "mint"},
          "2.6",
          pyx::testing::with_outcome(TokenRule::kUsage, RuleOutcome::kNotEnforced)};
}

TEST(TokenFindings, ComeBackFromTheirJson) {
  const json::object written = to_json(findings());
  const TokenFindings read = must(read_token_findings(written));
  EXPECT_EQ(read.token.serial, findings().token.serial);
  EXPECT_EQ(read.token.model, findings().token.model);
  EXPECT_EQ(read.token.manufacturer, findings().token.manufacturer);
  EXPECT_EQ(read.token.label, "mint");
  EXPECT_EQ(read.firmware, "2.6");
  EXPECT_FALSE(pkcs11::enforces(read.rules, TokenRule::kUsage));
  EXPECT_TRUE(pkcs11::enforces(read.rules, TokenRule::kSensitive));
  EXPECT_EQ(to_json(read), written);
}
// TOKEN-ENFORCES: one that is left out could not be told from one that nobody had tried.
TEST(TokenFindings, ARuleThatIsMissingOrStandsTwiceIsRefused) {
  TokenFindings lacking = findings();
  lacking.rules.pop_back();
  EXPECT_THAT(read_token_findings(to_json(lacking)), FailsSaying(Code::kBadInput, "each rule"));
  lacking.rules.push_back(lacking.rules.front());
  EXPECT_THAT(read_token_findings(to_json(lacking)), FailsSaying(Code::kBadInput, "twice"));
}
TEST(TokenFindings, ATextOf256BytesIsTakenAndALongerOneRefused) {
  TokenFindings wordy = findings();
  wordy.rules.front().note = std::string(256, 'x');
  EXPECT_THAT(read_token_findings(to_json(wordy)), IsOk());
  wordy.rules.front().note += "x";
  EXPECT_THAT(read_token_findings(to_json(wordy)), FailsSaying(Code::kBadInput, "256 bytes"));
}
TEST(TokenFindings, EachMemberIsNeededAndNoOtherMayStandThere) {
  const json::object whole = to_json(findings());
  for (const auto& member : whole) {
    json::object without = whole;
    without.erase(member.key());
    EXPECT_THAT(read_token_findings(without),
                FailsSaying(Code::kBadInput, std::string_view(member.key())));
  }
  json::object more = whole;
  more["extra"] = 1;
  EXPECT_THAT(read_token_findings(more), FailsSaying(Code::kBadInput, "extra"));
}

TEST(BoundKey, ComesBackAndIsOfTheTypeThatIsWanted) {
  const BoundKey key{Uuid::v7(Time{}), TestKey(KeyType::kP256).public_key()};
  json::object in;
  in["log_key"] = to_json(key);
  json::ObjectReader reader(in, "a test");
  const BoundKey read = must(read_bound_key(reader, "log_key", KeyType::kP256));
  EXPECT_EQ(read.id, key.id);
  EXPECT_EQ(read.key.id(), key.key.id());
  EXPECT_THAT(read_bound_key(reader, "log_key", KeyType::kEd25519),
              FailsSaying(Code::kBadInput, "ed25519"));
  EXPECT_THAT(read_bound_key(reader, "canary_key", KeyType::kP256), FailsWith(Code::kBadInput));
}

}  // namespace token_findings_test
}  // namespace pyx::custody
