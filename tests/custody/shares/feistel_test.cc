#include "custody/shares/feistel.h"

#include <openssl/evp.h>

#include "base/hex.h"
#include "tests/custody/shares/shares_fixture.h"

namespace pyx::shares {
namespace feistel_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::hex_bytes;
using pyx::testing::IsOk;
using testing::secret_hex;
using testing::secret_of;

// The same network with OpenSSL's PBKDF2, in ordinary memory.
Bytes by_openssl(const Bytes& secret, std::string_view passphrase, const Bytes& prefix,
                 int iterations) {
  const auto half = static_cast<std::ptrdiff_t>(secret.size() / 2);
  Bytes left(secret.begin(), secret.begin() + half);
  Bytes right(secret.begin() + half, secret.end());
  for (const char round : {'\0', '\1', '\2', '\3'}) {
    const std::string password = std::string(1, round) + std::string(passphrase);
    Bytes salt = prefix;
    append(salt, right);
    Bytes key(right.size());
    EXPECT_EQ(PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), salt.data(),
                                static_cast<int>(salt.size()), iterations, EVP_sha256(),
                                static_cast<int>(key.size()), key.data()),
              1);
    for (std::size_t at = 0; at < key.size(); ++at) key[at] ^= left[at];
    left = right;
    right = key;
  }
  Bytes encrypted = right;
  append(encrypted, left);
  return encrypted;
}

const Bytes kSecret = hex_bytes("00112233445566778899aabbccddeeff00112233445566778899aabbccddee");

TEST(Feistel, IsThatOfOpensslsPbkdf2) {
  const SecretBytes passphrase = secret_of(to_bytes("TREZOR"));
  const Bytes secret(kSecret.begin(), kSecret.begin() + 18);
  const auto extendable = encrypt_secret(secret_of(secret), {0, true, 0x7abc, &passphrase});
  ASSERT_THAT(extendable, IsOk());
  EXPECT_TRUE(equal_ct(*extendable, secret_of(by_openssl(secret, "TREZOR", {}, 2500))));
  const auto bound = encrypt_secret(secret_of(secret), {1, false, 0x7abc, nullptr});
  ASSERT_THAT(bound, IsOk());
  EXPECT_TRUE(
      equal_ct(*bound, secret_of(by_openssl(secret, "", hex_bytes("7368616d69727abc"), 5000))));
}

TEST(Feistel, DecryptingGivesTheSecretBack) {
  for (const std::size_t size_bytes : {2U, 16U, 32U, 64U}) {
    const SecretBytes secret = SecretBytes::random(size_bytes).value();
    const CipherTerms terms{0, true, 17, nullptr};
    const SecretBytes encrypted = encrypt_secret(secret, terms).value();
    EXPECT_FALSE(equal_ct(encrypted, secret));
    EXPECT_TRUE(equal_ct(decrypt_secret(encrypted, terms).value(), secret));
  }
}

TEST(Feistel, AnotherPassphraseOrExponentGivesAnotherSecret) {
  const SecretBytes secret = SecretBytes::random(16).value();
  const SecretBytes encrypted = encrypt_secret(secret, {}).value();
  const SecretBytes other = secret_of(to_bytes("other"));
  EXPECT_FALSE(equal_ct(decrypt_secret(encrypted, {0, true, 0, &other}).value(), secret));
  EXPECT_FALSE(equal_ct(decrypt_secret(encrypted, {1, true, 0, nullptr}).value(), secret));
}

TEST(Feistel, TheIdentifierCountsOnlyIfTheShareIsNotExtendable) {
  const SecretBytes secret = SecretBytes::random(16).value();
  EXPECT_TRUE(equal_ct(encrypt_secret(secret, {0, true, 1, nullptr}).value(),
                       encrypt_secret(secret, {0, true, 2, nullptr}).value()));
  EXPECT_FALSE(equal_ct(encrypt_secret(secret, {0, false, 1, nullptr}).value(),
                        encrypt_secret(secret, {0, false, 2, nullptr}).value()));
}

TEST(Feistel, AnEmptyPassphraseIsNone) {
  const SecretBytes secret = SecretBytes::random(16).value();
  const SecretBytes empty;
  EXPECT_TRUE(equal_ct(encrypt_secret(secret, {0, true, 0, &empty}).value(),
                       encrypt_secret(secret, {}).value()));
}

TEST(Feistel, APassphraseIsOfPrintableAscii) {
  const SecretBytes secret = SecretBytes::random(16).value();
  for (const char* right : {" ", "~", "two words"}) {
    const SecretBytes passphrase = secret_of(to_bytes(right));
    EXPECT_THAT(encrypt_secret(secret, {0, true, 0, &passphrase}), IsOk());
  }
  for (const char* wrong : {"\x1f", "\x7f", "tab\t", "\xc3\xa9"}) {
    const SecretBytes passphrase = secret_of(to_bytes(wrong));
    EXPECT_THAT(encrypt_secret(secret, {0, true, 0, &passphrase}),
                FailsSaying(Code::kBadInput, "printable ASCII"));
  }
}

TEST(Feistel, AnOddOrEmptySecretAndOneOfMoreThanTwoBlocksAreRefused) {
  for (const std::size_t size_bytes : {0U, 1U, 17U, 66U}) {
    const SecretBytes secret = SecretBytes::random(size_bytes).value();
    EXPECT_THAT(encrypt_secret(secret, {}), FailsWith(Code::kBadInput)) << size_bytes;
    EXPECT_THAT(decrypt_secret(secret, {}), FailsWith(Code::kBadInput)) << size_bytes;
  }
}

TEST(Feistel, AnExponentPastFifteenIsRefused) {
  EXPECT_THAT(encrypt_secret(SecretBytes::random(16).value(), {16, true, 0, nullptr}),
              FailsSaying(Code::kBadInput, "at most 15"));
}

}  // namespace feistel_test
}  // namespace pyx::shares
