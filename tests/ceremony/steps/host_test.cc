#include "ceremony/steps/host.h"

#include <gmock/gmock.h>

#include "tests/ceremony/steps/step_room.h"
#include "tests/matchers.h"

namespace pyx::ceremony::steps {
namespace host_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using testing::StepRoom;

TEST(Host, StartsPathsOfTheSiteAtItsFolder) {
  StepRoom room;
  const Host host(room.setting());
  EXPECT_EQ(host.path("vault"), room.path("vault"));
  EXPECT_EQ(host.path("/elsewhere"), "/elsewhere");
  EXPECT_EQ(host.output("log-media"), room.path("out") / "log-media");
  EXPECT_EQ(host.output("log-media", "dave"), room.path("out") / "log-media" / "dave");
  const SecretSource source = host.source(room.site->token("vault")->pin_source);
  EXPECT_EQ(std::get<SecretSource::File>(source.where).path, room.path("pins/vault"));
}

TEST(Host, FindsATokenByItsLabelAndOnceItHasASerialByThat) {
  StepRoom room;
  room.upto("initialise");
  Host host(room.setting());
  EXPECT_EQ(host.uri_of("vault", *room.record)->label, "vault");
  EXPECT_FALSE(host.uri_of("vault", *room.record)->serial.has_value());
  room.does("initialise");
  const auto token = room.entries(transcript::Kind::kToken, "token", "vault").back();
  EXPECT_EQ(host.uri_of("vault", *room.record)->serial, token.text("serial"));
  EXPECT_THAT(host.uri_of("other", *room.record), FailsWith(Code::kNotFound));
}

TEST(Host, KeepsTheLabelOfATokenWhoseSerialManyHave) {
  StepRoom room;
  room.upto("initialise");
  ASSERT_THAT(room.record->entry(transcript::Kind::kToken, {{"token", "vault"},
                                                            {"serial", "0000000000000000"},
                                                            {"model", "NSS 3"},
                                                            {"manufacturer", "of a test"}}),
              IsOk());
  const pkcs11::TokenUri uri = *Host(room.setting()).uri_of("vault", *room.record);
  EXPECT_EQ(uri.serial, "0000000000000000");
  EXPECT_EQ(uri.label, "vault");
}

TEST(Host, IsLoggedInOnOneTokenForTheVaultOrByItself) {
  StepRoom room;
  room.upto("publish");
  room.work_of_steps->log_out();
  Host host(room.setting());
  ASSERT_THAT(host.vault(*room.model), IsOk());
  // Each closes the other: the token takes one login.
  ASSERT_THAT(host.token("vault", *room.model, *room.record), IsOk());
  ASSERT_THAT(host.vault(*room.model), IsOk());
  host.log_out();
  EXPECT_THAT(host.token("vault", *room.model, *room.record), IsOk());
}

TEST(Host, KnowsThePinsOfASessionUntilItIsInterrupted) {
  StepRoom room;
  room.upto("prove");
  Host host(room.setting());
  EXPECT_THAT(host.user_pin("proof", *room.model),
              FailsSaying(Code::kAskPerson, "session that has ended"));
  Bytes pin = to_bytes("a pin of nobody");
  host.keep_user_pin("proof", pkcs11::Pin(*SecretBytes::take(pin)));
  EXPECT_THAT(host.user_pin("proof", *room.model), IsOk());
  EXPECT_THAT(host.session_so_pin("proof"), FailsWith(Code::kAskPerson));
  host.interrupt();
  EXPECT_THAT(host.user_pin("proof", *room.model), FailsWith(Code::kAskPerson));
}

}  // namespace host_test
}  // namespace pyx::ceremony::steps
