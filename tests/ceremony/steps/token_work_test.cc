#include "ceremony/steps/token_work.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "ceremony/pin_shares.h"
#include "ceremony/steps/kept_pins.h"
#include "pkcs11/token_setup.h"
#include "tests/ceremony/steps/longer_plans.h"
#include "tests/ceremony/steps/step_room.h"
#include "tests/matchers.h"

namespace pyx::ceremony::steps {
namespace token_work_test {

namespace fs = std::filesystem;
using ::pyx::testing::FailsSaying;
using ::pyx::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using testing::step_text;
using testing::StepRoom;
using testing::with_card;
using testing::with_steps;
using transcript::Kind;

TEST(TokenWork, WritesDownABlankTokenAndItsSerialOnceItHasOne) {
  StepRoom room;
  room.upto("seal-so");
  const auto seen = room.entries(Kind::kToken, "token", "vault");
  ASSERT_THAT(seen, SizeIs(2));
  EXPECT_THAT(seen[0].text("found"), HasSubstr("blank"));
  EXPECT_EQ(seen[1].text("found"), "initialised");
  EXPECT_THAT(seen[1].text("serial"), SizeIs(16));
}

TEST(TokenWork, ATokenThatShouldBeBlankAndIsNotIsRefused) {
  StepRoom room;
  room.softhsm.make_token("vault");
  room.upto("inspect-vault");
  EXPECT_THAT(room.run("inspect-vault"), FailsSaying(Code::kRefused, "is initialised already"));
}

TEST(TokenWork, PutsTheUsersPinIntoAFileOfItsOwnerAndSplitsTheOther) {
  StepRoom room;
  room.upto("seal-so");
  struct stat file {};
  ASSERT_EQ(::stat(room.path("pins/vault").c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777U, 0400U);
  EXPECT_THAT(room.entries(Kind::kNote, "text",
                           "the user PIN of token vault is in a PIN source on this host: "
                           "single-host PIN"),
              SizeIs(1));
  EXPECT_THAT(room.entries(Kind::kItem, "item", "so-card"), SizeIs(3));
  Host host(room.setting());
  const auto typed = pin_of_shares(pin_record_file(host, "vault", pkcs11::PinOf::kSo), room.people);
  ASSERT_THAT(typed, IsOk());
  const auto opens =
      pkcs11::pin_opens(*host.uri_of("vault", *room.record), pkcs11::PinOf::kSo, **typed);
  ASSERT_THAT(opens, IsOk());
  EXPECT_TRUE(*opens);
}

TEST(TokenWork, AfterACrashBehindTheInitialisingTheHoldersAreAskedForTheirParts) {
  StepRoom room;
  room.upto("initialise").begin("initialise");
  EXPECT_EQ(room.look("initialise")->became, Became::kNotDone);
  ASSERT_THAT(room.work("initialise"), IsOk());
  // As if the program had died before the record and the PIN source got their names.
  Host host(room.setting());
  const fs::path record = pin_record_file(host, "vault", pkcs11::PinOf::kSo);
  for (const fs::path& kept : {record, fs::path(room.path("pins/vault"))})
    fs::rename(kept, kept.string() + ".new");
  room.crash();
  EXPECT_EQ(room.look("initialise")->became, Became::kUnknown);
  room.reconciled("initialise", "continue");
  ASSERT_THAT(room.work("initialise"), IsOk());
  EXPECT_TRUE(fs::exists(record));
  EXPECT_TRUE(fs::exists(room.path("pins/vault")));
  room.done("initialise");
  room.upto("draft");
}

TEST(TokenWork, SaysWhatTheTokenEnforces) {
  StepRoom room;
  room.upto("people-keys");
  EXPECT_THAT(room.entries(Kind::kOutput, "what", "what token vault enforces"), SizeIs(1));
  EXPECT_THAT(room.people.shown, HasSubstr("RULE"));
}

// The PINs change once the parts are on the table, before the backup needs them.
std::string with_change(std::string plan) {
  return with_steps(
      with_card(std::move(plan), "new-card"), "hand-out",
      step_text("change-pins", "backup", "\"operator\", \"custodian\"", "change-pins",
                "token = \"vault\", so_pin = \"split\", so_pin_on = \"new-card\", "
                "so_pin_holders = [\"custodian\"], so_pin_shares = \"{shares}\", user_pin = "
                "\"pin-source\""));
}

class ChangedPins : public ::testing::Test {
 protected:
  ChangedPins() { room_.upto("change-pins"); }
  StepRoom room_{"genesis", with_change};
};

TEST_F(ChangedPins, OpenTheTokenAndTheOldOnesDoNot) {
  Host host(room_.setting());
  const auto old_user = host.user_pin("vault", *room_.model);
  room_.does("change-pins");
  const auto new_user = host.user_pin("vault", *room_.model);
  ASSERT_THAT(new_user, IsOk());
  const pkcs11::TokenUri uri = *host.uri_of("vault", *room_.record);
  EXPECT_FALSE(*pkcs11::pin_opens(uri, pkcs11::PinOf::kUser, **old_user));
  EXPECT_TRUE(*pkcs11::pin_opens(uri, pkcs11::PinOf::kUser, **new_user));
  const auto so = pin_of_shares(pin_record_file(host, "vault", pkcs11::PinOf::kSo), room_.people);
  ASSERT_THAT(so, IsOk());
  EXPECT_TRUE(*pkcs11::pin_opens(uri, pkcs11::PinOf::kSo, **so));
  room_.does("hand-out");  // with the new ones
}

TEST_F(ChangedPins, AreFoundInForceAfterACrashBehindTheChange) {
  room_.begin("change-pins");
  ASSERT_THAT(room_.work("change-pins"), IsOk());
  Host host(room_.setting());
  for (const fs::path& file :
       {pin_record_file(host, "vault", pkcs11::PinOf::kSo), room_.path("pins/vault")}) {
    fs::copy_file(file, file.string() + ".new");
  }
  room_.crash();
  EXPECT_EQ(room_.look("change-pins")->became, Became::kUnknown);
  room_.reconciled("change-pins", "continue");
  ASSERT_THAT(room_.work("change-pins"), IsOk());
  room_.done("change-pins");
  room_.does("hand-out");
}

TEST(TokenWork, AfterTheLogOutNobodyIsLoggedIn) {
  StepRoom room;
  room.upto("log-out").does("log-out");
  const auto entry = room.entries(Kind::kLoggedOut);
  ASSERT_THAT(entry, SizeIs(1));
  EXPECT_EQ(entry.front().text("token"), "vault");
  // The PIN is checked only where nobody is logged in.
  Host host(room.setting());
  const auto pin = host.user_pin("vault", *room.model);
  EXPECT_TRUE(*pkcs11::pin_opens(*host.uri_of("vault", *room.record), pkcs11::PinOf::kUser, **pin));
}

}  // namespace token_work_test
}  // namespace pyx::ceremony::steps
