#include "base/x25519.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "base/held.h"
#include "base/reveal.h"

namespace pyx::x25519 {
namespace {

using Key = Held<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Held<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;

Error openssl_failed(const char* what) {
  ERR_clear_error();
  return error(Code::kBug, std::string("OpenSSL cannot ") + what);
}

Error no_secret() { return error(Code::kBadInput, "the secret is no private key of X25519"); }
Error no_point() { return error(Code::kBadInput, "the public key is no point of X25519"); }

Result<Key> private_key(ByteView secret) {
  if (secret.size() != kSecretBytes) return no_secret();
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, secret.data(), secret.size()));
  if (!key) return openssl_failed("make an X25519 key");
  return key;
}

Result<Key> private_key(ByteView secret, ByteView point) {
  if (secret.size() != kSecretBytes) return no_secret();
  if (point.size() != kPointBytes) return no_point();
  const auto given = [](const char* name, ByteView bytes) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(bytes.data()),
                                             bytes.size());
  };
  OSSL_PARAM both[] = {given(OSSL_PKEY_PARAM_PRIV_KEY, secret),
                       given(OSSL_PKEY_PARAM_PUB_KEY, point), OSSL_PARAM_construct_end()};
  const KeyContext context(EVP_PKEY_CTX_new_id(EVP_PKEY_X25519, nullptr));
  EVP_PKEY* made = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_KEYPAIR, both) != 1) {
    return openssl_failed("make an X25519 key");
  }
  return Key(made);
}

// OpenSSL refuses the zeroes that a point of small order gives.
Result<void> multiply(EVP_PKEY* mine, ByteView others, std::span<std::uint8_t> to) {
  if (others.size() != kPointBytes) return no_point();
  const Key theirs(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, others.data(), others.size()));
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, mine, nullptr));
  if (!theirs || !context || EVP_PKEY_derive_init(context.get()) != 1 ||
      EVP_PKEY_derive_set_peer(context.get(), theirs.get()) != 1) {
    return openssl_failed("begin an X25519 agreement");
  }
  std::size_t written = to.size();
  if (EVP_PKEY_derive(context.get(), to.data(), &written) == 1 && written == kSharedBytes)
    return {};
  ERR_clear_error();
  return error(Code::kBadInput, "the public key is a point of X25519 of small order");
}

}  // namespace

bool is_point(ByteView point) {
  // Every secret is a multiple of 8, the order of the small ones: any shows them.
  static constexpr std::array<std::uint8_t, kSecretBytes> kAnySecret = {1};
  static const Result<Key> kAny = private_key(kAnySecret);
  std::array<std::uint8_t, kSharedBytes> shared{};
  return kAny && multiply(kAny->get(), point, shared).ok();
}

Result<Point> public_point(const SecretBytes& secret) {
  PYX_ASSIGN(const Key key, private_key(secret.reveal(reveal())));
  Point point{};
  std::size_t size = point.size();
  if (EVP_PKEY_get_raw_public_key(key.get(), point.data(), &size) != 1)
    return openssl_failed("give an X25519 key's public half");
  return point;
}

Result<SecretBytes> agree(const SecretBytes& secret, ByteView mine, ByteView others) {
  PYX_ASSIGN(const Key key, private_key(secret.reveal(reveal()), mine));
  PYX_ASSIGN(SecretBytes shared, SecretBytes::zeroed(kSharedBytes));
  PYX_TRY(multiply(key.get(), others, shared.reveal_mutable(reveal())));
  return shared;
}

}  // namespace pyx::x25519
