#include "custody/client/blind_rsa.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <array>
#include <memory>

#include "base/random.h"
#include "base/reveal.h"
#include "base/sha256.h"

namespace pyx::client {
namespace {

constexpr std::size_t kHashBytes = 48;
constexpr std::size_t kPrefixBytes = 32;
constexpr std::uint8_t kPssTrailer = 0xbc;

struct Free {
  void operator()(BIGNUM* number) const { BN_clear_free(number); }
  void operator()(BN_CTX* context) const { BN_CTX_free(context); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

std::size_t salt_bytes(BlindVariant variant) {
  const bool salted =
      variant == BlindVariant::kPssRandomized || variant == BlindVariant::kPssDeterministic;
  return salted ? kHashBytes : 0;
}
bool randomized(BlindVariant variant) {
  return variant == BlindVariant::kPssRandomized || variant == BlindVariant::kPssZeroRandomized;
}

Owned<EVP_PKEY> evp_key(const PublicKey& key) {
  const unsigned char* at = key.spki().data();
  return Owned<EVP_PKEY>(d2i_PUBKEY(nullptr, &at, static_cast<long>(key.spki().size())));
}

Owned<BIGNUM> number(ByteView big_endian) {
  return Owned<BIGNUM>(
      BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), BN_secure_new()));
}

// The key's n and e, and a context for numbers that are secret.
struct Ring {
  Owned<BIGNUM> n, e;
  Owned<BN_CTX> context;
  int bytes = 0;

  static Result<Ring> of(const PublicKey& key) {
    if (!is_rsa(key.type())) return error(Code::kBadInput, "blind signatures need an RSA key");
    const Owned<EVP_PKEY> evp = evp_key(key);
    BIGNUM* n = nullptr;
    BIGNUM* e = nullptr;
    if (evp) {
      EVP_PKEY_get_bn_param(evp.get(), OSSL_PKEY_PARAM_RSA_N, &n);
      EVP_PKEY_get_bn_param(evp.get(), OSSL_PKEY_PARAM_RSA_E, &e);
    }
    Ring ring{Owned<BIGNUM>(n), Owned<BIGNUM>(e), Owned<BN_CTX>(BN_CTX_secure_new()),
              static_cast<int>(key.rsa_modulus_bytes())};
    if (!ring.n || !ring.e || !ring.context) return error(Code::kBug, "OpenSSL: no RSA numbers");
    return ring;
  }
  Owned<BIGNUM> product(const BIGNUM* a, const BIGNUM* b) const {
    Owned<BIGNUM> out(BN_secure_new());
    return out && BN_mod_mul(out.get(), a, b, n.get(), context.get()) == 1 ? std::move(out)
                                                                           : nullptr;
  }
  Owned<BIGNUM> inverse(BIGNUM* a) const {
    BN_set_flags(a, BN_FLG_CONSTTIME);
    return Owned<BIGNUM>(BN_mod_inverse(nullptr, a, n.get(), context.get()));
  }
  Owned<BIGNUM> to_the_e(const BIGNUM* a) const {
    Owned<BIGNUM> out(BN_secure_new());
    return out && BN_mod_exp(out.get(), a, e.get(), n.get(), context.get()) == 1 ? std::move(out)
                                                                                 : nullptr;
  }
  bool coprime(const BIGNUM* a) const {
    const Owned<BIGNUM> gcd(BN_new());
    return gcd && BN_gcd(gcd.get(), a, n.get(), context.get()) == 1 && BN_is_one(gcd.get()) == 1;
  }
  Result<Bytes> fixed_size(const BIGNUM* a) const {
    Bytes out(static_cast<std::size_t>(bytes));
    if (a == nullptr || BN_bn2binpad(a, out.data(), bytes) != bytes) {
      return error(Code::kBug, "OpenSSL: the number does not fit");
    }
    return out;
  }
};

// RFC 8017 appendix B.2.1, with SHA-384.
void mask_with_mgf1(std::span<std::uint8_t> out, ByteView seed) {
  for (std::uint32_t counter = 0; counter * kHashBytes < out.size(); ++counter) {
    Bytes input(seed.begin(), seed.end());
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
      input.push_back(static_cast<std::uint8_t>(counter >> shift));
    }
    const auto block = sha384(input);
    for (std::size_t i = 0; i < kHashBytes && counter * kHashBytes + i < out.size(); ++i) {
      out[counter * kHashBytes + i] ^= block[i];
    }
  }
}

// A uniformly random unit of the ring (RFC 9474 section 4.2, step 6).
Result<SecretBytes> random_inverse(const Ring& ring) {
  PYX_ASSIGN(SecretBytes out, SecretBytes::zeroed(static_cast<std::size_t>(ring.bytes)));
  const Owned<BIGNUM> drawn(BN_secure_new());
  do {
    if (!drawn || BN_priv_rand_range(drawn.get(), ring.n.get()) != 1) {
      return error(Code::kBug, "OpenSSL: no random number");
    }
  } while (BN_is_zero(drawn.get()) == 1);
  if (BN_bn2binpad(drawn.get(), out.reveal_mutable(reveal()).data(), ring.bytes) != ring.bytes) {
    return error(Code::kBug, "OpenSSL: the number does not fit");
  }
  return out;
}

}  // namespace

namespace internal {

Bytes prepare_with(BlindVariant variant, ByteView message, ByteView prefix) {
  Bytes prepared;
  if (randomized(variant)) append(prepared, prefix);
  append(prepared, message);
  return prepared;
}

Result<Bytes> emsa_pss_encode(ByteView message, ByteView salt, std::size_t em_bytes) {
  if (em_bytes < kHashBytes + salt.size() + 2) {
    return error(Code::kBadInput, "the modulus is too short for the encoding");
  }
  constexpr std::size_t kZeros = 8;
  Bytes to_hash(kZeros);
  append(to_hash, sha384(message));
  append(to_hash, salt);
  const auto hash = sha384(to_hash);
  Bytes encoded(em_bytes);
  const std::size_t db_bytes = em_bytes - kHashBytes - 1;
  encoded[db_bytes - salt.size() - 1] = 0x01;
  std::ranges::copy(salt, encoded.begin() + static_cast<std::ptrdiff_t>(db_bytes - salt.size()));
  mask_with_mgf1(std::span(encoded).first(db_bytes), hash);
  encoded.front() &= 0x7f;
  std::ranges::copy(hash, encoded.begin() + static_cast<std::ptrdiff_t>(db_bytes));
  encoded.back() = kPssTrailer;
  return encoded;
}

Result<Blinded> blind_with(BlindVariant /*variant*/, const PublicKey& key, ByteView prepared,
                           ByteView salt, SecretBytes inverse) {
  PYX_ASSIGN(const Ring ring, Ring::of(key));
  PYX_ASSIGN(const Bytes encoded,
             emsa_pss_encode(prepared, salt, static_cast<std::size_t>(ring.bytes)));
  const Owned<BIGNUM> m = number(encoded);
  if (!m || !ring.coprime(m.get())) return error(Code::kBadInput, "the message is no unit mod n");
  const Owned<BIGNUM> inv = number(inverse.reveal(reveal()));
  const Owned<BIGNUM> r = inv ? ring.inverse(inv.get()) : nullptr;
  const Owned<BIGNUM> x = r ? ring.to_the_e(r.get()) : nullptr;
  const Owned<BIGNUM> z = x ? ring.product(m.get(), x.get()) : nullptr;
  if (!z) return error(Code::kBug, "OpenSSL: the message was not blinded");
  PYX_ASSIGN(Bytes element, ring.fixed_size(z.get()));
  return Blinded{std::move(element), std::move(inverse)};
}

}  // namespace internal

std::string_view to_text(BlindVariant variant) {
  switch (variant) {
    case BlindVariant::kPssRandomized:
      return "RSABSSA-SHA384-PSS-Randomized";
    case BlindVariant::kPssZeroRandomized:
      return "RSABSSA-SHA384-PSSZERO-Randomized";
    case BlindVariant::kPssDeterministic:
      return "RSABSSA-SHA384-PSS-Deterministic";
    case BlindVariant::kPssZeroDeterministic:
      return "RSABSSA-SHA384-PSSZERO-Deterministic";
  }
  return {};
}

Bytes prepare(BlindVariant variant, ByteView message) {
  std::array<std::uint8_t, kPrefixBytes> prefix{};
  if (randomized(variant)) fill_random(prefix);
  return internal::prepare_with(variant, message, prefix);
}

Result<Blinded> blind(BlindVariant variant, const PublicKey& key, ByteView prepared) {
  PYX_ASSIGN(const Ring ring, Ring::of(key));
  PYX_ASSIGN(SecretBytes inverse, random_inverse(ring));
  Bytes salt(salt_bytes(variant));
  fill_random(salt);
  return internal::blind_with(variant, key, prepared, salt, std::move(inverse));
}

Result<Bytes> finalize(BlindVariant variant, const PublicKey& key, ByteView prepared,
                       ByteView blind_signature, const SecretBytes& inverse) {
  PYX_ASSIGN(const Ring ring, Ring::of(key));
  if (blind_signature.size() != static_cast<std::size_t>(ring.bytes) ||
      inverse.size_bytes() != blind_signature.size()) {
    return error(Code::kBadInput, "a blind signature is as long as the modulus");
  }
  const Owned<BIGNUM> z = number(blind_signature);
  const Owned<BIGNUM> inv = number(inverse.reveal(reveal()));
  const Owned<BIGNUM> s = z && inv ? ring.product(z.get(), inv.get()) : nullptr;
  PYX_ASSIGN(Bytes signature, ring.fixed_size(s.get()));
  if (!verify_unblinded(variant, key, prepared, signature)) {
    return refused("SIGN-CHECKED", "what came is no blind signature of this element");
  }
  return signature;
}

bool verify_unblinded(BlindVariant variant, const PublicKey& key, ByteView prepared,
                      ByteView signature) {
  if (!is_rsa(key.type())) return false;
  const Owned<EVP_PKEY> evp = evp_key(key);
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* parameters = nullptr;
  return evp && context &&
         EVP_DigestVerifyInit(context.get(), &parameters, EVP_sha384(), nullptr, evp.get()) == 1 &&
         EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, static_cast<int>(salt_bytes(variant))) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), prepared.data(),
                          prepared.size()) == 1;
}

}  // namespace pyx::client
