// An officer whose key is in the TPM of his own machine.

#include <gmock/gmock.h>

#include "base/file.h"
#include "ceremony/officer_token.h"
#include "tests/matchers.h"
#include "tests/support/swtpm.h"

namespace pyx::ceremony {
namespace officer_tpm_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::IsOk;

const Bytes kStatement = to_bytes("{\"a statement\":1}");

// One TPM for all: starting it is what takes time, and each test is one life of the token.
TEST(OfficerTpm, MakesAKeySignsWithItAndKeepsIt) {
  const pyx::testing::Swtpm tpm("alice");
  const TokenTalk talk{[](std::string_view) {}};
  TokenKeyPlace place{tpm.uri(), SecretSource{SecretSource::File{tpm.pin_file()}}};
  place.uri.object_id = Bytes{1};
  Sha256 id{};
  {
    const auto made = OfficerToken::make(place, KeyType::kP256, {Bytes{1}, "alice"}, talk);
    ASSERT_THAT(made, IsOk());
    id = made->public_key().id();
    EXPECT_THAT(made->sign_statement(kStatement), IsOk());
  }
  {
    const auto again = OfficerToken::open(place, talk);
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(again->public_key().id(), id);
    const auto envelope = again->sign_statement(kStatement);
    ASSERT_THAT(envelope, IsOk());
    EXPECT_TRUE(custody::signed_by(*envelope, again->public_key()));
  }
  const auto shown = OfficerToken::read_public_key(place, talk);
  ASSERT_THAT(shown, IsOk());
  EXPECT_EQ(shown->id(), id);

  // Trap 15.
  EXPECT_THAT(OfficerToken::make(place, KeyType::kP256, {Bytes{1}, "bob"}, talk),
              FailsSaying(Code::kConflict, "id=%01"));
  TokenKeyPlace absent = place;
  absent.uri.object_id = Bytes{2};
  EXPECT_THAT(OfficerToken::open(absent, talk), FailsSaying(Code::kNotFound, "id=%01"));

  // Trap 17: this token locks after three.
  TokenKeyPlace wrong = place;
  const pyx::testing::TempFolder folder;
  ASSERT_THAT(write_file(folder.path() / "wrong", as_bytes("wrong"), Overwrite::kNo), IsOk());
  wrong.pin = SecretSource{SecretSource::File{folder.path() / "wrong"}};
  EXPECT_THAT(OfficerToken::open(wrong, talk), FailsSaying(Code::kAskPerson, "CKR_PIN_INCORRECT"));
  const auto still = OfficerToken::open(place, talk);
  ASSERT_THAT(still, IsOk());
  EXPECT_THAT(still->sign_statement(kStatement), IsOk());
}

}  // namespace officer_tpm_test
}  // namespace pyx::ceremony
