// An officer's key on a PKCS#11 token of his own. The private key never leaves it; the PIN is
// checked by the token, and asked for once.
// Source: PKCS#11 v3.1; RFC 7512 for how key and token are named.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/secret_source.h"
#include "ceremony/signer.h"
#include "ceremony/wait_notice.h"
#include "pkcs11/person_token.h"

namespace pyx::ceremony {

// Which key on which token, and where its PIN comes from. With prompt: a token that has keys of its
// own takes the PIN there.
struct TokenKeyPlace {
  pkcs11::TokenUri uri;  // its pin_source is not looked at
  SecretSource pin;
};

// How the person is told to touch his token, or that it takes its time. Nothing secret passes.
struct TokenTalk {
  Say say;
  std::chrono::milliseconds patience = std::chrono::seconds(1);
};

class OfficerToken final : public Signer {
 public:
  // Whether the token is there, alone of its name, and its PIN not locked. Asks for nothing.
  // Errors: those of PersonToken::find.
  static Result<void> check(const TokenKeyPlace& place, const TokenTalk& talk);
  // Logs in and finds the key. Errors: those of read_secret and PersonToken::{find,log_in,key}.
  static Result<OfficerToken> open(const TokenKeyPlace& place, TokenTalk talk);
  // Makes a key of that name on the token. Errors: those of read_secret and
  // PersonToken::{find,log_in,make}.
  static Result<OfficerToken> make(const TokenKeyPlace& place, KeyType type,
                                   const pkcs11::KeyName& name, TokenTalk talk);
  // The public key alone: without login if the token shows it so.
  // Errors: as for open.
  static Result<PublicKey> read_public_key(const TokenKeyPlace& place, const TokenTalk& talk);

  const PublicKey& public_key() const override { return key_.public_key; }
  Result<custody::Envelope> sign_statement(ByteView statement) const override;
  std::optional<std::string> token_serial() const override { return token_->identity().serial; }
  // The key by token serial and CKA_ID, as --key takes it; no PIN source in it.
  std::string uri() const;

 private:
  OfficerToken(std::unique_ptr<pkcs11::PersonToken> token, pkcs11::PersonKey key,
               std::filesystem::path module_path, TokenTalk talk)
      : token_(std::move(token)),
        key_(std::move(key)),
        module_path_(std::move(module_path)),
        talk_(std::move(talk)) {}

  std::unique_ptr<pkcs11::PersonToken> token_;
  pkcs11::PersonKey key_;
  std::filesystem::path module_path_;
  TokenTalk talk_;
};

}  // namespace pyx::ceremony
