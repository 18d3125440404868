// Public keys as text: PEM and JWK.
#include "base/base64.h"
#include "base/public_key.h"
#include "tests/base/public_keys.h"
#include "tests/matchers.h"

namespace pyx {
namespace public_key_text_test {

using testing::ed25519;
using testing::FailsWith;
using testing::hex_member;
using testing::IsOk;
using testing::kP256Point;
using testing::p256;
using testing::p384;
using testing::rsa2048;
using testing::rsa_case;

TEST(PublicKeyPem, IsReadWithAnyLineEndAndSpaceAround) {
  const std::string pem = p256().pem();
  EXPECT_TRUE(pem.starts_with("-----BEGIN PUBLIC KEY-----\nMFkw"));
  EXPECT_TRUE(pem.ends_with("\n-----END PUBLIC KEY-----\n"));
  std::string windows;
  for (const char c : pem) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_EQ(PublicKey::from_pem("\n " + windows + "\n")->id(), p256().id());
}

TEST(PublicKeyPem, OtherTextIsRefused) {
  const std::string pem = p256().pem();
  const std::string body = pem.substr(27, pem.size() - 27 - 25);
  EXPECT_THAT(
      PublicKey::from_pem("-----BEGIN PUBLIC KEY-----\n" + body + "-----END PUBLIC KEY-----"),
      IsOk());
  for (const std::string& text :
       {std::string(), pem + pem, "key:\n" + pem, pem + "x", body,
        "-----BEGIN PRIVATE KEY-----\n" + body + "-----END PRIVATE KEY-----\n",
        std::string("-----BEGIN PUBLIC KEY-----"),
        std::string("-----BEGIN PUBLIC KEY-----END PUBLIC KEY-----"),
        "-----BEGIN PUBLIC KEY-----\n" + body.substr(4) + "-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nA: b\n\n" + body + "-----END PUBLIC KEY-----\n"}) {
    EXPECT_THAT(PublicKey::from_pem(text), FailsWith(Code::kBadInput)) << text;
  }
}

// RFC 8037, A.2: the same key as test 1 of RFC 8032.
TEST(PublicKeyJwk, OfEd25519IsThatOfTheStandard) {
  EXPECT_EQ(ed25519().jwk("k1"),
            R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",)"
            R"("kid":"k1"})");
}

TEST(PublicKeyJwk, OfACurveHasItsTwoCoordinates) {
  const auto key = json::parse(p256().jwk("k")).value().as_object();
  EXPECT_EQ(key.at("kty").as_string(), "EC");
  EXPECT_EQ(key.at("crv").as_string(), "P-256");
  Bytes point = {4};
  for (const auto* name : {"x", "y"}) {
    append(point, from_base64url(std::string(key.at(name).as_string().c_str())).value());
  }
  EXPECT_EQ(point, kP256Point);
  EXPECT_NE(p384().jwk("k").find("\"P-384\""), std::string::npos);
}

TEST(PublicKeyJwk, OfRsaHasModulusAndExponent) {
  const auto key = json::parse(rsa2048().jwk("k")).value().as_object();
  EXPECT_EQ(key.at("kty").as_string(), "RSA");
  EXPECT_EQ(key.at("e").as_string(), "AQAB");
  EXPECT_EQ(from_base64url(std::string(key.at("n").as_string().c_str())).value(),
            hex_member(rsa_case(), "n"));
}

TEST(PublicKeyJwk, AKeyIdCannotBreakOutOfItsString) {
  const auto key = json::parse(ed25519().jwk("\",\"d\":\"x\n")).value().as_object();
  EXPECT_EQ(key.size(), 4U);
  EXPECT_EQ(key.at("kid").as_string(), "\",\"d\":\"x\n");
}

}  // namespace public_key_text_test
}  // namespace pyx
