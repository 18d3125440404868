#include "pkcs11/named_key.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/file.h"
#include "tests/pkcs11/on_person_token.h"
#include "tests/support/certificates.h"
#include "tests/support/temp_folder.h"

namespace pyx::pkcs11 {
namespace named_key_test {

const Bytes kOne{1};
const Bytes kTwo{2};

Bytes some_certificate() {
  const pyx::testing::TempFolder folder;
  const pyx::testing::CertificateAuthority authority("a test");
  const auto files = issue_server(authority, folder.path(), "somebody");
  const Bytes pem = must(read_file(files.certificate));
  BIO* const bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509* const certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  const Bytes bytes(der, der + size);
  OPENSSL_free(der);
  X509_free(certificate);
  BIO_free(bio);
  return bytes;
}

class NamedKeyOnSoftHsm : public OnSession {};

TEST_F(NamedKeyOnSoftHsm, IsFoundByIdByLabelAndByBoth) {
  const auto pair = make_pair_on(session_, KeyType::kP256, kOne, "alice");
  make_pair_on(session_, KeyType::kP256, kTwo, "old");
  for (const KeyName& name : {KeyName{kOne, {}}, KeyName{{}, "alice"}, KeyName{kOne, "alice"}}) {
    const NamedKey found = must(find_named_key(session_, name));
    EXPECT_EQ(found.private_key, pair.private_key) << to_text(name);
    EXPECT_EQ(found.id, kOne);
    EXPECT_EQ(found.label, "alice");
    EXPECT_FALSE(found.asks_each_time);
    EXPECT_EQ(must(find_public_half(session_, found)).type(), KeyType::kP256);
  }
  EXPECT_THAT(find_named_key(session_, {kOne, "old"}), FailsWith(Code::kNotFound));
  EXPECT_THAT(find_named_key(session_, {}), FailsWith(Code::kBadInput));
  EXPECT_THAT(find_named_public_key(session_, {}), FailsWith(Code::kBadInput));
}

TEST_F(NamedKeyOnSoftHsm, AnAbsentKeyIsAnsweredWithThoseThatAreThere) {
  EXPECT_THAT(find_named_key(session_, {kOne, {}}), FailsSaying(Code::kNotFound, "has none"));
  make_pair_on(session_, KeyType::kP256, kTwo, "old one");
  EXPECT_THAT(find_named_key(session_, {kOne, {}}),
              FailsSaying(Code::kNotFound, "it has id=%02;object=old%20one"));
  EXPECT_THAT(find_named_public_key(session_, {kOne, {}}), FailsWith(Code::kNotFound));
}

// Trap 15: duplicates are refused by name, never chosen from.
TEST_F(NamedKeyOnSoftHsm, TwoKeysOfOneIdAreAConflictUnderAnyName) {
  make_pair_on(session_, KeyType::kP256, kOne, "alice");
  make_pair_on(session_, KeyType::kP256, kOne, "bob");
  EXPECT_THAT(find_named_key(session_, {kOne, {}}),
              FailsSaying(Code::kConflict, "2 private keys have id=%01"));
  EXPECT_THAT(find_named_key(session_, {{}, "alice"}), FailsWith(Code::kConflict));
  EXPECT_THAT(find_named_key(session_, {kOne, "alice"}), FailsWith(Code::kConflict));
  EXPECT_THAT(find_named_public_key(session_, {kOne, {}}), FailsWith(Code::kConflict));
}

// Trap 15.
TEST_F(NamedKeyOnSoftHsm, TwoKeysOfOneLabelAreToldApartByTheirIds) {
  make_pair_on(session_, KeyType::kP256, kOne, "alice");
  const auto second = make_pair_on(session_, KeyType::kP256, kTwo, "alice");
  EXPECT_THAT(find_named_key(session_, {{}, "alice"}),
              FailsSaying(Code::kConflict, "2 private keys have object=alice"));
  EXPECT_EQ(must(find_named_key(session_, {kTwo, {}})).private_key, second.private_key);
}

TEST_F(NamedKeyOnSoftHsm, AKeyThatAsksEachTimeSaysSo) {
  make_pair_on(session_, KeyType::kP256, kOne, "alice", true);
  EXPECT_TRUE(must(find_named_key(session_, {kOne, {}})).asks_each_time);
}

TEST_F(NamedKeyOnSoftHsm, ThePublicKeyIsReadFromTheCertificateIfThereIsNoOther) {
  put_certificate(session_, some_certificate(), kOne);
  EXPECT_EQ(must(find_named_public_key(session_, {kOne, {}})).type(), KeyType::kP256);
}

TEST_F(NamedKeyOnSoftHsm, ACertificateOfAnotherKeyIsAConflict) {
  make_pair_on(session_, KeyType::kP256, kOne, "alice");
  EXPECT_THAT(find_named_public_key(session_, {kOne, {}}), IsOk());
  put_certificate(session_, some_certificate(), kOne);
  EXPECT_THAT(find_named_public_key(session_, {kOne, {}}),
              FailsSaying(Code::kConflict, "two different public keys"));
}

TEST_F(NamedKeyOnSoftHsm, ACertificateThatIsNoneIsTheTokensFault) {
  put_certificate(session_, Bytes{0x30, 0x01, 0x00}, kOne);
  EXPECT_THAT(find_named_public_key(session_, {kOne, {}}), FailsWith(Code::kToken));
  Bytes longer = some_certificate();
  longer.push_back(0);
  put_certificate(session_, longer, kTwo);
  EXPECT_THAT(find_named_public_key(session_, {kTwo, {}}), FailsWith(Code::kToken));
}

TEST_F(NamedKeyOnSoftHsm, AKeyWithoutAnIdHasItsPublicHalfByLabel) {
  make_pair_on(session_, KeyType::kEd25519, {}, "alice");
  const NamedKey found = must(find_named_key(session_, {{}, "alice"}));
  EXPECT_EQ(must(find_public_half(session_, found)).type(), KeyType::kEd25519);
}

}  // namespace named_key_test
}  // namespace pyx::pkcs11
