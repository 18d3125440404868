#include <gmock/gmock.h>

#include "ceremony/officer_key.h"
#include "custody/shares/holder_certificate.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace officer_certificate_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::IsOk;

constexpr Duration kDay = std::chrono::hours(24);

TEST(OfficerCertificate, IsOneToWhichAShareIsSealed) {
  const Time now = SystemClock().now();
  const auto key = OfficerKey::make(KeyType::kP256);
  ASSERT_THAT(key, IsOk());
  const auto pem = key->self_signed("carol", now - kDay, now + kDay);
  ASSERT_THAT(pem, IsOk());
  const auto read = shares::HolderCertificate::read(*pem, now);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->subject(), "CN=carol");
  EXPECT_EQ(read->public_key().id(), key->public_key().id());
  EXPECT_THAT(shares::HolderCertificate::read(*pem, now + 2 * kDay),
              FailsSaying(Code::kBadInput, "not valid any more"));
}

TEST(OfficerCertificate, OfEd25519IsOneToWhichNothingIsSealed) {
  const Time now = SystemClock().now();
  const auto pem =
      OfficerKey::make(KeyType::kEd25519).value().self_signed("dave", now - kDay, now + kDay);
  ASSERT_THAT(pem, IsOk());
  EXPECT_THAT(shares::HolderCertificate::read(*pem, now),
              FailsSaying(Code::kBadInput, "a share is sealed to"));
}

}  // namespace officer_certificate_test
}  // namespace pyx::ceremony
