#include "base/rsa_oaep.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <functional>

#include "base/held.h"
#include "base/reveal.h"
#include "base/sha256.h"
#include "tests/matchers.h"

namespace pyx {
namespace rsa_oaep_test {

using testing::FailsWith;
using testing::IsOk;

using Key = Held<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Held<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;

Bytes revealed(const SecretBytes& secret) {
  const ByteView bytes = secret.reveal(reveal());
  return {bytes.begin(), bytes.end()};
}
SecretBytes secret_of(Bytes bytes) { return SecretBytes::take(bytes).value(); }

// What OpenSSL pads and encrypts, and the block that comes out of its bare RSA.
class PaddedByOpenssl : public ::testing::Test {
 protected:
  Bytes block_of(const Bytes& message, const EVP_MD* digest = EVP_sha256(),
                 const EVP_MD* mask = EVP_sha256()) {
    const KeyContext seal(EVP_PKEY_CTX_new(key_.get(), nullptr));
    Bytes sealed(256);
    std::size_t size = sealed.size();
    EXPECT_EQ(EVP_PKEY_encrypt_init(seal.get()), 1);
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_padding(seal.get(), RSA_PKCS1_OAEP_PADDING), 1);
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_oaep_md(seal.get(), digest), 1);
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_mgf1_md(seal.get(), mask), 1);
    EXPECT_EQ(EVP_PKEY_encrypt(seal.get(), sealed.data(), &size, message.data(), message.size()),
              1);
    const KeyContext open(EVP_PKEY_CTX_new(key_.get(), nullptr));
    Bytes block(256);
    size = block.size();
    EXPECT_EQ(EVP_PKEY_decrypt_init(open.get()), 1);
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_padding(open.get(), RSA_NO_PADDING), 1);
    EXPECT_EQ(EVP_PKEY_decrypt(open.get(), block.data(), &size, sealed.data(), sealed.size()), 1);
    return block;
  }
  Key key_{EVP_RSA_gen(2048)};
};

TEST_F(PaddedByOpenssl, TheMessageComesOutWhateverItsLength) {
  // 256 - 2 * 32 - 2 bytes fit.
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{32}, std::size_t{190}}) {
    Bytes message(size, 0x01);
    const auto opened = oaep_message(secret_of(block_of(message)));
    ASSERT_THAT(opened, IsOk()) << size;
    EXPECT_EQ(revealed(*opened), message) << size;
  }
}
TEST_F(PaddedByOpenssl, AnotherHashOrMaskIsRefused) {
  const Bytes message = to_bytes("a key of thirty-two bytes, or so");
  EXPECT_THAT(oaep_message(secret_of(block_of(message, EVP_sha1()))), FailsWith(Code::kBadInput));
  EXPECT_THAT(oaep_message(secret_of(block_of(message, EVP_sha256(), EVP_sha1()))),
              FailsWith(Code::kBadInput));
}
TEST_F(PaddedByOpenssl, EveryChangedByteIsRefusedInTheSameWords) {
  const Bytes good = block_of(to_bytes("a key of thirty-two bytes, or so"));
  std::string words;
  for (std::size_t i = 0; i < good.size() - 32; ++i) {
    Bytes bad = good;
    bad[i] ^= 0x80;
    const auto opened = oaep_message(secret_of(bad));
    ASSERT_THAT(opened, FailsWith(Code::kBadInput)) << i;
    if (words.empty()) words = opened.error().message;
    EXPECT_EQ(opened.error().message, words);
  }
}
TEST(RsaOaep, ABlockThatIsTooShortOrHoldsNothingIsRefused) {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{65}, std::size_t{66}, std::size_t{256}})
    EXPECT_THAT(oaep_message(secret_of(Bytes(size, 0))), FailsWith(Code::kBadInput)) << size;
}

}  // namespace rsa_oaep_test
}  // namespace pyx
