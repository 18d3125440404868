#include "pkcs11/decryption.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <optional>

#include "base/held.h"
#include "base/reveal.h"
#include "pkcs11/public_half.h"
#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_nss.h"
#include "tests/pkcs11/on_person_token.h"

namespace pyx::pkcs11 {
namespace decryption_test {

using Key = Held<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Held<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;

const Bytes kMessage = to_bytes("a content key of thirty-two byte");

Bytes revealed(const SecretBytes& secret) {
  const ByteView bytes = secret.reveal(reveal());
  return {bytes.begin(), bytes.end()};
}

// By OpenSSL, with the public key alone.
Bytes encrypted_to(const PublicKey& key, const EVP_MD* digest = EVP_sha256()) {
  const std::uint8_t* der = key.spki().data();
  const Key theirs(d2i_PUBKEY(nullptr, &der, static_cast<long>(key.spki().size())));
  const KeyContext context(EVP_PKEY_CTX_new(theirs.get(), nullptr));
  Bytes sealed(key.rsa_modulus_bytes());
  std::size_t size = sealed.size();
  if (EVP_PKEY_encrypt_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) != 1 ||
      EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), digest) != 1 ||
      EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), digest) != 1 ||
      EVP_PKEY_encrypt(context.get(), sealed.data(), &size, kMessage.data(), kMessage.size()) != 1)
    throw std::runtime_error("OpenSSL cannot encrypt");
  return sealed;
}
Result<void> nobody_is_asked() { return {}; }

// A pair as another program makes it, with its public half.
struct Pair {
  CK_OBJECT_HANDLE handle = CK_INVALID_HANDLE;
  PublicKey half;
};
Pair rsa_pair(const Session& session, CK_ATTRIBUTE_TYPE use = CKA_DECRYPT,
              KeyType type = KeyType::kRsa2048) {
  const MadePair made = make_pair_on(session, type, Bytes{7}, "bob", false, use);
  return {made.private_key, must(read_public_half(session, PublicKeyHandle{made.public_key}))};
}
Result<SecretBytes> opened(const Session& session, const Pair& pair, const Bytes& sealed) {
  return decrypt_oaep(session, pair.handle, pair.half, sealed, nobody_is_asked);
}

class DecryptionOnSoftHsm : public OnSession {};
class DecryptionOnNss : public OnNss {};

// Its module does OAEP with SHA-1 only: the padding is taken off here.
TEST_F(DecryptionOnSoftHsm, OpensWhatOpensslEncryptsWithEachLengthOfKey) {
  for (const KeyType type : {KeyType::kRsa2048, KeyType::kRsa3072}) {
    const MadePair made = make_pair_on(session_, type, Bytes{static_cast<std::uint8_t>(type)},
                                       "bob", false, CKA_DECRYPT);
    const Pair pair{made.private_key,
                    must(read_public_half(session_, PublicKeyHandle{made.public_key}))};
    const auto plain = opened(session_, pair, encrypted_to(pair.half));
    ASSERT_THAT(plain, IsOk()) << to_text(type);
    EXPECT_EQ(revealed(*plain), kMessage);
  }
}
// Its module does it with SHA-256: nothing of the padding comes out.
TEST_F(DecryptionOnNss, OpensWhatOpensslEncrypts) {
  const Pair pair = rsa_pair(session_);
  const auto plain = opened(session_, pair, encrypted_to(pair.half));
  ASSERT_THAT(plain, IsOk());
  EXPECT_EQ(revealed(*plain), kMessage);
  EXPECT_FALSE(opened(session_, pair, encrypted_to(pair.half, EVP_sha1())).ok());
}
TEST_F(DecryptionOnSoftHsm, WhatIsEncryptedOtherwiseOrToAnotherIsRefused) {
  const Pair pair = rsa_pair(session_);
  EXPECT_THAT(opened(session_, pair, encrypted_to(pair.half, EVP_sha1())),
              FailsWith(Code::kBadInput));
  Bytes other = encrypted_to(pair.half);
  other[200] ^= 1U;
  EXPECT_THAT(opened(session_, pair, other), FailsWith(Code::kBadInput));
}
// SoftHSM2 ends the process at an input that is one byte too long.
TEST_F(DecryptionOnSoftHsm, ANumberThatIsNotBelowTheModulusNeverReachesTheModule) {
  const Pair pair = rsa_pair(session_);
  for (const std::size_t size : {std::size_t{0}, std::size_t{255}, std::size_t{257}})
    EXPECT_THAT(opened(session_, pair, Bytes(size, 1)), FailsWith(Code::kBadInput)) << size;
  EXPECT_THAT(opened(session_, pair, Bytes(256, 0xff)), FailsWith(Code::kBadInput));
}
TEST_F(DecryptionOnSoftHsm, AKeyThatMayOnlySignSaysSo) {
  const Pair pair = rsa_pair(session_, CKA_SIGN);
  EXPECT_THAT(opened(session_, pair, encrypted_to(pair.half)),
              FailsWithCkr(CKR_KEY_FUNCTION_NOT_PERMITTED));
}
TEST_F(DecryptionOnSoftHsm, WhoeverMustConfirmIsAskedOnceAndHisNoStands) {
  const Pair pair = rsa_pair(session_);
  int asked = 0;
  const auto no = [&]() -> Result<void> {
    ++asked;
    return error(Code::kAskPerson, "no");
  };
  EXPECT_THAT(decrypt_oaep(session_, pair.handle, pair.half, encrypted_to(pair.half), no),
              FailsWith(Code::kAskPerson));
  EXPECT_EQ(asked, 1);
}

}  // namespace decryption_test
}  // namespace pyx::pkcs11
