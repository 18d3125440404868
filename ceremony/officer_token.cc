#include "ceremony/officer_token.h"

#include <utility>

namespace pyx::ceremony {
namespace {

using pkcs11::PersonToken;
using For = PersonToken::For;

std::string named(const pkcs11::TokenIdentity& token) {
  return "token " + token.label + " (serial " + token.serial + ")";
}

// The person may have several tokens: each failure says which one it was.
Error of_token(Error failed, const std::string& name) {
  failed.message = name + ": " + failed.message;
  return failed;
}

template <class T>
Result<T> of_token(Result<T> outcome, const std::string& name) {
  if (outcome) return outcome;
  return of_token(std::move(outcome).error(), name);
}

WaitNotice notice(const TokenTalk& talk, const std::string& name) {
  return {talk.say, "waiting for " + name + "; if it blinks, touch your token now", talk.patience};
}

Result<PersonToken> find(const TokenKeyPlace& place, const TokenTalk& talk) {
  const std::string name =
      "token " + place.uri.label.value_or(place.uri.serial.value_or(std::string()));
  const WaitNotice wait = notice(talk, name);
  return of_token(PersonToken::find(place.uri), name);
}

void warn_of_few_tries(const PersonToken& token, const std::string& name, const TokenTalk& talk) {
  if (token.pin_tries() == pkcs11::PinTries::kOne) {
    talk.say("warning: one more wrong PIN locks " + name);
  } else if (token.pin_tries() == pkcs11::PinTries::kFew) {
    talk.say("warning: a wrong PIN was shown to " + name + " before; few tries are left");
  }
}

// The PIN is read once and shown once: who mistyped it starts again himself (trap 17).
Result<void> log_in(PersonToken& token, const SecretSource& source, For use,
                    const TokenTalk& talk) {
  const std::string name = named(token.identity());
  warn_of_few_tries(token, name, talk);
  pkcs11::Pin pin = pkcs11::Pin::entered_on_the_token();
  if (token.takes_pin_itself() && std::holds_alternative<SecretSource::Prompt>(source.where)) {
    talk.say("touch your token now, or enter the PIN on its own keys: " + name);
  } else {
    PYX_ASSIGN(SecretBytes secret, read_secret(source, "PIN of " + name));
    pin = pkcs11::Pin(std::move(secret));
  }
  const WaitNotice wait = notice(talk, name);
  return of_token(token.log_in(std::move(pin), use), name);
}

}  // namespace

Result<void> OfficerToken::check(const TokenKeyPlace& place, const TokenTalk& talk) {
  PYX_TRY(find(place, talk));
  return {};
}

Result<OfficerToken> OfficerToken::open(const TokenKeyPlace& place, TokenTalk talk) {
  PYX_ASSIGN(PersonToken found, find(place, talk));
  auto token = std::make_unique<PersonToken>(std::move(found));
  PYX_TRY(log_in(*token, place.pin, For::kSigning, talk));
  const std::string name = named(token->identity());
  const auto look = [&] {
    const WaitNotice wait = notice(talk, name);
    return of_token(token->key(pkcs11::key_name(place.uri)), name);
  };
  PYX_ASSIGN(pkcs11::PersonKey key, look());
  return OfficerToken(std::move(token), std::move(key), place.uri.module_path, std::move(talk));
}

Result<OfficerToken> OfficerToken::make(const TokenKeyPlace& place, KeyType type,
                                        const pkcs11::KeyName& name, TokenTalk talk) {
  PYX_ASSIGN(PersonToken found, find(place, talk));
  auto token = std::make_unique<PersonToken>(std::move(found));
  PYX_TRY(log_in(*token, place.pin, For::kMakingKeys, talk));
  const auto make_it = [&] {
    const std::string token_name = named(token->identity());
    const WaitNotice wait = notice(talk, token_name);
    return of_token(token->make(type, name), token_name);
  };
  PYX_ASSIGN(pkcs11::PersonKey key, make_it());
  return OfficerToken(std::move(token), std::move(key), place.uri.module_path, std::move(talk));
}

Result<PublicKey> OfficerToken::read_public_key(const TokenKeyPlace& place, const TokenTalk& talk) {
  PYX_ASSIGN(PersonToken token, find(place, talk));
  auto shown = token.shown_key(pkcs11::key_name(place.uri));
  if (shown) return shown;
  if (shown.error().code != Code::kNotFound) {
    return of_token(std::move(shown), named(token.identity()));
  }
  // Some tokens show nothing at all before the PIN.
  PYX_ASSIGN(const OfficerToken opened, open(place, talk));
  return opened.public_key();
}

Result<custody::Envelope> OfficerToken::sign_statement(ByteView statement) const {
  const Bytes message = custody::dsse_pae(custody::kStatementPayloadType, statement);
  const std::string name = named(token_->identity());
  if (key_.asks_each_time) {
    talk_.say("touch your token now: " + name + " wants its holder at each signature");
  }
  const auto sign = [&] {
    const WaitNotice wait = notice(talk_, name);
    return of_token(token_->sign(key_, message), name);
  };
  PYX_ASSIGN(Bytes signature, sign());
  custody::Envelope envelope{std::string(custody::kStatementPayloadType),
                             Bytes(statement.begin(), statement.end()),
                             {{key_.public_key.id(), std::move(signature)}}};
  // The very check by which the vault will judge it.
  if (!custody::signed_by(envelope, key_.public_key)) {
    return error(Code::kBug, "a signature that was just made does not verify");
  }
  return envelope;
}

std::string OfficerToken::uri() const {
  pkcs11::TokenUri uri;
  uri.module_path = module_path_;
  uri.serial = token_->identity().serial;
  uri.label = token_->identity().label;
  if (key_.id.empty()) {
    uri.object_label = key_.label;
  } else {
    uri.object_id = key_.id;
  }
  return pkcs11::to_text(uri);
}

}  // namespace pyx::ceremony
