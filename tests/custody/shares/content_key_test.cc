#include "custody/shares/content_key.h"

#include "tests/custody/shares/envelope_fixture.h"

namespace pyx::shares {
namespace content_key_test {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;
using testing::kAgreement;
using testing::kTransport;
using testing::OpensslFolder;

class ContentKeyOfOpenssl : public ::testing::Test {
 protected:
  EnvelopeParts sealed_to(const std::string& name, const std::string& options) {
    return parse_envelope_parts(folder_.sealed_by_openssl(name, "a text", options)).value();
  }
  OpensslFolder folder_;
};

TEST_F(ContentKeyOfOpenssl, ComesOutByAgreementAndByTransport) {
  folder_.make_curve("p256", "P-256");
  folder_.make("rsa", "rsa:2048");
  EnvelopeKeyFile curve = folder_.key("p256");
  EnvelopeKeyFile rsa = folder_.key("rsa");
  const EnvelopeParts agreed = sealed_to("p256", kAgreement);
  const EnvelopeParts transported = sealed_to("rsa", kTransport);
  for (const auto& made : {content_key(agreed, curve), content_key(transported, rsa)}) {
    ASSERT_THAT(made, IsOk());
    EXPECT_EQ(made->size_bytes(), kContentKeyBytes);
  }
  EXPECT_THAT(content_key(agreed, rsa), FailsSaying(Code::kBadInput, "and the key is rsa-2048"));
  EXPECT_THAT(content_key(transported, curve), FailsSaying(Code::kBadInput, "the key is p-256"));
}

TEST_F(ContentKeyOfOpenssl, AWrongWrappingIsToldAndGivesNothing) {
  folder_.make_curve("p256", "P-256");
  EnvelopeKeyFile key = folder_.key("p256");
  EnvelopeParts parts = sealed_to("p256", kAgreement);
  std::get<AgreedKey>(parts.key).wrapped[7] ^= 1U;
  EXPECT_THAT(content_key(parts, key), FailsSaying(Code::kBadInput, "does not open the envelope"));
}

// Trap 31: what the token says is not lost behind "does not open".
TEST_F(ContentKeyOfOpenssl, WhatTheKeySaysIsPassedOn) {
  class Unplugged final : public EnvelopeKey {
   public:
    explicit Unplugged(PublicKey key) : key_(std::move(key)) {}
    const PublicKey& public_key() const override { return key_; }
    Result<SecretBytes> agree(ByteView) override { return gone(); }
    Result<SecretBytes> decrypt(ByteView) override { return gone(); }

   private:
    static Error gone() { return error(Code::kRetry, "the token was pulled out"); }
    PublicKey key_;
  };
  folder_.make_curve("p256", "P-256");
  folder_.make("rsa", "rsa:2048");
  Unplugged curve(folder_.certificate("p256").public_key());
  Unplugged rsa(folder_.certificate("rsa").public_key());
  EXPECT_THAT(content_key(sealed_to("p256", kAgreement), curve),
              FailsSaying(Code::kRetry, "pulled out"));
  EXPECT_THAT(content_key(sealed_to("rsa", kTransport), rsa),
              FailsSaying(Code::kRetry, "pulled out"));
}

}  // namespace content_key_test
}  // namespace pyx::shares
