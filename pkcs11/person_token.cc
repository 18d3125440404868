#include "pkcs11/person_token.h"

#include <p11-kit/pkcs11.h>

#include <optional>
#include <utility>

#include "base/ecdsa_signature.h"
#include "base/sha256.h"
#include "pkcs11/agreement.h"
#include "pkcs11/decryption.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/login.h"
#include "pkcs11/mechanism.h"
#include "pkcs11/module.h"
#include "pkcs11/named_key.h"
#include "pkcs11/named_key_generation.h"
#include "pkcs11/session.h"
#include "pkcs11/token_match.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::size_t kSignatureBytes = 64;  // of P-256 and of Ed25519
// No statement begins like this: what a statement's signature covers begins with "DSSEv1".
constexpr std::string_view kTrial = "pyx: a new key signs for the first time";

Result<Session> session_for(const Module& module, const TokenIdentity& identity) {
  PYX_ASSIGN(const CK_SLOT_ID slot, slot_of(module, identity));
  return Session::open(module, slot, Access::kReadOnly);
}

// Who takes his finger away, or says no on the token's own keys, is a person and no broken token.
Error after_signing(Error failed) {
  if (failed.ckr == CKR_FUNCTION_CANCELED || failed.ckr == CKR_FUNCTION_REJECTED) {
    failed.code = Code::kAskPerson;
    failed.message = "the token got no touch in time, or its holder said no on it";
  }
  return failed;
}

Result<Bytes> raw_signature(const Session& session, Login& login, const PersonKey& key,
                            Scheme scheme, ByteView input) {
  const Module& module = session.module();
  SignMechanism mechanism(scheme);
  PYX_TRY(
      from_ckr(module->C_SignInit(session.handle(), mechanism.get(), key.handle), "C_SignInit"));
  if (key.asks_each_time) PYX_TRY(login.confirm(session));
  Bytes signature(kSignatureBytes);
  CK_ULONG written = signature.size();
  PYX_TRY(from_ckr(module->C_Sign(session.handle(), const_cast<CK_BYTE_PTR>(input.data()),
                                  input.size(), signature.data(), &written),
                   "C_Sign"));
  if (written == signature.size()) return signature;
  return error(Code::kToken, "the token gave a signature of " + std::to_string(written) + " bytes");
}

Result<Bytes> checked_signature(const Session& session, Login& login, const PersonKey& key,
                                ByteView message) {
  const bool edwards = key.public_key.type() == KeyType::kEd25519;
  const Scheme scheme = edwards ? Scheme::kEd25519 : Scheme::kEcdsaSha256;
  const Sha256 digest = sha256(message);
  auto raw = raw_signature(session, login, key, scheme, edwards ? message : ByteView(digest));
  if (!raw) return after_signing(std::move(raw).error());
  Bytes signature = std::move(raw).value();
  if (!edwards) {
    auto der = ecdsa_p1363_to_der(signature);
    signature = der ? std::move(der).value() : Bytes{};
  }
  if (key.public_key.verify(scheme, message, signature)) return signature;
  Error fault = error(Code::kToken,
                      "the token's signature does not verify with the public key that it shows; "
                      "the signature is withheld");
  fault.control = "SIGN-CHECKED";
  return fault;
}

Result<PersonKey> any_key(const Session& session, const NamedKey& found) {
  PYX_ASSIGN(PublicKey public_key, find_public_half(session, found));
  return PersonKey{std::move(public_key), found.id, found.label, found.asks_each_time,
                   found.private_key};
}

Result<void> check_signs(const PersonKey& key) {
  const KeyType type = key.public_key.type();
  if (type == KeyType::kEd25519 || type == KeyType::kP256) return {};
  return error(Code::kBadInput,
               "an officer's key is ed25519 or p-256, not " + std::string(to_text(type)));
}

Result<PersonKey> person_key(const Session& session, const NamedKey& found) {
  PYX_ASSIGN(PersonKey key, any_key(session, found));
  PYX_TRY(check_signs(key));
  return key;
}

}  // namespace

struct PersonToken::Parts {
  Parts(Module loaded, TokenIdentity found, CK_FLAGS said)
      : module(std::move(loaded)), identity(std::move(found)), flags(said) {}

  Module module;
  TokenIdentity identity;
  CK_FLAGS flags;
  std::optional<Login> login;
  std::optional<Session> session;

  Result<const Session*> working_session() const {
    if (session) return &*session;
    return error(Code::kRetry, "the session on the token is over; start again");
  }
  // The state of a session after a failure is anybody's guess (trap 12).
  template <class T>
  Result<T> ending_session_on_failure(Result<T> outcome) {
    if (!outcome) session.reset();
    return outcome;
  }
};

PersonToken::PersonToken(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
PersonToken::PersonToken(PersonToken&&) noexcept = default;
PersonToken::~PersonToken() = default;

Result<PersonToken> PersonToken::find(const TokenUri& uri) {
  PYX_ASSIGN(Module module, Module::load(uri.module_path, uri.init_reserved));
  PYX_ASSIGN(SlotWithToken found, only_match(module, uri));
  CK_TOKEN_INFO info{};
  PYX_TRY(from_ckr(module->C_GetTokenInfo(found.slot, &info), "C_GetTokenInfo"));
  if ((info.flags & CKF_USER_PIN_INITIALIZED) == 0) {
    return error(Code::kAskPerson, "the token has no user PIN yet");
  }
  if ((info.flags & CKF_USER_PIN_LOCKED) != 0) {
    return error(Code::kAskPerson, "the token says that its user PIN is locked; none was tried");
  }
  return PersonToken(
      std::make_unique<Parts>(std::move(module), std::move(found.identity), info.flags));
}

const TokenIdentity& PersonToken::identity() const { return parts_->identity; }

bool PersonToken::takes_pin_itself() const {
  return (parts_->flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
}

PinTries PersonToken::pin_tries() const {
  if ((parts_->flags & CKF_USER_PIN_LOCKED) != 0) return PinTries::kNone;
  if ((parts_->flags & CKF_USER_PIN_FINAL_TRY) != 0) return PinTries::kOne;
  if ((parts_->flags & CKF_USER_PIN_COUNT_LOW) != 0) return PinTries::kFew;
  return PinTries::kNotTold;
}

Result<PublicKey> PersonToken::shown_key(const KeyName& name) const {
  PYX_ASSIGN(const Session session, session_for(parts_->module, parts_->identity));
  return find_named_public_key(session, name);
}

Result<void> PersonToken::log_in(Pin pin, For use) {
  if (parts_->login) return error(Code::kBug, "a second login on a person's token");
  parts_->login.emplace(parts_->module, parts_->identity, std::move(pin));
  PYX_ASSIGN(Session session,
             parts_->login->first_session(use == For::kMakingKeys ? Access::kReadWrite
                                                                  : Access::kReadOnly));
  parts_->session.emplace(std::move(session));
  return {};
}

Result<PersonKey> PersonToken::key(const KeyName& name) {
  PYX_ASSIGN(const Session* const session, parts_->working_session());
  const auto look = [&]() -> Result<PersonKey> {
    PYX_ASSIGN(const NamedKey found, find_named_key(*session, name));
    return person_key(*session, found);
  };
  return parts_->ending_session_on_failure(look());
}

Result<PersonKey> PersonToken::envelope_key(const KeyName& name) {
  PYX_ASSIGN(const Session* const session, parts_->working_session());
  const auto look = [&]() -> Result<PersonKey> {
    PYX_ASSIGN(const NamedKey found, find_named_key(*session, name));
    return any_key(*session, found);
  };
  return parts_->ending_session_on_failure(look());
}

Result<PersonKey> PersonToken::make(KeyType type, const KeyName& name) {
  PYX_ASSIGN(const Session* const session, parts_->working_session());
  const auto make = [&]() -> Result<PersonKey> {
    PYX_ASSIGN(const NamedKey made, generate_named_key(*session, type, name));
    auto key = person_key(*session, made);
    const auto tried = key ? checked_signature(*session, *parts_->login, *key, as_bytes(kTrial))
                           : Result<Bytes>(key.error());
    if (tried) return key;
    Error why = tried.error();
    if (const auto destroyed = destroy_named_key(*session, made); !destroyed) {
      why.message += "; the new key could not be destroyed again: " + describe(destroyed.error());
    }
    return why;
  };
  return parts_->ending_session_on_failure(make());
}

Result<Bytes> PersonToken::sign(const PersonKey& key, ByteView message) {
  PYX_ASSIGN(const Session* const session, parts_->working_session());
  PYX_TRY(check_signs(key));
  return parts_->ending_session_on_failure(
      checked_signature(*session, *parts_->login, key, message));
}

Result<SecretBytes> PersonToken::agree(const PersonKey& key, ByteView point) {
  PYX_ASSIGN(const Session* const session, parts_->working_session());
  const KeyType curve = key.public_key.type();
  if (curve != KeyType::kP256 && curve != KeyType::kP384)
    return error(Code::kBadInput, "only a p-256 or p-384 key agrees on a secret");
  // No token sees a point that is none (agreement.h).
  if (!PublicKey::from_ec_point(curve, point)) {
    return error(Code::kBadInput,
                 "what was sealed has no point of " + std::string(to_text(curve)) + " in it");
  }
  return parts_->ending_session_on_failure(agree_one(*session, {key.handle}, point));
}

Result<SecretBytes> PersonToken::decrypt(const PersonKey& key, ByteView encrypted) {
  PYX_ASSIGN(const Session* const session, parts_->working_session());
  if (!is_rsa(key.public_key.type())) return error(Code::kBadInput, "only an RSA key decrypts");
  const auto confirm = [&]() -> Result<void> {
    if (!key.asks_each_time) return {};
    return parts_->login->confirm(*session);
  };
  auto opened = decrypt_oaep(*session, key.handle, key.public_key, encrypted, confirm);
  // What is not for this key says nothing of the session.
  if (opened || opened.error().code == Code::kBadInput) return opened;
  return parts_->ending_session_on_failure(
      Result<SecretBytes>(after_signing(std::move(opened).error())));
}

}  // namespace pyx::pkcs11
