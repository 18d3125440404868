// The words for keys that policies, tokens and custody share: type, purpose and signature scheme.
// Names only, no key.
#pragma once

#include <optional>
#include <string_view>

namespace pyx {

enum class KeyType {
  kRsa2048,
  kRsa3072,
  kRsa4096,
  kP256,
  kP384,
  kEd25519,
  kGenericSecret,
  kAes256
};

// SP 800-57 part 1, 5.2: one key, one purpose.
enum class Purpose {
  kSign,       // RSA: RSASSA-PSS; P-256, P-384: ECDSA; Ed25519: pure EdDSA
  kBlindSign,  // RSA only: RFC 9474 BlindSign, and nothing else
  kMac,        // generic secret only: HMAC-SHA256
  kEncrypt,    // AES-256 only: AES-GCM
  // A mint's own, used by its operations alone (custody/coins/), never for bytes that a caller
  // chose:
  kCoin,      // generic secret only: HMAC-SHA256, the tags of coins
  kCoinSeed,  // generic secret only: HMAC-SHA256, what coin ids are derived from
  kEnvelope,  // P-256 only: ECDH (CKM_ECDH1_DERIVE), which opens what was sealed to the mint
  kAnswer,    // as kSign: the issuer's statements
};

// What a signing key does with a request; follows from type and purpose.
enum class Scheme { kRsaPssSha256, kRsaBlind, kEcdsaSha256, kEcdsaSha384, kEd25519, kHmacSha256 };

std::string_view to_text(KeyType type);  // "rsa-2048" "rsa-3072" "rsa-4096" "p-256" "p-384"
                                         // "ed25519" "generic-secret" "aes-256"
std::string_view to_text(
    Purpose purpose);  // "sign" "blind-sign" "mac" "encrypt" "coin" "coin-seed" "envelope" "answer"
std::string_view to_text(Scheme scheme);  // "rsa-pss-sha256" "rsa-blind" "ecdsa-sha256"
                                          // "ecdsa-sha384" "ed25519" "hmac-sha256"
std::optional<KeyType> key_type_from(std::string_view text);
std::optional<Purpose> purpose_from(std::string_view text);
std::optional<Scheme> scheme_from(std::string_view text);
bool fits(KeyType type, Purpose purpose);
std::optional<Scheme> scheme_of(
    KeyType type, Purpose purpose);  // nothing for kEncrypt, kEnvelope or a pair that does not fit
bool is_rsa(KeyType type);
bool is_asymmetric(KeyType type);
// Whether a key of the type can be wrapped, and so have a backup. PKCS#11 v3.1 says it of all of
// them; tokens do not wrap Ed25519 private keys.
bool is_wrappable(KeyType type);

}  // namespace pyx
