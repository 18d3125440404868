#include "custody/shares/share_envelope.h"

#include <fstream>
#include <set>

#include "base/base64.h"
#include "custody/shares/envelope_parts.h"
#include "tests/custody/shares/envelope_fixture.h"

namespace pyx::shares {
namespace share_envelope_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using ::testing::HasSubstr;
using testing::kAgreement;
using testing::kSomeWords;
using testing::kTransport;
using ::testing::Not;
using testing::OpensslFolder;
using testing::some_share;
using testing::some_text;
using testing::text_of;

// Keys are made once for all tests: RSA takes its time.
const OpensslFolder& holders() {
  static const OpensslFolder kFolder;
  static const bool kMade = [] {
    kFolder.make("rsa2048", "rsa:2048");
    kFolder.make("rsa3072", "rsa:3072");
    kFolder.make_curve("p256", "P-256");
    kFolder.make_curve("other", "P-256");
    kFolder.make_curve("p384", "P-384");
    kFolder.make("otherrsa", "rsa:2048");
    return true;
  }();
  EXPECT_TRUE(kMade);
  return kFolder;
}

Bytes sealed_to(const std::string& holder) {
  return seal_share(some_share(), holders().certificate(holder)).value();
}
Result<LabelledShare> opened(ByteView envelope, const std::string& holder) {
  EnvelopeKeyFile key = holders().key(holder);
  return open_share(envelope, key);
}

class EnvelopeTo : public ::testing::TestWithParam<std::string> {};

// Issue: a holder opens it without Pyx.
TEST_P(EnvelopeTo, TheRealOpensslOpensItToTheTextOfThePage) {
  EXPECT_EQ(pyx::to_text(holders().opened_by_openssl(GetParam(), sealed_to(GetParam()))),
            some_text());
}

TEST_P(EnvelopeTo, PyxOpensItAgain) {
  const auto share = opened(sealed_to(GetParam()), GetParam());
  ASSERT_THAT(share, IsOk());
  EXPECT_EQ(share->label, some_share().label);
  EXPECT_EQ(text_of(share->words), kSomeWords);
}

TEST_P(EnvelopeTo, WhatOpensslSealsInThisShapePyxOpens) {
  const bool rsa = GetParam().starts_with("rsa");
  const auto share =
      opened(holders().sealed_by_openssl(GetParam(), some_text(), rsa ? kTransport : kAgreement),
             GetParam());
  ASSERT_THAT(share, IsOk());
  EXPECT_EQ(text_of(share->words), kSomeWords);
}

TEST_P(EnvelopeTo, IsCutShortNowhere) {
  const Bytes envelope = sealed_to(GetParam());
  EnvelopeKeyFile key = holders().key(GetParam());
  for (std::size_t size = 0; size < envelope.size(); ++size) {
    EXPECT_THAT(open_share(ByteView(envelope).first(size), key),
                FailsSaying(Code::kBadInput, "the envelope "))
        << size;
  }
  Bytes longer = envelope;
  longer.push_back(0);
  EXPECT_THAT(open_share(longer, key), FailsSaying(Code::kBadInput, "the envelope "));
}

// A flip in the name of the recipient does not matter to whoever has his key; any other is told.
// SECRET-NEVER: whatever is told, no word of the share is.
TEST_P(EnvelopeTo, AFlippedBitIsToldOrChangesNothing) {
  const Bytes envelope = sealed_to(GetParam());
  EnvelopeKeyFile key = holders().key(GetParam());
  std::size_t opened = 0;
  const std::size_t step = GetParam() == "p256" ? 1 : 13;
  for (std::size_t bit = 0; bit < 8 * envelope.size(); bit += step) {
    Bytes flipped = envelope;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    const auto share = open_share(flipped, key);
    if (share) {
      ++opened;
      EXPECT_EQ(share->label, some_share().label);
      EXPECT_EQ(text_of(share->words), kSomeWords);
      continue;
    }
    EXPECT_THAT(share, FailsWith(Code::kBadInput)) << "bit " << bit;
    for (const std::string word : {"pistol", "academic", "wildlife", "mustang", "armed"})
      EXPECT_THAT(share.error().message, Not(HasSubstr(word)));
  }
  EXPECT_LT(opened, 8 * 80U / step) << "more than the recipient's name is not looked at";
}

TEST_P(EnvelopeTo, TellsTheCertificateThatItIsSealedTo) {
  const auto recipient = recipient_of(sealed_to(GetParam()));
  ASSERT_THAT(recipient, IsOk());
  EXPECT_THAT(*recipient, HasSubstr("of O=Example,CN=" + GetParam()));
}

TEST_P(EnvelopeTo, IsAnotherOneEachTime) {
  EXPECT_NE(sealed_to(GetParam()), sealed_to(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(EachKey, EnvelopeTo,
                         ::testing::Values("rsa2048", "rsa3072", "p256", "p384"),
                         [](const auto& key) { return key.param; });

// The worked example of docs/formats/shares.md: sealed by OpenSSL's command.
TEST(SharesPage, ItsEnvelopeOpensWithItsKeyToItsText) {
  std::string base64 = testing::page_blocks("envelope").at(0);
  std::erase(base64, '\n');
  const Bytes envelope = from_base64(base64).value();
  auto key = EnvelopeKeyFile::from_pem(as_bytes(testing::page_blocks("key").at(0)),
                                       testing::secret_of(to_bytes("example")), "the page's key");
  ASSERT_THAT(key, IsOk());
  const auto share = open_share(envelope, *key);
  ASSERT_THAT(share, IsOk());
  EXPECT_EQ(share->label, (ShareLabel{testing::set_id(), 1, 0, 1, "bob"}));
  EXPECT_EQ(text_of(encode_share_text(*share).value()), testing::page_blocks("text").at(0));
  const std::string bobs = testing::page_blocks("words").at(1);
  EXPECT_EQ(from_words(share->words)->member, from_words(testing::words_of(bobs))->member);
  const auto certificate =
      HolderCertificate::read(as_bytes(testing::page_blocks("certificate").at(0)),
                              testing::set_time() + std::chrono::hours(24 * 30));
  ASSERT_THAT(certificate, IsOk());
  EXPECT_EQ(certificate->public_key().id(), key->public_key().id());
}

TEST(ShareEnvelope, ForAnotherRecipientNamesHisCertificate) {
  EXPECT_THAT(opened(sealed_to("p256"), "other"), FailsSaying(Code::kBadInput, "CN=p256"));
  EXPECT_THAT(opened(sealed_to("rsa2048"), "otherrsa"), FailsSaying(Code::kBadInput, "CN=rsa2048"));
}
TEST(ShareEnvelope, ForAKeyOfAnotherKindSaysWhich) {
  EXPECT_THAT(opened(sealed_to("p256"), "p384"),
              FailsSaying(Code::kBadInput, "sealed to p-256, and the key is p-384"));
  EXPECT_THAT(opened(sealed_to("p384"), "rsa2048"),
              FailsSaying(Code::kBadInput, "sealed to p-384, and the key is rsa-2048"));
  EXPECT_THAT(opened(sealed_to("rsa2048"), "p256"),
              FailsSaying(Code::kBadInput, "sealed to RSA of 2048 bits, and the key is p-256"));
  EXPECT_THAT(opened(sealed_to("rsa2048"), "rsa3072"),
              FailsSaying(Code::kBadInput, "sealed to RSA of 2048 bits, and the key is rsa-3072"));
}

TEST(ShareEnvelope, OtherContentThanAShareIsRefused) {
  const auto with = [](std::string_view text) {
    return opened(holders().sealed_by_openssl("p256", text, kAgreement), "p256");
  };
  EXPECT_THAT(with(some_text()), IsOk());
  EXPECT_THAT(with("hello\n"), FailsSaying(Code::kBadInput, "does not begin as a share's does"));
  EXPECT_THAT(with(std::string(513, 'a')), FailsSaying(Code::kBadInput, "too long"));
}

TEST(ShareEnvelope, OtherCmsIsRefusedByItsName) {
  const OpensslFolder& folder = holders();
  const auto with = [](const std::string& options) {
    return opened(holders().sealed_by_openssl("p256", some_text(), options), "p256");
  };
  EXPECT_THAT(with("-aes256"), FailsSaying(Code::kBadInput, "pkcs7-envelopedData"));
  EXPECT_THAT(with("-aes-128-gcm -keyopt ecdh_kdf_md:sha256"),
              FailsSaying(Code::kBadInput, "another key agreement"));
  EXPECT_THAT(with("-aes-256-gcm"), FailsSaying(Code::kBadInput, "another key agreement"));
  EXPECT_THAT(with(std::string(kAgreement) + " " + folder.recipient("other")),
              FailsSaying(Code::kBadInput, "more than one recipient"));
  EXPECT_THAT(opened(folder.sealed_by_openssl("rsa2048", some_text(), "-aes-256-gcm"), "rsa2048"),
              FailsSaying(Code::kBadInput, "another encryption of its key"));
  EXPECT_THAT(opened(folder.sealed_by_openssl(
                         "rsa2048", some_text(),
                         "-aes-256-gcm -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha1"),
                     "rsa2048"),
              FailsSaying(Code::kBadInput, "another encryption of its key"));
  folder.write("plain", some_text());
  ASSERT_TRUE(folder.openssl(
      "cms -sign -nodetach -binary -in " + folder.quoted("plain") + " -signer " +
      folder.quoted("p256.crt") + " -inkey " + folder.quoted("p256.key") + " -passin file:" +
      folder.quoted("passphrase") + " -outform DER -out " + folder.quoted("signed")));
  EXPECT_THAT(opened(folder.read("signed"), "p256"),
              FailsSaying(Code::kBadInput, "its type is pkcs7-signedData"));
}

TEST(ShareEnvelope, WhatIsNoCmsIsRefused) {
  EXPECT_THAT(opened({}, "p256"), FailsSaying(Code::kBadInput, "empty"));
  EXPECT_THAT(opened(to_bytes("words on paper"), "p256"),
              FailsSaying(Code::kBadInput, "no file of CMS in DER"));
  EXPECT_THAT(opened(Bytes(kEnvelopeMostBytes + 1, 0x30), "p256"),
              FailsSaying(Code::kBadInput, "has 16385 bytes"));
  EXPECT_THAT(opened(Bytes(kEnvelopeMostBytes, 0x30), "p256"), FailsWith(Code::kBadInput));
}

TEST(ShareEnvelope, WordsThatAreNoShareAreNotSealed) {
  LabelledShare share = some_share();
  share.words = testing::words_of("shadow pistol academic");
  const auto sealed = seal_share(share, holders().certificate("p256"));
  EXPECT_THAT(sealed, FailsSaying(Code::kBadInput, "no share has 3 words"));
}

}  // namespace share_envelope_test
}  // namespace pyx::shares
