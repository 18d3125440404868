#include "custody/backups/key_proof.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "base/p256.h"
#include "base/reveal.h"
#include "custody/backups/proof_message.h"
#include "custody/signing/signing_input.h"

namespace pyx::custody {
namespace {

Error another_key(const KeyRecord& key, std::string_view what) {
  return refused("KEY-PROVEN", "what came back as key " + key.id.text() +
                                   " is another key: " + std::string(what));
}

// A point whose secret nobody keeps, and what the key must agree on with it.
struct Challenge {
  Bytes point;
  SecretBytes agreement;
};

Result<Challenge> challenge_for(const PublicKey& key) {
  // The SPKI of a P-256 key ends in its uncompressed point (RFC 5480).
  const Bytes& spki = key.spki();
  const ByteView point = ByteView(spki).last(p256::kPointBytes);
  PYX_ASSIGN(SecretBytes secret, SecretBytes::random(p256::kSecretBytes));
  // One of 2^32 draws is not below the order of the curve.
  while (!p256::is_secret(secret)) {
    PYX_ASSIGN(secret, SecretBytes::random(p256::kSecretBytes));
  }
  PYX_ASSIGN(const p256::Point peer, p256::public_point(secret));
  PYX_ASSIGN(SecretBytes agreement, p256::agree(secret, point));
  return Challenge{Bytes(peer.begin(), peer.end()), std::move(agreement)};
}

bool equal(ByteView a, ByteView b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

Result<KeyProof> KeyProof::of(const Sha256& vault, const KeyRecord& key, const Uuid& act,
                              const std::optional<Sha256>& check_value) {
  KeyProof proof(key, check_value);
  if (is_asymmetric(key.type) != key.public_key.has_value() ||
      is_asymmetric(key.type) == check_value.has_value())
    return error(Code::kBadInput, "key " + key.id.text() + " has nothing to be compared with");
  if (key.purpose == Purpose::kEnvelope) {
    PYX_ASSIGN(Challenge challenge, challenge_for(*key.public_key));
    proof.input_ = std::move(challenge.point);
    proof.agreement_ = std::move(challenge.agreement);
    return proof;
  }
  const auto scheme = key.scheme();
  if (key.purpose == Purpose::kEncrypt || scheme == Scheme::kHmacSha256) {
    proof.input_ = check_message(vault, key.id);
    return proof;
  }
  if (!scheme) {
    return error(Code::kBug,
                 "nothing is asked of a key of purpose " + std::string(to_text(key.purpose)));
  }
  proof.message_ = proof_message(vault, key.id, act);
  if (*scheme == Scheme::kRsaBlind)
    proof.message_ = proof_element(proof.message_, key.public_key->rsa_modulus_bytes());
  DigestRoom room;
  const ByteView input = signing_input(*scheme, proof.message_, room);
  proof.input_.assign(input.begin(), input.end());
  return proof;
}

Result<Bytes> KeyProof::signature_of(ByteView answer) const {
  const Scheme scheme = *key_.scheme();
  auto signature = signature_in_form(scheme, EcdsaForm::kDer, Bytes(answer.begin(), answer.end()));
  if (!signature) return another_key(key_, "its answer is no signature");
  if (!key_.public_key->verify(scheme, message_, *signature))
    return another_key(key_, "its signature does not verify with the recorded public key");
  return signature;
}

Result<ProvenKey> KeyProof::check(ByteView answer) const {
  ProvenKey proven;
  proven.key = key_.id;
  if (!agreement_.empty()) {
    if (!equal(answer, agreement_.reveal(reveal())))
      return another_key(key_, "it does not agree with the recorded public key");
    return proven;
  }
  if (check_value_) {
    if (!equal(answer, *check_value_))
      return another_key(key_, "its check value differs from the recorded one");
    return proven;
  }
  PYX_ASSIGN(proven.signature, signature_of(answer));
  return proven;
}

Result<Sha256> check_value_of(pkcs11::Token& token, const Sha256& vault, const KeyRecord& key) {
  const Bytes message = check_message(vault, key.id);
  const bool by_policy =
      std::ranges::find(key.exceptions, TokenRule::kAllowedMechanisms) != key.exceptions.end();
  const auto fixed = by_policy ? pkcs11::SchemeFixed::kByPolicy : pkcs11::SchemeFixed::kOnToken;
  if (key.purpose == Purpose::kEncrypt) return token.check_by_encryption(key.id, message, fixed);
  const std::vector<pkcs11::SignJob> jobs = {{key.id, Scheme::kHmacSha256, message, fixed}};
  PYX_ASSIGN(const std::vector<Bytes> answers, token.sign(jobs));
  Sha256 value{};
  if (answers.size() != 1 || answers.front().size() != value.size())
    return error(Code::kToken, "the token's HMAC does not have 32 bytes");
  std::ranges::copy(answers.front(), value.begin());
  return value;
}

}  // namespace pyx::custody
