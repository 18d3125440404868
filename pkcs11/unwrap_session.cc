#include "pkcs11/unwrap_session.h"

#include <optional>

#include "base/aes_kwp.h"
#include "pkcs11/brought_in_key.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/login.h"
#include "pkcs11/mechanism.h"
#include "pkcs11/objects.h"
#include "pkcs11/rfc5649_mechanism.h"
#include "pkcs11/token_match.h"
#include "pkcs11/unwrapping.h"
#include "pkcs11/wrap_key.h"

namespace pyx::pkcs11 {

struct UnwrapSession::Parts {
  Parts(FoundToken found, Pin pin)
      : module(std::move(found.module)), login(module, found.where.identity, std::move(pin)) {}

  WayIn way_in(const WrappedKey& key) const;
  Result<const Session*> working_session() const {
    if (session) return &*session;
    return error(Code::kRetry, "the session on the second token is over; open it again");
  }
  // C_UnwrapKey begins no operation that could be left open: what SoftHSM2 says of bytes that do
  // not open, CKR_GENERAL_ERROR, leaves the session as it was.
  static bool breaks(const Error& failed) {
    const Recovery recovery = recovery_after(failed.ckr);
    if (failed.call == "C_UnwrapKey" && recovery == Recovery::kDropSession) return false;
    return recovery != Recovery::kNone;
  }
  template <class T>
  Result<T> ending_session_if_broken(Result<T> outcome) {
    if (!outcome && breaks(outcome.error())) {
      wrap_key.reset();
      session.reset();
    }
    return outcome;
  }

  Module module;
  Login login;
  std::optional<Session> session;
  std::optional<ThrowAway> wrap_key;
  CK_MECHANISM_TYPE mechanism = 0;
  std::string mechanism_name;
};

UnwrapSession::UnwrapSession(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
UnwrapSession::UnwrapSession(UnwrapSession&&) noexcept = default;
UnwrapSession::~UnwrapSession() = default;

Result<UnwrapSession> UnwrapSession::open(const TokenUri& uri, Pin pin,
                                          const SecretBytes& wrap_key) {
  PYX_TRY(check_wrap_key_size(wrap_key));
  PYX_ASSIGN(FoundToken found, find_token(uri));
  auto parts = std::make_unique<Parts>(std::move(found), std::move(pin));
  PYX_ASSIGN(Session session, parts->login.first_session(Access::kReadWrite));
  parts->session.emplace(std::move(session));
  PYX_ASSIGN(ThrowAway made,
             put_wrap_key(*parts->session, wrap_key, WrapKeyUse::kUnwrap, WrapKeyMaker::kUser));
  parts->wrap_key.emplace(std::move(made));
  PYX_ASSIGN(parts->mechanism,
             find_unwrapping_mechanism(*parts->session, parts->wrap_key->get(), wrap_key));
  parts->mechanism_name = mechanism_name(parts->mechanism);
  return UnwrapSession(std::move(parts));
}

const TokenIdentity& UnwrapSession::identity() const { return parts_->login.identity(); }
const std::string& UnwrapSession::mechanism() const { return parts_->mechanism_name; }

WayIn UnwrapSession::Parts::way_in(const WrappedKey& key) const {
  return unwrapping(*session, mechanism, wrap_key->get(), key);
}

Result<Bytes> UnwrapSession::answer_once(const WrappedKey& key, ProofInput input) {
  PYX_TRY(check_wrapped_key(key));
  PYX_ASSIGN(const Session* const session, parts_->working_session());
  return parts_->ending_session_if_broken(
      answer_as_session_object(*session, key, parts_->way_in(key), input));
}

Result<RestoredKey> UnwrapSession::restore(const WrappedKey& key, ProofInput input,
                                           const CheckAnswer& check) {
  PYX_TRY(check_wrapped_key(key));
  PYX_ASSIGN(const Session* const session, parts_->working_session());
  const auto fresh_session = [this] { return parts_->login.open_session(Access::kReadWrite); };
  return parts_->ending_session_if_broken(
      bring_in(*session, key, parts_->way_in(key), input, check, fresh_session));
}

Result<void> UnwrapSession::destroy(const Uuid& id) {
  PYX_ASSIGN(const Session* const session, parts_->working_session());
  return parts_->ending_session_if_broken(destroy_by_id(*session, id));
}

}  // namespace pyx::pkcs11
