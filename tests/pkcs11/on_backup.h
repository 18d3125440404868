// Keys made on one SoftHSM2 token as keys with a backup are, wrapped there, and what brings them to
// another.
#pragma once

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/aes_kwp.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/p256.h"
#include "base/sha256.h"
#include "pkcs11/brought_in_key.h"
#include "pkcs11/key_wrapping.h"
#include "pkcs11/public_half.h"
#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {

inline SecretBytes new_wrap_key() { return must(SecretBytes::random(kWrapKeyBytes)); }

inline KeySpec split_spec(KeyType type, Purpose purpose) {
  KeySpec spec = spec_of(type, purpose);
  spec.wrapping = Wrapping::kUnderTrusted;
  return spec;
}

constexpr std::string_view kProofMessage = "pyx: a proof that is worth nothing";

// A key's input for the proof, and whether its answer is the right one.
struct ProofOf {
  explicit ProofOf(const KeySpec& of) : spec(of) {
    const Sha256 digest = sha256(kProofMessage);
    switch (spec.purpose) {
      case Purpose::kBlindSign:
        input = Bytes(256, 0x5a);
        input[0] = 0;
        break;
      case Purpose::kEnvelope: {
        peer = must(SecretBytes::random(p256::kSecretBytes));
        const auto point = must(p256::public_point(peer));
        input = {point.begin(), point.end()};
        break;
      }
      case Purpose::kMac:
      case Purpose::kCoin:
      case Purpose::kCoinSeed:
      case Purpose::kEncrypt:
        input = to_bytes(kProofMessage);
        break;
      default:
        input = {digest.begin(), digest.end()};
        if (spec.type == KeyType::kP384) {
          const auto longer = sha384(as_bytes(kProofMessage));
          input = {longer.begin(), longer.end()};
        }
    }
  }

  bool is_right(const std::optional<PublicKey>& key, ByteView answer) const {
    if (!key) return std::ranges::equal(answer, mac);
    if (spec.purpose == Purpose::kBlindSign) return key->verify_raw_rsa(input, answer);
    if (spec.purpose == Purpose::kEnvelope) {
      Bytes x(answer.begin(), answer.end());
      return equal_ct(must(p256::agree(peer, public_body(*key))), must(SecretBytes::take(x)));
    }
    const Scheme scheme = *scheme_of(spec.type, spec.purpose);
    if (is_rsa(spec.type)) return key->verify(scheme, as_bytes(kProofMessage), answer);
    const auto der = ecdsa_p1363_to_der(answer);
    return der && key->verify(scheme, as_bytes(kProofMessage), *der);
  }
  CheckAnswer check(const std::optional<PublicKey>& key) const {
    return [this, key](ByteView answer) -> Result<void> {
      if (is_right(key, answer)) return {};
      return refused("KEY-PROVEN", "the answer is not the key's");
    };
  }

  KeySpec spec;
  Bytes input;
  SecretBytes peer;  // of an envelope: the other side's secret
  Bytes mac;         // of a secret key: what it answered before it was wrapped
};

// Makes keys on a token, wraps them there, and gives them as a second token is to get them.
class OnBackup : public OnSoftHsm {
 protected:
  struct BackedUp {
    WrappedKey wrapped;
    std::unique_ptr<ProofOf> proof;
  };

  std::vector<BackedUp> back_up(const std::vector<std::pair<KeyType, Purpose>>& kinds) {
    std::vector<BackedUp> keys;
    std::vector<KeySpec> specs;
    {
      const auto token = open();
      for (const auto& [type, purpose] : kinds) {
        specs.push_back(split_spec(type, purpose));
        const KeyFacts facts = must(token->generate(specs.back()));
        auto proof = std::make_unique<ProofOf>(specs.back());
        if (type == KeyType::kGenericSecret) {
          const SignJob job{specs.back().id, Scheme::kHmacSha256, proof->input};
          proof->mac = must(token->sign({&job, 1})).front();
        }
        if (purpose == Purpose::kEncrypt) {
          const Sha256 value = must(
              token->check_by_encryption(specs.back().id, proof->input, SchemeFixed::kOnToken));
          proof->mac = {value.begin(), value.end()};
        }
        KeySpec brought_in = specs.back();
        brought_in.origin = Origin::kBroughtIn;
        keys.push_back({{brought_in, {}, facts.public_key}, std::move(proof)});
      }
    }
    const auto wrapped = must(wrap_keys(softhsm_token_.uri(), softhsm_token_.so_pin(),
                                        softhsm_token_.pin(), wrap_key_, specs));
    for (std::size_t i = 0; i < keys.size(); ++i) keys[i].wrapped.bytes = wrapped.keys[i];
    return keys;
  }
  BackedUp back_up(KeyType type, Purpose purpose) {
    return std::move(back_up({{type, purpose}}).front());
  }

  SecretBytes wrap_key_ = new_wrap_key();
};

// What a token that stands between the two may keep of a secret: raw or as hex digits.
inline bool holds(const std::filesystem::path& folder, ByteView secret) {
  const std::string hex = to_hex(secret);
  std::string upper = hex;
  for (char& digit : upper) digit = static_cast<char>(std::toupper(digit));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string content = pyx::to_text(must(read_file(entry.path())));
    for (const std::string_view form :
         {as_text(secret), std::string_view(hex), std::string_view(upper)}) {
      if (content.find(form) != std::string::npos) return true;
    }
  }
  return false;
}

}  // namespace pyx::pkcs11
