#include "pkcs11/wrap_session.h"

#include <algorithm>
#include <optional>

#include "base/aes_kwp.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/logged_in.h"
#include "pkcs11/mechanism.h"
#include "pkcs11/rfc5649_mechanism.h"
#include "pkcs11/token_match.h"
#include "pkcs11/wrap_key.h"

namespace pyx::pkcs11 {
namespace {

// Without an SO nobody can call a key trusted, so that the user of such a token may wrap under any
// key. Only who lets the rule go may have it so.
Result<void> may_do_without_so(std::span<const KeySpec> specs) {
  for (const KeySpec& spec : specs) {
    if (std::ranges::find(spec.exceptions, TokenRule::kWrapWithTrusted) != spec.exceptions.end())
      continue;
    return refused("TOKEN-ENFORCES",
                   "the token has no SO who makes trusted wrap keys, and the "
                   "profile of key " +
                       spec.id.text() + " does not name the exception wrap-with-trusted");
  }
  return {};
}

struct MadeWrapKey {
  ThrowAway object;
  WrapKeyMaker maker;
};

// Leaves the user logged in.
Result<MadeWrapKey> make_wrap_key(const Session& session, LoggedIn& login, const Pin& so_pin,
                                  const Pin& user_pin, const SecretBytes& bytes,
                                  std::span<const KeySpec> specs) {
  const auto so = login.log_in(CKU_SO, so_pin);
  if (so) {
    PYX_ASSIGN(ThrowAway object,
               put_wrap_key(session, bytes, WrapKeyUse::kWrap, WrapKeyMaker::kSo));
    PYX_TRY(login.log_out());
    PYX_TRY(login.log_in(CKU_USER, user_pin));
    return MadeWrapKey{std::move(object), WrapKeyMaker::kSo};
  }
  if (so.error().ckr != CKR_USER_TYPE_INVALID) return so.error();
  PYX_TRY(may_do_without_so(specs));
  PYX_TRY(login.log_in(CKU_USER, user_pin));
  PYX_ASSIGN(ThrowAway object,
             put_wrap_key(session, bytes, WrapKeyUse::kWrap, WrapKeyMaker::kUser));
  return MadeWrapKey{std::move(object), WrapKeyMaker::kUser};
}

std::vector<KeyType> types_of(std::span<const KeySpec> specs) {
  std::vector<KeyType> types;
  types.reserve(specs.size());
  for (const KeySpec& spec : specs) types.push_back(spec.type);
  return types;
}

}  // namespace

struct WrapSession::Parts {
  explicit Parts(Module loaded) : module(std::move(loaded)) {}

  Module module;
  std::optional<Session> session;
  std::optional<LoggedIn> login;
  std::optional<ThrowAway> wrap_key;
  WrapKeyMaker maker = WrapKeyMaker::kUser;
  CK_MECHANISM_TYPE mechanism = 0;
};

WrapSession::WrapSession(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
WrapSession::WrapSession(WrapSession&&) noexcept = default;
WrapSession::~WrapSession() = default;

const Session& WrapSession::session() const { return *parts_->session; }
WrapKeyMaker WrapSession::wrap_key_maker() const { return parts_->maker; }
std::string WrapSession::mechanism() const { return mechanism_name(parts_->mechanism); }

Result<WrapSession> WrapSession::open(const TokenUri& uri, const Pin& so_pin, const Pin& user_pin,
                                      const SecretBytes& wrap_key, std::span<const KeySpec> specs) {
  PYX_TRY(check_wrap_key_size(wrap_key));
  PYX_ASSIGN(FoundToken token, find_token(uri));
  auto parts = std::make_unique<Parts>(std::move(token.module));
  PYX_ASSIGN(Session opened, Session::open(parts->module, token.where.slot, Access::kReadWrite));
  const Session& session = parts->session.emplace(std::move(opened));
  PYX_TRY(nobody_is_logged_in(session));
  LoggedIn& login = parts->login.emplace(session);
  PYX_ASSIGN(MadeWrapKey made, make_wrap_key(session, login, so_pin, user_pin, wrap_key, specs));
  const ThrowAway& object = parts->wrap_key.emplace(std::move(made.object));
  parts->maker = made.maker;
  PYX_ASSIGN(parts->mechanism,
             find_wrapping_mechanism(session, object.get(), wrap_key, types_of(specs)));
  return WrapSession(std::move(parts));
}

Result<Bytes> WrapSession::wrap(CK_OBJECT_HANDLE key, const KeySpec& spec) const {
  CK_MECHANISM how{parts_->mechanism, nullptr, 0};
  Bytes wrapped(kMostWrappedBytes);
  CK_ULONG size = wrapped.size();
  const CK_RV rv = parts_->module->C_WrapKey(parts_->session->handle(), &how,
                                             parts_->wrap_key->get(), key, wrapped.data(), &size);
  if (rv != CKR_OK) {
    Error failed = ckr_error(rv, "C_WrapKey");
    failed.message = "key " + spec.id.text() + ": " + failed.message;
    return failed;
  }
  if (size > wrapped.size() || !is_wrapped_size(spec.type, size)) {
    return error(Code::kToken, "the token gave " + std::to_string(size) +
                                   " bytes for wrapped key " + spec.id.text());
  }
  wrapped.resize(size);
  return wrapped;
}

Result<void> WrapSession::close() {
  PYX_TRY(parts_->wrap_key->destroy());
  PYX_TRY(parts_->login->log_out());
  return parts_->session->close();
}

}  // namespace pyx::pkcs11
