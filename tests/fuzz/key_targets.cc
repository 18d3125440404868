// Keys, certificates and signatures in ASN.1 and PEM.

#include <openssl/err.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>

#include "base/base64.h"
#include "base/ecdsa_signature.h"
#include "base/json.h"
#include "base/public_key.h"
#include "ceremony/officer_key.h"
#include "custody/server/peer_identity.h"
#include "pkcs11/private_key_info.h"
#include "tests/fuzz/target.h"

namespace pyx::fuzz {
namespace {

Bytes member(const json::object& jwk, std::string_view name) {
  const auto& text = jwk.at(name).as_string();
  return from_base64url({text.data(), text.size()}).value();
}

// The key that another program would make of the JSON Web Key.
PublicKey from_jwk(const PublicKey& key) {
  const json::object jwk = json::parse(key.jwk("kid")).value().as_object();
  if (is_rsa(key.type())) return PublicKey::from_rsa(member(jwk, "n"), member(jwk, "e")).value();
  if (key.type() == KeyType::kEd25519) return PublicKey::from_ed25519(member(jwk, "x")).value();
  Bytes point = {0x04};
  append(point, member(jwk, "x"));
  append(point, member(jwk, "y"));
  return PublicKey::from_ec_point(key.type(), point).value();
}

void is_one_key(const PublicKey& key) {
  must_hold(key.id() == sha256(key.spki()), "a key's id is the hash of its SPKI");
  const auto pem = PublicKey::from_pem(key.pem());
  must_hold(pem.ok() && pem->id() == key.id(), "PEM tells the same key");
  must_hold(from_jwk(key).id() == key.id(), "JWK tells the same key");
  must_hold(!key.verify(Scheme::kHmacSha256, {}, {}), "no public key checks a MAC");
}

}  // namespace

Outcome spki(ByteView input) {
  const auto key = PublicKey::from_spki(input);
  must_hold(ERR_peek_error() == 0, "OpenSSL's queue is left empty");
  if (!key) return Outcome::kRefused;
  must_hold(std::ranges::equal(key->spki(), input), "an SPKI is canonical");
  is_one_key(*key);
  return Outcome::kAccepted;
}

Outcome public_key_pem(ByteView input) {
  const auto key = PublicKey::from_pem(as_text(input));
  must_hold(ERR_peek_error() == 0, "OpenSSL's queue is left empty");
  if (!key) return Outcome::kRefused;
  is_one_key(*key);
  return Outcome::kAccepted;
}

// Whether a passphrase is asked for; the key itself is not opened, which takes a second.
Outcome officer_key_pem(ByteView input) {
  const auto looks_right = ceremony::check_encrypted_pem(input, "officer.key");
  must_hold(ERR_peek_error() == 0, "OpenSSL's queue is left empty");
  if (looks_right) return Outcome::kAccepted;
  must_hold(looks_right.error().message.starts_with("officer.key "), "the file is named");
  return Outcome::kRefused;
}

Outcome certificate(ByteView input) {
  const unsigned char* at = input.data();
  const std::unique_ptr<X509, void (*)(X509*)> read(
      d2i_X509(nullptr, &at, static_cast<long>(input.size())), X509_free);
  ERR_clear_error();
  if (!read) return Outcome::kRefused;
  const auto identity = server::peer_identity(read.get());
  if (!identity) {
    must_hold(identity.error().control == "CLIENT-PINNED", "who has no identity is not pinned");
    return Outcome::kRefused;
  }
  must_hold(
      !identity->san_uri.empty() &&
          std::ranges::all_of(identity->san_uri, [](char one) { return one > 0x20 && one < 0x7f; }),
      "a client's name is printable ASCII");
  return Outcome::kAccepted;
}

Outcome ecdsa_signature(ByteView input) {
  Outcome outcome = Outcome::kRefused;
  for (const std::size_t coordinate_bytes : {std::size_t{32}, std::size_t{48}}) {
    if (const auto fixed = ecdsa_der_to_p1363(input, coordinate_bytes)) {
      must_hold(fixed->size() == 2 * coordinate_bytes, "both numbers are as long as a coordinate");
      must_hold(std::ranges::equal(ecdsa_p1363_to_der(*fixed).value(), input),
                "DER writes a signature in one way");
      outcome = Outcome::kAccepted;
    }
  }
  if (const auto der = ecdsa_p1363_to_der(input)) {
    must_hold(std::ranges::equal(ecdsa_der_to_p1363(*der, input.size() / 2).value(), input),
              "the fixed form comes back");
    outcome = Outcome::kAccepted;
  }
  return outcome;
}

// What is inside a wrapped key. Changed bytes do not get so far: they are authenticated before.
Outcome private_key_info(ByteView input) {
  const auto read = pkcs11::read_private_key_info(input);
  if (!read) return Outcome::kRefused;
  const auto lies_within = [&](ByteView part) {
    return !part.empty() && part.data() >= input.data() &&
           part.data() + part.size() <= input.data() + input.size();
  };
  if (const auto* ec = std::get_if<pkcs11::EcPrivateKey>(&*read)) {
    must_hold(lies_within(ec->secret), "what is read lies in the input");
    must_hold(ec->secret.size() == (ec->curve == KeyType::kP256 ? 32U : 48U),
              "a secret is as long as its curve demands");
    return Outcome::kAccepted;
  }
  const auto& rsa = std::get<pkcs11::RsaPrivateKey>(*read);
  for (const ByteView number : {rsa.modulus, rsa.public_exponent, rsa.private_exponent, rsa.prime_1,
                                rsa.prime_2, rsa.exponent_1, rsa.exponent_2, rsa.coefficient}) {
    must_hold(lies_within(number), "what is read lies in the input");
    must_hold(number.front() != 0, "a number has no zero in front");
  }
  return Outcome::kAccepted;
}

}  // namespace pyx::fuzz
