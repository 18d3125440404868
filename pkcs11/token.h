// The one narrow interface to a token: plain values in, plain values out, batch by batch. No handle
// and no pointer of a module passes it, so that a module can run in a process of its own without
// any caller noticing.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/key_type.h"
#include "base/public_key.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "pkcs11/bench_report.h"
#include "pkcs11/probe_report.h"

namespace pyx::pkcs11 {

// What tells one token from another; labels are not identity. Source: CK_TOKEN_INFO, trailing
// blanks removed.
struct TokenIdentity {
  std::string serial;
  std::string model;
  std::string manufacturer;
  std::string label;  // shown to people, compared by nobody
};
bool same_token(const TokenIdentity& a, const TokenIdentity& b);  // serial, model and manufacturer

// Whether a key may leave the token, wrapped under another key.
enum class Wrapping {
  kNever,
  kUnderTrusted,  // for a backup: only under a wrap key that the SO called CKA_TRUSTED
};

// How a key came to its token.
enum class Origin {
  kGenerated,  // born there
  kBroughtIn,  // from a backup; from there it is never wrapped out, whatever its Wrapping says
};

struct KeySpec {
  Uuid id;  // becomes CKA_ID, 16 bytes
  KeyType type;
  Purpose purpose;
  std::string label;  // CKA_LABEL, for people
  // What the policy accepts that the token does not enforce: the attributes behind these rules are
  // asked for if the token takes them, and not judged when they are read back.
  std::vector<TokenRule> exceptions = {};
  Wrapping wrapping = Wrapping::kNever;
  Origin origin = Origin::kGenerated;
};

// One attribute as the token read it back.
struct Attribute {
  std::string name;   // "CKA_SENSITIVE"
  std::string value;  // "true", "CKM_ECDSA", hex for bytes
};

struct KeyFacts {
  Uuid id;
  KeyType type = KeyType::kP256;
  Purpose purpose = Purpose::kSign;
  std::optional<PublicKey> public_key;  // of an asymmetric key
  std::vector<Attribute> attributes;    // of the private or secret key, as read back
};

struct ObjectFacts {
  std::string object_class;  // "CKO_PRIVATE_KEY", …
  Bytes cka_id;
  std::string label;
};

// What keeps a key to its scheme, or to ECDH. kByPolicy: the profile accepts a token that does not
// (allowed-mechanisms), so that what is asked for stands for it.
enum class SchemeFixed { kOnToken, kByPolicy };

struct SignJob {
  Uuid key;
  Scheme scheme;
  // kRsaPssSha256, kEcdsaSha256: the 32-byte digest; kEcdsaSha384: the 48-byte digest; kEd25519,
  // kHmacSha256: the message; kRsaBlind: the element, as long as the modulus and below it.
  ByteView input;
  SchemeFixed fixed = SchemeFixed::kOnToken;
};

// What a failed answer says about the token itself.
enum class Health {
  kGood,        // nothing: the answer is about what was asked for
  kFailing,     // the device or a session failed
  kGone,        // it is away, or its module was shut down: open it anew
  kPinRefused,  // a person must see to it; never try again by yourself
  kOtherToken,  // TOKEN-BOUND
};
Health health_after(const Error& answer);

// Threads: every member may be called from several threads at a time.
// Errors common to all: kToken (permanent) or kRetry (the session or token went away and is being
// reopened), with CKR and call; kAskPerson with CKR_PIN_INCORRECT, CKR_PIN_LOCKED, after which no
// further login is tried.
class Token {
 public:
  virtual ~Token() = default;

  virtual const TokenIdentity& identity() const = 0;

  // Makes a key as strict as KEY-READBACK demands (docs/controls.md), reads its attributes back and
  // compares; what differs is destroyed again. Errors: kBadInput (type, purpose and wrapping do not
  // fit each other); kConflict if an object with this CKA_ID is there; kRefused with KEY-READBACK.
  virtual Result<KeyFacts> generate(const KeySpec& spec) = 0;
  // Reads a key's attributes from the token again and compares them in the same way. Errors:
  // kNotFound; kConflict if the CKA_ID names more than one key or a public half without its private
  // one; kRefused with KEY-READBACK.
  virtual Result<KeyFacts> inspect(const KeySpec& spec) = 0;
  // Every object that the user sees. For reconciliation, never on the way of a request.
  virtual Result<std::vector<ObjectFacts>> objects() = 0;
  // Destroys all objects with this CKA_ID and looks again: none is left. No object at all is
  // success. Errors: kToken.
  virtual Result<void> destroy(const Uuid& id) = 0;

  // All results or none, in the order of the jobs: RSA as long as the modulus, ECDSA as r || s,
  // Ed25519 64 bytes, HMAC 32. Inputs of a wrong size or range are refused before any call to the
  // module. A key's handle is found once and kept. Errors: kNotFound (no such key), kBadInput
  // (input does not fit the scheme), kRefused with SIGN-CHECKED (the scheme is not the key's, or
  // neither the token nor the policy fixes the key to one). A raw RSA result was checked with the
  // public key.
  virtual Result<std::vector<Bytes>> sign(std::span<const SignJob> jobs) = 0;

  // ECDH with a key for envelopes: for each peer, an uncompressed point of P-256 (65 bytes), the x
  // of private key * peer (32 bytes, CKM_ECDH1_DERIVE without a KDF), in the order of the peers.
  // All or none. `fixed` as in SignJob. Errors: kBadInput, before any call to the module, for a
  // peer that is no such point, and which; kNotFound; kRefused with SIGN-CHECKED if it is another
  // kind of key, or neither the token nor the policy fixes it. A Token that stands for no device
  // refuses.
  virtual Result<std::vector<SecretBytes>> agree(const Uuid& key, std::span<const Bytes> peers,
                                                 SchemeFixed fixed);

  // By which a key for encryption shows that it is itself (pkcs11/key_check.h): SHA-256 of what it
  // makes of `message`. `fixed` as in SignJob. Errors: kNotFound; kRefused with SIGN-CHECKED if it
  // is another kind of key, or neither the token nor the policy fixes it. A Token that stands for
  // no device refuses.
  virtual Result<Sha256> check_by_encryption(const Uuid& key, ByteView message, SchemeFixed fixed);

  // From the token's generator, 1 to 1024 bytes. A Token that stands for no device refuses. Source:
  // PKCS#11 v3.1, C_GenerateRandom.
  virtual Result<SecretBytes> random(std::size_t size_bytes);

  // The marker binds a token to a vault: one private data object, application "pyx", label "pyx
  // vault".
  virtual Result<std::optional<Bytes>> read_marker() = 0;  // nothing if there is none
  virtual Result<void> write_marker(
      ByteView value) = 0;  // kConflict if there is one with another value
  // Of a binding that was given up. None there is success. kConflict if there is one with another
  // value. A Token that stands for no device refuses.
  virtual Result<void> destroy_marker(ByteView value);

  // Anchors: small private data objects, application "pyx", label "pyx anchor". After a crash there
  // may be several. A Token that stands for no device has none, and refuses to write one.
  virtual Result<std::vector<Bytes>> read_anchors();
  // Makes a new one, reads it back, then destroys the others: at any time at least one is there.
  virtual Result<void> write_anchor(ByteView value);

  // Finds out by doing which rules the token enforces and, with kAll, what else it can; with
  // throw-away keys, and leaves no object behind.
  virtual Result<ProbeReport> probe(ProbeScope scope) = 0;

  // Measures one kind of key, see pkcs11/bench.h. A Token that stands for no device refuses.
  virtual Result<std::vector<BenchLine>> bench(const BenchPlan& plan);
};

}  // namespace pyx::pkcs11
