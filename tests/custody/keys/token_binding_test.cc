#include "custody/keys/token_binding.h"

#include <gmock/gmock.h>

#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace token_binding_test {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(TokenBinding, IsFirstWhatTheFoundersSigned) {
  const FoundingStatement founding = pyx::testing::MemoryVault().books().founding;
  const TokenBinding binding = binding_of(founding);
  EXPECT_EQ(binding.token().serial, founding.token.serial);
  EXPECT_EQ(binding.token().model, founding.token.model);
  EXPECT_EQ(binding.token().manufacturer, founding.token.manufacturer);
  EXPECT_EQ(binding.serial(), founding.token.serial);
  EXPECT_EQ(binding.findings.firmware, founding.token_firmware);
  EXPECT_EQ(binding.findings.rules.size(), founding.token_rules.size());
  EXPECT_EQ(binding.marker, founding.nonce);
  EXPECT_EQ(binding.canary_key, founding.canary_key);
  EXPECT_EQ(binding.canary_public_key.id(), founding.canary_public_key.id());
  EXPECT_FALSE(binding.act.has_value());
}
TEST(TokenBinding, TellsOfAMoveWhichActItWasAndFromWhere) {
  TokenBinding binding = binding_of(pyx::testing::MemoryVault().books().founding);
  EXPECT_THAT(moved_in_words(binding), IsEmpty());
  binding.act = Uuid::v7(Time{});
  binding.left_serial = "0815";
  EXPECT_THAT(moved_in_words(binding), HasSubstr("0815"));
  EXPECT_THAT(moved_in_words(binding), HasSubstr(binding.act->text()));
  EXPECT_THAT(moved_in_words(binding), HasSubstr(to_rfc3339(binding.since)));
}

}  // namespace token_binding_test
}  // namespace pyx::custody
