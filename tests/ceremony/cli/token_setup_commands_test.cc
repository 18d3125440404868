// pyx token init and wipe, on SoftHSM2.
#include "pkcs11/open_token.h"
#include "tests/ceremony/cli/token_desk.h"

namespace pyx::ceremony {
namespace token_setup_commands_test {

using pkcs11::PinOf;
using pyx::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::operator+;

class TokenInit : public testing::TokenDesk {
 protected:
  Words init(const std::string& label) const { return {"token", "init", "--token", called(label)}; }
  Words in_files() const { return {"--so-pin-out", path("so.pin"), "--pin-out", path("user.pin")}; }
  Words split() const {
    return {"--share-group",     "2:alice,bob,carol", "--share-record",
            path("shares.json"), "--pin-out",         path("user.pin")};
  }
};

TEST_F(TokenInit, ABlankTokenGetsPinsThatAreKeptInFiles) {
  ASSERT_EQ(run(init("new") + in_files() + Words{"--yes", "--output", "json"}), ExitCode::kDone)
      << desk_.words();
  EXPECT_TRUE(opens("new", PinOf::kSo, "so.pin"));
  EXPECT_TRUE(opens("new", PinOf::kUser, "user.pin"));
  const json::object said = desk_.json();
  EXPECT_EQ(said.at("token").at("label").as_string(), "new");
  EXPECT_EQ(said.at("so_pin").at("in_force").as_string(), "new");
  EXPECT_EQ(said.at("user_pin").at("file").as_string(), path("user.pin"));
  const std::string uri(said.at("uri").as_string());
  EXPECT_THAT(pkcs11::look_for_token(*pkcs11::parse_token_uri(uri)), IsOk());
  EXPECT_THAT(desk_.words(), HasSubstr("single-host PIN"));
  EXPECT_THAT(desk_.words(), HasSubstr("next: pyx token probe --token"));
}
TEST_F(TokenInit, TheSoPinIsSplitAmongHoldersAtTheScreen) {
  desk_.typed = "initialise\n";
  everybody_types_back(3);
  ASSERT_EQ(run(init("new") + split()), ExitCode::kDone) << desk_.words();
  EXPECT_EQ(terminal_.pages.size(), 3U);
  EXPECT_TRUE(is_there("shares.json"));
  EXPECT_TRUE(opens("new", PinOf::kUser, "user.pin"));
  EXPECT_THAT(desk_.words(), HasSubstr("the SO PIN is split: 2 of (alice, bob, carol)"));
  EXPECT_THAT(desk_.words(), HasSubstr("carol has read the share back"));
}
// SECRET-NEVER
TEST_F(TokenInit, NoPinIsSaid) {
  ASSERT_EQ(run(init("new") + in_files() + Words{"--yes"}), ExitCode::kDone);
  EXPECT_THAT(desk_.words() + desk_.data(), Not(HasSubstr(text_in("so.pin"))));
  EXPECT_THAT(desk_.words() + desk_.data(), Not(HasSubstr(text_in("user.pin"))));
}
TEST_F(TokenInit, NothingIsDoneUnlessTheWordIsTyped) {
  desk_.typed = "init\n";
  EXPECT_EQ(run(init("new") + in_files()), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("nothing was done"));
  EXPECT_FALSE(is_there("so.pin"));
  EXPECT_FALSE(pkcs11::look_before_setup(uri("new"), pkcs11::Blank::kYes)->initialised);
}
// SHARE-SAFE, trap 10: a token is not under a PIN whose holders have no shares.
TEST_F(TokenInit, AHolderWhoGivesUpLeavesTheTokenAsItWas) {
  terminal_.type_what_was_shown();
  terminal_.answers = {"", "", "q"};
  EXPECT_EQ(run(init("new") + split() + Words{"--yes"}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("bob gave up"));
  EXPECT_FALSE(is_there("shares.json"));
  EXPECT_FALSE(is_there("user.pin"));
  EXPECT_FALSE(pkcs11::look_before_setup(uri("new"), pkcs11::Blank::kYes)->initialised);
}
TEST_F(TokenInit, AnInitialisedTokenNeedsItsPinsAndIsShownFirst) {
  desk_.typed = "initialise\n";
  ASSERT_EQ(run(init("mint") + so_ + user_ + in_files()), ExitCode::kDone) << desk_.words();
  EXPECT_THAT(desk_.words(), HasSubstr("serial " + mint_.serial()));
  EXPECT_THAT(desk_.words(), HasSubstr("all that is on it is destroyed"));
  EXPECT_TRUE(opens("mint", PinOf::kSo, "so.pin"));
}
TEST_F(TokenInit, WithoutThemItIsRefusedBeforeAnyFileIsWritten) {
  EXPECT_EQ(run(init("mint") + in_files() + Words{"--yes"}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("its SO PIN is needed"));
  EXPECT_EQ(run(init("mint") + so_ + in_files() + Words{"--yes"}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("has a user PIN"));
  EXPECT_FALSE(is_there("so.pin"));
}
// TOKEN-BOUND
TEST_F(TokenInit, AVaultsTokenIsRefusedWhateverOneSays) {
  const auto written =
      (*pkcs11::open_token(mint_.uri(), mint_.pin()))->write_marker(as_bytes("a vault"));
  ASSERT_THAT(written, IsOk());
  EXPECT_EQ(run(init("mint") + so_ + user_ + in_files() + Words{"--yes", "--destroy-objects"}),
            ExitCode::kRefused);
  EXPECT_THAT(desk_.words(), HasSubstr("[TOKEN-BOUND]"));
  EXPECT_EQ(run(Words{"token", "wipe", "--token", called("mint"), "--yes", "--destroy-objects"} +
                so_ + user_),
            ExitCode::kRefused);
}
TEST_F(TokenInit, AFileThatIsThereIsNotOverwritten) {
  desk_.write("user.pin", "somebody's");
  EXPECT_EQ(run(init("new") + in_files() + Words{"--yes"}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("user.pin is there already"));
  EXPECT_EQ(text_in("user.pin"), "somebody's");
}
TEST_F(TokenInit, WordsThatDoNotFitAreRefusedAtOnce) {
  EXPECT_EQ(run(init("new") + Words{"--pin-out", path("user.pin")}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--share-group: say where the SO PIN is to be"));
  EXPECT_EQ(run(init("new") + Words{"--so-pin-out", path("so.pin")}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--pin-out"));
  EXPECT_EQ(run(init(std::string(33, 'l')) + in_files()), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--label"));
}

// ---- Calls that fail in the middle --------------------------------------------------------------

TEST_F(TokenInit, WhatTheTokenRefusedLeavesNoFileAndVoidsTheShares) {
  faulty_.script("C_InitToken ckr=CKR_TOKEN_WRITE_PROTECTED");
  everybody_types_back(3);
  EXPECT_EQ(run(init("new") + split() + Words{"--yes"}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("CKR_TOKEN_WRITE_PROTECTED"));
  EXPECT_THAT(desk_.words(), HasSubstr("shares that were handed out are void"));
  EXPECT_FALSE(is_there("shares.json"));
  EXPECT_FALSE(is_there("user.pin"));
}
TEST_F(TokenInit, APowerCutBeforeTheUserPinSaysHowToGoOn) {
  faulty_.script("C_InitPIN ckr=CKR_DEVICE_REMOVED");
  EXPECT_EQ(run(init("new") + in_files() + Words{"--yes"}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("the new SO PIN is in force"));
  EXPECT_THAT(desk_.words(), HasSubstr("next: pyx token change-pins --token"));
  EXPECT_TRUE(is_there("so.pin"));
  EXPECT_FALSE(is_there("user.pin"));
  faulty_.script("");
  ASSERT_EQ(run({"token", "change-pins", "--token", called("new"), "--so-pin-source",
                 "file:" + path("so.pin"), "--pin-out", path("user.pin"), "--yes"}),
            ExitCode::kDone)
      << desk_.words();
  EXPECT_TRUE(opens("new", PinOf::kUser, "user.pin"));
}
TEST_F(TokenInit, ATokenThatIsGoneAfterItKeepsWhatMayBeInForce) {
  faulty_.script(
      "C_InitToken ckr_after=CKR_DEVICE_REMOVED\nC_GetTokenInfo from=5 "
      "ckr=CKR_DEVICE_REMOVED");
  EXPECT_EQ(run(init("new") + in_files() + Words{"--yes"}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("did not say what became of C_InitToken"));
  faulty_.script("");
  EXPECT_TRUE(opens("new", PinOf::kSo, "so.pin"));
}

class TokenWipe : public testing::TokenDesk {
 protected:
  Words wipe() const { return Words{"token", "wipe", "--token", called("mint")} + so_ + user_; }
};

TEST_F(TokenWipe, LeavesNothingAndNoPinThatAnybodyHas) {
  desk_.typed = "wipe\n";
  ASSERT_EQ(run(wipe()), ExitCode::kDone) << desk_.words();
  EXPECT_THAT(desk_.words(), HasSubstr("nobody keeps its new SO PIN"));
  EXPECT_FALSE(*pkcs11::pin_opens(uri(pkcs11::kWipedLabel), PinOf::kSo, mint_.so_pin()));
  EXPECT_FALSE(
      pkcs11::look_before_setup(uri(pkcs11::kWipedLabel), pkcs11::Blank::kNo)->has_user_pin);
}
TEST_F(TokenWipe, AsksForTheWordAndForTheObjects) {
  desk_.typed = "yes\n";
  EXPECT_EQ(run(wipe()), ExitCode::kFailed);
  ASSERT_THAT((*pkcs11::open_token(mint_.uri(), mint_.pin()))
                  ->generate({Uuid::v7(desk_.clock.now()), KeyType::kP256, Purpose::kSign, "k"}),
              IsOk());
  EXPECT_EQ(run(wipe(), {"--yes"}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("there are 2 objects"));
  EXPECT_EQ(run(wipe(), {"--yes", "--destroy-objects", "--output", "json"}), ExitCode::kDone)
      << desk_.words();
  EXPECT_EQ(desk_.json().at("wiped").as_bool(), true);
}
TEST_F(TokenWipe, CutOffBeforeTheNewPinItIsDoneByCallingItAgain) {
  faulty_.script("C_SetPIN ckr=CKR_DEVICE_ERROR");
  EXPECT_EQ(run(wipe(), {"--yes"}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("the old SO PIN is in force"));
  faulty_.script("");
  EXPECT_EQ(run(Words{"token", "wipe", "--token", called("wiped"), "--yes"} + so_), ExitCode::kDone)
      << desk_.words();
}

}  // namespace token_setup_commands_test
}  // namespace pyx::ceremony
