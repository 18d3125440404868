#include "ceremony/cli/pin_view.h"

#include <gmock/gmock.h>

#include <sstream>

#include "base/file.h"
#include "tests/matchers.h"
#include "tests/support/revealed.h"
#include "tests/support/temp_folder.h"

namespace pyx::ceremony {
namespace pin_view_test {

using pkcs11::InForce;
using pyx::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::Not;

NewPin pin_in(const std::filesystem::path& file, std::optional<Sha256> record = std::nullopt) {
  return {pkcs11::Pin(pyx::testing::secret(to_bytes("the-pin-itself"))), file, record};
}

TEST(TokenLine, SaysWhichTokenItIs) {
  EXPECT_EQ(token_line({"42", "Model", "Maker", "mint"}), "token mint, Model by Maker, serial 42");
  EXPECT_EQ(token_line({"", "Model", "Maker", ""}),
            "a blank token, Model by Maker, no serial number yet");
}
TEST(QuotedUri, IsOfTheSerialThatTheTokenHasNow) {
  pkcs11::TokenUri asked;
  asked.module_path = "/m.so";
  asked.label = "new";
  const std::string uri = quoted_uri(asked, {"42", "Model", "Maker", "new"});
  EXPECT_THAT(uri, HasSubstr("serial=42"));
  EXPECT_THAT(uri, HasSubstr("module-path=/m.so"));
  EXPECT_EQ(uri.front(), '\'');
  EXPECT_EQ(uri.back(), '\'');
}
TEST(PinAsJson, TellsTheFileOfOneThatMayBeInForceAndNeverThePin) {
  for (const InForce in_force : {InForce::kNew, InForce::kEither}) {
    const std::string text =
        json::serialize(to_json(pin_in("shares.json", sha256("record")), in_force));
    EXPECT_THAT(text, HasSubstr("\"file\":\"shares.json\""));
    EXPECT_THAT(text, HasSubstr(to_hex(sha256("record"))));
    EXPECT_THAT(text, Not(HasSubstr("the-pin-itself")));
  }
  for (const InForce in_force : {InForce::kOld, InForce::kNone})
    EXPECT_THAT(json::serialize(to_json(pin_in("user.pin"), in_force)), Not(HasSubstr("file")));
}
TEST(PinWords, SayWhoHasThePinNow) {
  PinPlaces places;
  EXPECT_THAT(so_pin_words(places, pin_in("so.pin")), HasSubstr("keep it from whoever"));
  places.shares = {1, {{2, {"alice", "bob", "carol"}}}};
  const std::string split = so_pin_words(places, pin_in("shares.json", sha256("record")));
  EXPECT_THAT(split, HasSubstr("2 of (alice, bob, carol)"));
  EXPECT_THAT(split, HasSubstr("--so-pin-source shares:shares.json"));
  EXPECT_THAT(user_pin_words(pin_in("user.pin")), HasSubstr("single-host PIN"));
}
TEST(Settling, ThrowsAwayWhatIsInForceNowhereAndNothingElse) {
  const pyx::testing::TempFolder folder;
  const auto file = folder.path() / "user.pin";
  std::ostringstream said;
  Output output(said, said, Colour::kNo);
  for (const InForce in_force : {InForce::kNew, InForce::kEither, InForce::kOld, InForce::kNone}) {
    ASSERT_THAT(write_file(file, as_bytes("x"), Overwrite::kYes), IsOk());
    settle(pin_in(file), in_force, output);
    EXPECT_EQ(std::filesystem::exists(file),
              in_force == InForce::kNew || in_force == InForce::kEither);
  }
  EXPECT_THAT(said.str(), HasSubstr("user.pin was deleted"));
}

}  // namespace pin_view_test
}  // namespace pyx::ceremony
