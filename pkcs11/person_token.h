// A person's own token in this process, and the key on it with which he signs now and then, or
// opens what was sealed to him. A vault's token has another interface (pkcs11/token.h): its keys
// are Pyx's own and sign all day.
#pragma once

#include <memory>

#include "base/public_key.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "pkcs11/key_name.h"
#include "pkcs11/pin.h"
#include "pkcs11/token.h"
#include "pkcs11/token_uri.h"

namespace pyx::pkcs11 {

// How often a wrong PIN may still be shown. Source: PKCS#11 v3.1, CKF_USER_PIN_COUNT_LOW, ….
enum class PinTries { kNotTold, kFew, kOne, kNone };

struct PersonKey {
  PublicKey public_key;  // of a key that signs: Ed25519 or P-256
  Bytes id;              // CKA_ID
  std::string label;
  bool asks_each_time = false;  // CKA_ALWAYS_AUTHENTICATE: its holder is asked at each signature
  unsigned long handle = 0;     // of the private key; means something to this token only
};

// Threads: one at a time. Other tokens, of the same module too, may be open beside it: a module is
// initialised once in a process (pkcs11/module.h).
class PersonToken {
 public:
  // Loads the module and finds the one token that matches the URI. No login, no PIN.
  // Errors: kNotFound (no such module or token); kConflict (two tokens match); kBadInput (neither
  // serial nor label); kAskPerson (it has no user PIN yet, or says that the PIN is locked).
  static Result<PersonToken> find(const TokenUri& uri);
  PersonToken(PersonToken&&) noexcept;
  PersonToken& operator=(PersonToken&&) = delete;
  ~PersonToken();

  const TokenIdentity& identity() const;
  bool takes_pin_itself() const;  // CKF_PROTECTED_AUTHENTICATION_PATH: keys or a reader of its own
  PinTries pin_tries() const;

  // The public key of that name, if the token shows it without login. Errors: those of
  // find_named_public_key.
  Result<PublicKey> shown_key(const KeyName& name) const;

  enum class For { kSigning, kMakingKeys };
  // Once: a second call is kBug. A refused PIN is not tried again (trap 17).
  // Errors: kAskPerson (the PIN); kConflict if this process is logged in on the token already, so
  // that no PIN would be checked; what C_Login says.
  Result<void> log_in(Pin pin, For use);

  // All below need log_in. The first failure of the token ends the session: what comes after it is
  // kRetry, and one starts again with another PersonToken.

  // Errors: those of find_named_key and find_public_half; kBadInput if the key is of another type.
  Result<PersonKey> key(const KeyName& name);
  // The same for a key that opens what was sealed to the person: RSA, P-256 or P-384.
  Result<PersonKey> envelope_key(const KeyName& name);
  // Makes a key and has it sign once; one that cannot is destroyed again.
  // Errors: those of generate_named_key and sign.
  Result<PersonKey> make(KeyType type, const KeyName& name);
  // P-256: DER, over SHA-256; Ed25519: 64 bytes. Verified before it is returned: a wrong one can
  // give the key away, and a public half may be another key's.
  // Errors: kBadInput for a key of another type; kAskPerson (a PIN, a touch or a yes was wanted and
  // did not come); kToken with SIGN-CHECKED if the signature does not verify; what C_SignInit and
  // C_Sign say.
  Result<Bytes> sign(const PersonKey& key, ByteView message);
  // The x of private key * point, 32 or 48 bytes, to open what was sealed to the person
  // (agreement.h).
  //   key    P-256 or P-384 with CKA_DERIVE
  //   point  uncompressed, on the key's curve
  // Errors: kBadInput for another key, or a point that is none; those of agree_one.
  Result<SecretBytes> agree(const PersonKey& key, ByteView point);
  // By RSAES-OAEP with SHA-256 (decryption.h).
  //   key  RSA with CKA_DECRYPT
  // Errors: kBadInput for another key, and for what was not encrypted to this one; kAskPerson as in
  // sign; those of decrypt_oaep.
  Result<SecretBytes> decrypt(const PersonKey& key, ByteView encrypted);

 private:
  struct Parts;
  explicit PersonToken(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace pyx::pkcs11
