#include "ceremony/officer_key.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <cstdlib>
#include <fstream>

#include "base/file.h"
#include "base/held.h"
#include "tests/matchers.h"
#include "tests/support/temp_folder.h"

namespace pyx::ceremony {
namespace officer_key_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::Not;

SecretBytes secret(std::string text) {
  auto taken = SecretBytes::take({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  if (!taken) std::abort();
  return std::move(taken).value();
}

// Files as the openssl program makes them, in a folder of the test's own.
class OpensslFiles {
 public:
  Bytes run(const std::string& arguments) const {
    const auto out = folder_.path() / "out.pem";
    const std::string command =
        "cd " + folder_.path().string() + " && openssl " + arguments + " -out out.pem 2>/dev/null";
    if (std::system(command.c_str()) != 0) std::abort();
    auto bytes = read_file(out);
    if (!bytes) std::abort();
    return std::move(bytes).value();
  }
  void keep(const std::string& name, ByteView bytes) const {
    std::ofstream(folder_.path() / name) << as_text(bytes);
  }

 private:
  pyx::testing::TempFolder folder_;
};

class OfficerKeyOfType : public ::testing::TestWithParam<KeyType> {};

TEST_P(OfficerKeyOfType, ComesBackFromItsFileAndSignsTheSame) {
  const auto key = OfficerKey::make(GetParam());
  ASSERT_THAT(key, IsOk());
  const auto pem = key->encrypted_pem(secret("correct horse"));
  ASSERT_THAT(pem, IsOk());
  const auto again = OfficerKey::from_pem(*pem, secret("correct horse"), "alice.key");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->public_key().id(), key->public_key().id());

  const auto envelope = again->sign_statement(as_bytes("{\"a\":1}"));
  ASSERT_THAT(envelope, IsOk());
  EXPECT_EQ(to_text(envelope->payload), "{\"a\":1}");
  EXPECT_TRUE(custody::signed_by(*envelope, key->public_key()));
}

TEST_P(OfficerKeyOfType, FileIsReadByOpenssl) {
  const auto key = OfficerKey::make(GetParam());
  ASSERT_THAT(key, IsOk());
  const auto pem = key->encrypted_pem(secret("correct horse"));
  ASSERT_THAT(pem, IsOk());
  const OpensslFiles files;
  files.keep("alice.key", *pem);
  EXPECT_EQ(to_text(files.run("pkey -in alice.key -passin pass:'correct horse' -pubout")),
            key->public_key().pem());
}

INSTANTIATE_TEST_SUITE_P(Both, OfficerKeyOfType,
                         ::testing::Values(KeyType::kEd25519, KeyType::kP256));

TEST(OfficerKey, FileIsNotTheSameTwice) {
  const auto key = OfficerKey::make(KeyType::kEd25519);
  ASSERT_THAT(key, IsOk());
  const auto one = key->encrypted_pem(secret("correct horse"));
  const auto two = key->encrypted_pem(secret("correct horse"));
  ASSERT_THAT(one, IsOk());
  ASSERT_THAT(two, IsOk());
  EXPECT_NE(*one, *two);
}

TEST(OfficerKey, WrongPassphraseIsAskedOfAPersonAndNotQuoted) {
  const auto key = OfficerKey::make(KeyType::kEd25519);
  ASSERT_THAT(key, IsOk());
  const auto pem = key->encrypted_pem(secret("correct horse"));
  ASSERT_THAT(pem, IsOk());
  const auto opened = OfficerKey::from_pem(*pem, secret("wrong donkey"), "alice.key");
  ASSERT_THAT(opened, FailsSaying(Code::kAskPerson, "alice.key"));
  EXPECT_THAT(describe(opened.error()), Not(HasSubstr("donkey")));
  EXPECT_THAT(describe(opened.error()), Not(HasSubstr("horse")));
}

TEST(OfficerKey, EmptyPassphraseIsRefused) {
  const auto key = OfficerKey::make(KeyType::kEd25519);
  ASSERT_THAT(key, IsOk());
  EXPECT_THAT(key->encrypted_pem(SecretBytes()), FailsWith(Code::kBadInput));
}

TEST(OfficerKey, OtherTypesAreNotMade) {
  EXPECT_THAT(OfficerKey::make(KeyType::kRsa2048), FailsWith(Code::kBadInput));
  EXPECT_THAT(OfficerKey::make(KeyType::kP384), FailsWith(Code::kBadInput));
}

TEST(OfficerKey, FileOfOpensslUnderManyIterationsIsTaken) {
  const OpensslFiles files;
  files.keep("clear.pem", files.run("genpkey -algorithm ed25519"));
  const Bytes pem = files.run(
      "pkcs8 -topk8 -in clear.pem -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 600000 -passout "
      "pass:secret");
  EXPECT_THAT(OfficerKey::from_pem(pem, secret("secret"), "alice.key"), IsOk());
}

TEST(OfficerKey, FileOfOpensslUnderScryptIsTaken) {
  const OpensslFiles files;
  files.keep("clear.pem", files.run("genpkey -algorithm ed25519"));
  const Bytes pem = files.run("pkcs8 -topk8 -in clear.pem -scrypt -passout pass:secret");
  EXPECT_THAT(OfficerKey::from_pem(pem, secret("secret"), "alice.key"), IsOk());
}

TEST(OfficerKey, FileOfOneIterationTooFewIsRefused) {
  const OpensslFiles files;
  files.keep("clear.pem", files.run("genpkey -algorithm ed25519"));
  const Bytes pem = files.run(
      "pkcs8 -topk8 -in clear.pem -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 599999 -passout "
      "pass:secret");
  EXPECT_THAT(OfficerKey::from_pem(pem, secret("secret"), "alice.key"),
              FailsSaying(Code::kBadInput, "too weakly"));
  EXPECT_THAT(check_encrypted_pem(pem, "alice.key"), FailsSaying(Code::kBadInput, "alice.key"));
}

// As openssl pkcs8 would write it after ten seconds; nobody gets as far as to decrypt it.
Bytes file_of_iterations(int iterations) {
  const Held<X509_SIG, X509_SIG_free> sealed(X509_SIG_new());
  X509_ALGOR* scheme = nullptr;
  ASN1_OCTET_STRING* key = nullptr;
  X509_SIG_getm(sealed.get(), &scheme, &key);
  const Held<X509_ALGOR, X509_ALGOR_free> function(
      PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), iterations, nullptr, 0, nullptr, NID_hmacWithSHA256));
  const Bytes ciphertext(64, 0x5a);
  if (X509_ALGOR_copy(scheme, function.get()) != 1 ||
      ASN1_OCTET_STRING_set(key, ciphertext.data(), static_cast<int>(ciphertext.size())) != 1)
    std::abort();
  const Held<BIO, BIO_free_all> pem(BIO_new(BIO_s_mem()));
  char* text = nullptr;
  if (PEM_write_bio_PKCS8(pem.get(), sealed.get()) != 1) std::abort();
  const auto size = static_cast<std::size_t>(BIO_get_mem_data(pem.get(), &text));
  return to_bytes(std::string_view(text, size));
}

TEST(OfficerKey, FileThatWouldKeepItsReaderBusyIsRefused) {
  EXPECT_THAT(check_encrypted_pem(file_of_iterations(20'000'000), "alice.key"), IsOk());
  EXPECT_THAT(check_encrypted_pem(file_of_iterations(20'000'001), "alice.key"),
              FailsWith(Code::kBadInput));
}

TEST(OfficerKey, UnderScryptItOpensWithItsPassphraseAlone) {
  const auto key = OfficerKey::make(KeyType::kP256);
  ASSERT_THAT(key, IsOk());
  const auto pem = key->encrypted_pem(secret("a secret"), OfficerKey::Stretching::kScrypt);
  ASSERT_THAT(pem, IsOk());
  const auto opened = OfficerKey::from_pem(*pem, secret("a secret"), "alice.key");
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->public_key().id(), key->public_key().id());
  EXPECT_THAT(OfficerKey::from_pem(*pem, secret("another"), "alice.key"),
              FailsWith(Code::kAskPerson));
  EXPECT_NE(*key->encrypted_pem(secret("a secret"), OfficerKey::Stretching::kScrypt), *pem);
}

// OpenSSL bounds the memory of scrypt, and would compute for hours.
TEST(OfficerKey, FileWhoseScryptWouldKeepItsReaderBusyIsRefused) {
  const OpensslFiles files;
  files.keep("clear.pem", files.run("genpkey -algorithm ed25519"));
  const std::string scrypt = "pkcs8 -topk8 -in clear.pem -passout pass:secret -scrypt -scrypt_p ";
  EXPECT_THAT(check_encrypted_pem(files.run(scrypt + "16"), "alice.key"), IsOk());
  EXPECT_THAT(check_encrypted_pem(files.run(scrypt + "17"), "alice.key"),
              FailsWith(Code::kBadInput));
}

TEST(OfficerKey, FileUnderAnotherCipherOrHashIsRefused) {
  const OpensslFiles files;
  files.keep("clear.pem", files.run("genpkey -algorithm ed25519"));
  for (const char* choice : {"-v2 aes-128-cbc -iter 600000", "-v2 des3 -iter 600000",
                             "-v2 aes-256-cbc -v2prf hmacWithSHA1 -iter 600000"}) {
    const Bytes pem =
        files.run("pkcs8 -topk8 -in clear.pem " + std::string(choice) + " -passout pass:secret");
    EXPECT_THAT(check_encrypted_pem(pem, "alice.key"), FailsSaying(Code::kBadInput, "too weakly"))
        << choice;
  }
}

TEST(OfficerKey, KeyInTheClearIsRefused) {
  const OpensslFiles files;
  for (const char* arguments :
       {"genpkey -algorithm ed25519", "ecparam -name prime256v1 -genkey -noout"}) {
    EXPECT_THAT(OfficerKey::from_pem(files.run(arguments), secret("secret"), "alice.key"),
                FailsSaying(Code::kBadInput, "not encrypted"))
        << arguments;
  }
}

TEST(OfficerKey, KeyOfAnotherTypeIsRefused) {
  const OpensslFiles files;
  for (const char* arguments : {"genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:2048",
                                "genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-384"}) {
    files.keep("clear.pem", files.run(arguments));
    const Bytes pem =
        files.run("pkcs8 -topk8 -in clear.pem -v2 aes-256-cbc -iter 600000 -passout pass:secret");
    EXPECT_THAT(OfficerKey::from_pem(pem, secret("secret"), "alice.key"),
                FailsSaying(Code::kBadInput, "ed25519 or p-256"))
        << arguments;
  }
}

TEST(OfficerKey, WhatIsNoKeyFileIsRefused) {
  const auto key = OfficerKey::make(KeyType::kEd25519);
  ASSERT_THAT(key, IsOk());
  const auto pem = key->encrypted_pem(secret("secret"));
  ASSERT_THAT(pem, IsOk());
  Bytes twice = *pem;
  append(twice, *pem);
  const Bytes cut(pem->begin(), pem->begin() + 100);
  for (const Bytes& bad :
       {Bytes(), to_bytes("hello"), to_bytes(key->public_key().pem()), twice, cut}) {
    EXPECT_THAT(check_encrypted_pem(bad, "alice.key"), FailsSaying(Code::kBadInput, "alice.key"));
  }
}

}  // namespace officer_key_test
}  // namespace pyx::ceremony
