#include "base/key_type.h"

#include <algorithm>
#include <array>

namespace pyx {
namespace {

template <class Enum>
struct Name {
  Enum value;
  std::string_view text;
};

constexpr std::array kKeyTypes = {
    Name<KeyType>{KeyType::kRsa2048, "rsa-2048"},
    Name<KeyType>{KeyType::kRsa3072, "rsa-3072"},
    Name<KeyType>{KeyType::kRsa4096, "rsa-4096"},
    Name<KeyType>{KeyType::kP256, "p-256"},
    Name<KeyType>{KeyType::kP384, "p-384"},
    Name<KeyType>{KeyType::kEd25519, "ed25519"},
    Name<KeyType>{KeyType::kGenericSecret, "generic-secret"},
    Name<KeyType>{KeyType::kAes256, "aes-256"},
};
constexpr std::array kPurposes = {
    Name<Purpose>{Purpose::kSign, "sign"},         Name<Purpose>{Purpose::kBlindSign, "blind-sign"},
    Name<Purpose>{Purpose::kMac, "mac"},           Name<Purpose>{Purpose::kEncrypt, "encrypt"},
    Name<Purpose>{Purpose::kCoin, "coin"},         Name<Purpose>{Purpose::kCoinSeed, "coin-seed"},
    Name<Purpose>{Purpose::kEnvelope, "envelope"}, Name<Purpose>{Purpose::kAnswer, "answer"},
};
constexpr std::array kSchemes = {
    Name<Scheme>{Scheme::kRsaPssSha256, "rsa-pss-sha256"},
    Name<Scheme>{Scheme::kRsaBlind, "rsa-blind"},
    Name<Scheme>{Scheme::kEcdsaSha256, "ecdsa-sha256"},
    Name<Scheme>{Scheme::kEcdsaSha384, "ecdsa-sha384"},
    Name<Scheme>{Scheme::kEd25519, "ed25519"},
    Name<Scheme>{Scheme::kHmacSha256, "hmac-sha256"},
};

// "?" can stand for no value: nothing reads it back.
template <class Enum, std::size_t kSize>
std::string_view text_of(const std::array<Name<Enum>, kSize>& names, Enum value) {
  const auto* const found = std::ranges::find(names, value, &Name<Enum>::value);
  return found == names.end() ? "?" : found->text;
}

template <class Enum, std::size_t kSize>
std::optional<Enum> value_of(const std::array<Name<Enum>, kSize>& names, std::string_view text) {
  const auto* const found = std::ranges::find(names, text, &Name<Enum>::text);
  if (found == names.end()) return std::nullopt;
  return found->value;
}

std::optional<Scheme> signing_scheme(KeyType type) {
  switch (type) {
    case KeyType::kRsa2048:
    case KeyType::kRsa3072:
    case KeyType::kRsa4096:
      return Scheme::kRsaPssSha256;
    case KeyType::kP256:
      return Scheme::kEcdsaSha256;
    case KeyType::kP384:
      return Scheme::kEcdsaSha384;
    case KeyType::kEd25519:
      return Scheme::kEd25519;
    case KeyType::kGenericSecret:
    case KeyType::kAes256:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_text(KeyType type) { return text_of(kKeyTypes, type); }
std::string_view to_text(Purpose purpose) { return text_of(kPurposes, purpose); }
std::string_view to_text(Scheme scheme) { return text_of(kSchemes, scheme); }

std::optional<KeyType> key_type_from(std::string_view text) { return value_of(kKeyTypes, text); }
std::optional<Purpose> purpose_from(std::string_view text) { return value_of(kPurposes, text); }
std::optional<Scheme> scheme_from(std::string_view text) { return value_of(kSchemes, text); }

bool is_rsa(KeyType type) {
  return type == KeyType::kRsa2048 || type == KeyType::kRsa3072 || type == KeyType::kRsa4096;
}

bool is_asymmetric(KeyType type) { return signing_scheme(type).has_value(); }

bool is_wrappable(KeyType type) { return type != KeyType::kEd25519; }

std::optional<Scheme> scheme_of(KeyType type, Purpose purpose) {
  switch (purpose) {
    case Purpose::kSign:
    case Purpose::kAnswer:
      return signing_scheme(type);
    case Purpose::kBlindSign:
      if (is_rsa(type)) return Scheme::kRsaBlind;
      return std::nullopt;
    case Purpose::kMac:
    case Purpose::kCoin:
    case Purpose::kCoinSeed:
      if (type == KeyType::kGenericSecret) return Scheme::kHmacSha256;
      return std::nullopt;
    case Purpose::kEncrypt:
    case Purpose::kEnvelope:
      return std::nullopt;
  }
  return std::nullopt;
}

bool fits(KeyType type, Purpose purpose) {
  if (purpose == Purpose::kEncrypt) return type == KeyType::kAes256;
  if (purpose == Purpose::kEnvelope) return type == KeyType::kP256;
  return scheme_of(type, purpose).has_value();
}

}  // namespace pyx
