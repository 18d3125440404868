#include "custody/shares/holder_certificate.h"

#include "base/hex.h"
#include "tests/custody/shares/envelope_fixture.h"

namespace pyx::shares {
namespace holder_certificate_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using testing::OpensslFolder;
using testing::today;

constexpr std::chrono::hours kDay(24);

class HolderCertificateOfOpenssl : public ::testing::Test {
 protected:
  Result<HolderCertificate> read(const std::string& name, Duration later = Duration(0)) const {
    return HolderCertificate::read(folder_.read(name + ".crt"), today() + later);
  }
  Bytes der(const std::string& name) const {
    EXPECT_TRUE(folder_.openssl("x509 -in " + folder_.quoted(name + ".crt") +
                                " -outform DER -out " + folder_.quoted("der")));
    return folder_.read("der");
  }
  OpensslFolder folder_;
};

TEST_F(HolderCertificateOfOpenssl, IsReadInPemAndInDer) {
  folder_.make_curve("bob", "P-256");
  const auto pem = read("bob");
  ASSERT_THAT(pem, IsOk());
  const Bytes bytes = der("bob");
  const auto same = HolderCertificate::read(bytes, today());
  ASSERT_THAT(same, IsOk());
  EXPECT_EQ(pem->fingerprint(), sha256(bytes));
  EXPECT_EQ(same->fingerprint(), sha256(bytes));
  EXPECT_EQ(pem->public_key().id(), same->public_key().id());
  EXPECT_EQ(pem->public_key().type(), KeyType::kP256);
  EXPECT_EQ(pem->subject(), "O=Example,CN=bob");
}

TEST_F(HolderCertificateOfOpenssl, TakesWhatPyxSealsTo) {
  folder_.make_curve("p384", "P-384");
  folder_.make("rsa", "rsa:2048");
  ASSERT_THAT(read("p384"), IsOk());
  EXPECT_EQ(read("p384")->public_key().type(), KeyType::kP384);
  ASSERT_THAT(read("rsa"), IsOk());
  EXPECT_EQ(read("rsa")->public_key().type(), KeyType::kRsa2048);
}

TEST_F(HolderCertificateOfOpenssl, OtherKeysAreRefusedByName) {
  folder_.make("ed", "ed25519");
  EXPECT_THAT(read("ed"), FailsSaying(Code::kBadInput, "of type ED25519"));
  folder_.make_curve("koblitz", "secp256k1");
  EXPECT_THAT(read("koblitz"), FailsSaying(Code::kBadInput, "EC on secp256k1"));
  folder_.make_curve("p521", "P-521");
  EXPECT_THAT(read("p521"), FailsSaying(Code::kBadInput, "EC on secp521r1"));
  folder_.make("pss", "rsa-pss -pkeyopt rsa_keygen_bits:2048");
  EXPECT_THAT(read("pss"), FailsSaying(Code::kBadInput, "of type RSA-PSS"));
}
TEST_F(HolderCertificateOfOpenssl, AShortRsaKeyIsRefused) {
  folder_.make("short", "rsa:1024");
  EXPECT_THAT(read("short"), FailsSaying(Code::kBadInput, "1024 bits; 2048 are the least"));
  folder_.make("nearly", "rsa:2046");
  EXPECT_THAT(read("nearly"), FailsSaying(Code::kBadInput, "2046 bits; 2048 are the least"));
}
TEST_F(HolderCertificateOfOpenssl, AnRsaKeyOfAnOddLengthIsRefused) {
  folder_.make("odd", "rsa:2056");
  EXPECT_THAT(read("odd"), FailsSaying(Code::kBadInput, "of type RSA"));
}

TEST_F(HolderCertificateOfOpenssl, IsTakenOnlyWhileItIsValid) {
  folder_.make_curve("bob", "P-256");
  EXPECT_THAT(read("bob", -kDay), FailsSaying(Code::kBadInput, "not valid yet"));
  EXPECT_THAT(read("bob", 29 * kDay), IsOk());
  EXPECT_THAT(read("bob", 31 * kDay), FailsSaying(Code::kBadInput, "not valid any more"));
}

// A token that keeps a key to its certificate's usage would never open the envelope.
TEST_F(HolderCertificateOfOpenssl, AKeyUsageMustLetTheKeyOpenWhatIsSealed) {
  const std::string curve = "ec -pkeyopt ec_paramgen_curve:P-256";
  folder_.make("signs", curve, "-addext keyUsage=digitalSignature");
  EXPECT_THAT(read("signs"), FailsSaying(Code::kBadInput, "without keyAgreement"));
  folder_.make("enciphers", curve, "-addext keyUsage=keyEncipherment");
  EXPECT_THAT(read("enciphers"), FailsSaying(Code::kBadInput, "without keyAgreement"));
  folder_.make("agrees", curve, "-addext keyUsage=digitalSignature,keyAgreement");
  EXPECT_THAT(read("agrees"), IsOk());
  folder_.make("rsasigns", "rsa:2048", "-addext keyUsage=digitalSignature,keyAgreement");
  EXPECT_THAT(read("rsasigns"), FailsSaying(Code::kBadInput, "without keyEncipherment"));
  folder_.make("rsaopens", "rsa:2048", "-addext keyUsage=keyEncipherment");
  EXPECT_THAT(read("rsaopens"), IsOk());
}

TEST_F(HolderCertificateOfOpenssl, IsAloneInItsFile) {
  folder_.make_curve("bob", "P-256");
  const std::string pem = pyx::to_text(folder_.read("bob.crt"));
  const auto with = [](const std::string& text) {
    return HolderCertificate::read(as_bytes(text), today());
  };
  EXPECT_THAT(with("Certificate of bob:\n" + pem), IsOk());
  EXPECT_THAT(with(pem + pem), FailsSaying(Code::kBadInput, "not alone"));
  EXPECT_THAT(with(pem + pyx::to_text(folder_.read("bob.key"))),
              FailsSaying(Code::kBadInput, "alone"));
  Bytes longer = der("bob");
  longer.push_back(0);
  EXPECT_THAT(HolderCertificate::read(longer, today()), FailsSaying(Code::kBadInput, "behind it"));
}

TEST_F(HolderCertificateOfOpenssl, WhatIsNoCertificateIsRefused) {
  folder_.make_curve("bob", "P-256");
  const auto with = [](ByteView bytes) { return HolderCertificate::read(bytes, today()); };
  EXPECT_THAT(with({}), FailsSaying(Code::kBadInput, "empty"));
  EXPECT_THAT(with(as_bytes("hello")), FailsSaying(Code::kBadInput, "neither DER nor PEM"));
  EXPECT_THAT(with(folder_.read("bob.key")),
              FailsSaying(Code::kBadInput, "holds \"ENCRYPTED PRIVATE KEY\""));
  EXPECT_THAT(with(Bytes(kCertificateMostBytes + 1, 0x30)),
              FailsSaying(Code::kBadInput, "too large"));
  const Bytes whole = der("bob");
  for (std::size_t size = 1; size < whole.size(); size += 7)
    EXPECT_THAT(with(ByteView(whole).first(size)), FailsWith(Code::kBadInput));
}

TEST(NameText, IsPrintableAsciiAndBounded) {
  OpensslFolder folder;
  const std::string umlaut =
      "b\xc3\xb6"
      "b";
  folder.make_curve(umlaut, "P-256");
  EXPECT_EQ(folder.certificate(umlaut).subject(), "O=Example,CN=b\\C3\\B6b");
  folder.make_curve(std::string(60, 'x'), "P-256");
  EXPECT_LT(folder.certificate(std::string(60, 'x')).subject().size(), 210U);
}

}  // namespace holder_certificate_test
}  // namespace pyx::shares
