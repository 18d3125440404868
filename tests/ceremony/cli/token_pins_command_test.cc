// pyx token change-pins, on SoftHSM2.
#include "pkcs11/open_token.h"
#include "tests/ceremony/cli/token_desk.h"

namespace pyx::ceremony {
namespace token_pins_command_test {

using pkcs11::PinOf;
using pyx::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::operator+;

class ChangePins : public testing::TokenDesk {
 protected:
  Words change() const { return {"token", "change-pins", "--token", called("mint"), "--yes"}; }
  Words split(const std::string& record) const {
    return {"--share-group", "2:alice,bob,carol", "--share-record", path(record)};
  }
  Words pin_out(const std::string& file = "user.pin") const { return {"--pin-out", path(file)}; }
  bool old_opens(PinOf whose) const {
    return *pkcs11::pin_opens(uri("mint"), whose,
                              whose == PinOf::kSo ? mint_.so_pin() : mint_.pin());
  }
};

TEST_F(ChangePins, BothChangeAndWhatIsOnTheTokenStays) {
  ASSERT_THAT((*pkcs11::open_token(mint_.uri(), mint_.pin()))->write_marker(as_bytes("a vault")),
              IsOk());
  ASSERT_EQ(
      run(change() + so_ + user_ +
          Words{"--so-pin-out", path("so.pin"), "--pin-out", path("user.pin"), "--output", "json"}),
      ExitCode::kDone)
      << desk_.words();
  EXPECT_TRUE(opens("mint", PinOf::kSo, "so.pin"));
  EXPECT_TRUE(opens("mint", PinOf::kUser, "user.pin"));
  EXPECT_FALSE(old_opens(PinOf::kSo));
  EXPECT_FALSE(old_opens(PinOf::kUser));
  EXPECT_EQ(desk_.json().at("so_pin").at("in_force").as_string(), "new");
  EXPECT_EQ(desk_.json().at("user_pin").at("in_force").as_string(), "new");
  EXPECT_THAT(desk_.words(), HasSubstr("see to pin_source of pyxd"));
  pkcs11::TokenUri by_label = uri("mint");
  Bytes pin = *read_file(path("user.pin"));
  const auto token = pkcs11::open_token(by_label, pkcs11::Pin(*SecretBytes::take(pin)));
  ASSERT_THAT(token, IsOk());
  EXPECT_EQ(*(*token)->read_marker(), to_bytes("a vault"));
}
TEST_F(ChangePins, TheSoPinGoesFromHandsToOtherHands) {
  everybody_types_back(3);
  ASSERT_EQ(run(change() + so_ + split("first.json")), ExitCode::kDone) << desk_.words();
  std::vector<std::string> first;
  for (const std::string& page : terminal_.pages) {
    testing::ScriptedTerminal shown;
    shown.pages = {page};
    first.push_back(shown.words_on_card());
  }
  terminal_.pages.clear();
  terminal_.type(first[2]);
  terminal_.type(first[0]);
  everybody_types_back(3);
  const Words by_shares = {"--so-pin-source", "shares:" + path("first.json")};
  ASSERT_EQ(run(change() + by_shares + split("second.json")), ExitCode::kDone) << desk_.words();
  EXPECT_THAT(desk_.words(), HasSubstr("the shares before open nothing now"));

  // SHARE-SAFE: one of the first is known for what it is.
  terminal_.type(first[1]);
  const Words by_new_ones = {"--so-pin-source", "shares:" + path("second.json")};
  EXPECT_EQ(run(change() + by_new_ones + pin_out()), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("of the SO PIN of token mint before this one"));
  EXPECT_FALSE(is_there("user.pin"));
  // And the first record with its own shares opens nothing.
  terminal_.type(first[1]);
  terminal_.type(first[2]);
  EXPECT_EQ(run(change() + by_shares + pin_out()), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("the token refused the SO PIN"));
}
TEST_F(ChangePins, TheSoGivesTheUserAPin) {
  ASSERT_EQ(run(change() + so_ + pin_out()), ExitCode::kDone) << desk_.words();
  EXPECT_TRUE(opens("mint", PinOf::kUser, "user.pin"));
  EXPECT_TRUE(old_opens(PinOf::kSo));
}
TEST_F(ChangePins, AWrongPinIsShownOnceAndNobodyWritesAShareDown) {
  desk_.write("wrong.pin", "not-this-one");
  std::filesystem::permissions(path("wrong.pin"), std::filesystem::perms::owner_read);
  EXPECT_EQ(run(change() + Words{"--so-pin-source", "file:" + path("wrong.pin")} + split("s.json")),
            ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("the token refused the SO PIN; it is not tried again"));
  EXPECT_TRUE(terminal_.pages.empty());
  EXPECT_EQ(faulty_.calls("C_Login"), 1U);
  EXPECT_EQ(run(change() + Words{"--pin-source", "file:" + path("wrong.pin")} + pin_out()),
            ExitCode::kFailed);
  EXPECT_FALSE(is_there("user.pin"));
}
TEST_F(ChangePins, NothingIsDoneUnlessTheWordIsTyped) {
  desk_.typed = "yes\n";
  const Words asked = {"token", "change-pins", "--token", called("mint")};
  EXPECT_EQ(run(asked + user_ + pin_out()), ExitCode::kFailed);
  EXPECT_TRUE(old_opens(PinOf::kUser));
  desk_.typed = "change\n";
  EXPECT_EQ(run(asked + user_ + pin_out()), ExitCode::kDone) << desk_.words();
}
TEST_F(ChangePins, WordsThatDoNotFitAreRefusedAtOnce) {
  EXPECT_EQ(run(change() + so_), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--pin-out: say what changes"));
  EXPECT_EQ(run(change() + user_ + split("s.json")), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--so-pin-source"));
  EXPECT_EQ(run(change() + pin_out()), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--pin-source"));
  desk_.write("user.pin", "somebody's");
  EXPECT_EQ(run(change() + so_ + pin_out()), ExitCode::kUsage);
  EXPECT_EQ(text_in("user.pin"), "somebody's");
}

// ---- Calls that fail in the middle, and answers that are lost -----------------------------------

TEST_F(ChangePins, OneThatWasNotSetLeavesTheOldOneAndNoFile) {
  faulty_.script("C_SetPIN ckr=CKR_DEVICE_ERROR");
  everybody_types_back(3);
  EXPECT_EQ(run(change() + so_ + split("s.json") + pin_out()), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("the old SO PIN is in force"));
  EXPECT_THAT(desk_.words(), HasSubstr("shares that were handed out are void"));
  EXPECT_FALSE(is_there("s.json"));
  EXPECT_FALSE(is_there("user.pin"));
  EXPECT_TRUE(old_opens(PinOf::kSo));
  EXPECT_TRUE(old_opens(PinOf::kUser));
}
TEST_F(ChangePins, OneWhoseAnswerIsLostIsFoundOutAndKept) {
  faulty_.script("C_SetPIN ckr_after=CKR_DEVICE_ERROR");
  EXPECT_EQ(run(change() + user_ + pin_out()), ExitCode::kDone) << desk_.words();
  EXPECT_TRUE(opens("mint", PinOf::kUser, "user.pin"));
}
TEST_F(ChangePins, WhereNobodyKnowsBothAreKept) {
  // Logins before: of who tries the old PIN twice, and of who changes it.
  faulty_.script(
      "C_SetPIN ckr_after=CKR_DEVICE_REMOVED\nC_OpenSession from=4 "
      "ckr=CKR_DEVICE_REMOVED");
  EXPECT_EQ(run(change() + user_ + pin_out()), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("may be in force: keep both"));
  EXPECT_THAT(desk_.words(), Not(HasSubstr("was deleted")));
  faulty_.script("");
  EXPECT_TRUE(opens("mint", PinOf::kUser, "user.pin"));
}
TEST_F(ChangePins, AUserPinThatFailsAfterTheSosSaysThatTheSosIsNew) {
  faulty_.script("C_SetPIN nth=2 ckr=CKR_DEVICE_ERROR");
  EXPECT_EQ(run(change() + so_ + user_ + Words{"--so-pin-out", path("so.pin")} + pin_out()),
            ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("the SO PIN is in " + path("so.pin")));
  EXPECT_THAT(desk_.words(), HasSubstr("the old user PIN is in force"));
  faulty_.script("");
  EXPECT_TRUE(opens("mint", PinOf::kSo, "so.pin"));
  EXPECT_TRUE(old_opens(PinOf::kUser));
  EXPECT_FALSE(is_there("user.pin"));
}

}  // namespace token_pins_command_test
}  // namespace pyx::ceremony
