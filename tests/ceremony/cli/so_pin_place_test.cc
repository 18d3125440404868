#include "ceremony/cli/so_pin_place.h"

#include <gmock/gmock.h>

#include <sstream>

#include "base/file.h"
#include "ceremony/pin_shares.h"
#include "custody/shares/mnemonic.h"
#include "tests/ceremony/scripted_terminal.h"
#include "tests/custody/shares/shares_fixture.h"
#include "tests/matchers.h"
#include "tests/support/revealed.h"
#include "tests/support/temp_folder.h"

namespace pyx::ceremony {
namespace so_pin_place_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::revealed;

Result<SoPinPlace> place_of(const std::string& text) {
  Arguments given;
  given.add("--so-pin-source", text);
  return so_pin_place(given);
}

class SoPin : public ::testing::Test {
 protected:
  SoPin() {
    context_.look_at_token = [this](const pkcs11::TokenUri&) {
      ++looked_;
      return Result<pkcs11::SeenToken>(pkcs11::SeenToken{{"1", "Model", "Maker", label_}, "1.0"});
    };
    context_.share_terminal = &terminal_;
  }
  std::string file(const std::string& name, ByteView bytes) const {
    EXPECT_THAT(write_file(folder_.path() / name, bytes, Overwrite::kYes), IsOk());
    return (folder_.path() / name).string();
  }
  std::string words(unsigned member) const {
    return shares::testing::text_of(*shares::to_words(split_.shares[0][member]));
  }
  Result<pkcs11::Pin> read(const std::string& text) {
    PYX_ASSIGN(const SoPinPlace place, place_of(text));
    return read_so_pin(place, {}, "SO PIN", context_);
  }

  pyx::testing::TempFolder folder_;
  SystemClock clock_;
  std::ostringstream said_;
  Output output_{said_, said_, Colour::kNo};
  Context context_{output_, {}, clock_, {}, {}};
  testing::ScriptedTerminal terminal_;
  std::string label_ = "mint";
  int looked_ = 0;
  SplitPin split_ =
      *split_new_pin("mint", {4, 255}, {1, {{2, {"alice", "bob", "carol"}}}}, clock_.now());
};

TEST_F(SoPin, ComesFromAFile) {
  const auto pin = read("file:" + file("so.pin", as_bytes("the-pin\n")));
  ASSERT_THAT(pin, IsOk());
  EXPECT_EQ(to_text(revealed(pin->bytes())), "the-pin");
  EXPECT_EQ(looked_, 0);
}
TEST_F(SoPin, ComesFromItsHoldersAtTheTerminal) {
  terminal_.type(words(1));
  terminal_.type(words(2));
  const auto pin = read("shares:" + file("shares.json", split_.record_bytes));
  ASSERT_THAT(pin, IsOk());
  EXPECT_TRUE(equal_ct(pin->bytes(), split_.pin.bytes()));
  EXPECT_THAT(said_.str(), ::testing::HasSubstr("bob"));
}
// SHARE-SAFE: people do not type shares of another token's.
TEST_F(SoPin, OfAnotherTokenIsRefusedBeforeAnybodyTypes) {
  label_ = "other";
  terminal_.type(words(1));
  EXPECT_THAT(read("shares:" + file("shares.json", split_.record_bytes)),
              FailsSaying(Code::kConflict, "this token is other"));
  EXPECT_EQ(terminal_.typed.size(), 1U);
}
TEST_F(SoPin, TheRecordOfAUserPinIsRefused) {
  const SplitPin of_user = *split_new_pin("mint", {4, 255}, {1, {{2, {"alice", "bob"}}}},
                                          clock_.now(), nullptr, pkcs11::PinOf::kUser);
  EXPECT_THAT(read("shares:" + file("shares.json", of_user.record_bytes)),
              FailsSaying(Code::kBadInput, "is of the user PIN of token mint"));
}
TEST_F(SoPin, NobodyTypesWithoutATerminal) {
  context_.share_terminal = nullptr;
  EXPECT_THAT(read("shares:" + file("shares.json", split_.record_bytes)),
              FailsWith(Code::kAskPerson));
}
TEST_F(SoPin, ARecordThatIsNoneIsNamedByItsFile) {
  EXPECT_THAT(read("shares:" + file("shares.json", as_bytes("{}"))),
              FailsSaying(Code::kBadInput, "shares.json"));
  EXPECT_THAT(read("shares:" + (folder_.path() / "none").string()), FailsWith(Code::kNotFound));
  EXPECT_EQ(looked_, 0);
}

TEST(SoPinFlag, TakesASourceOrTheRecordOfShares) {
  EXPECT_EQ(to_text(place_of("fd:3")->source), "fd:3");
  EXPECT_TRUE(place_of("fd:3")->share_record.empty());
  EXPECT_EQ(place_of("shares:a/b.json")->share_record, "a/b.json");
  EXPECT_FALSE(*read_share_record(*place_of("fd:3")));
}
// SECRET-NEVER: a PIN that was typed in the place of its source is not said again.
TEST(SoPinFlag, AnythingElseIsRefusedAndNotQuoted) {
  EXPECT_THAT(place_of("shares:"), FailsSaying(Code::kBadInput, "--so-pin-source"));
  const auto wrong = place_of("87654321");
  ASSERT_THAT(wrong, FailsSaying(Code::kBadInput, "--so-pin-source"));
  EXPECT_THAT(describe(wrong.error()), ::testing::Not(::testing::HasSubstr("87654321")));
}

}  // namespace so_pin_place_test
}  // namespace pyx::ceremony
