#include "pkcs11/key_rewrapping.h"

#include "base/aes_kwp.h"
#include "pkcs11/rfc5649_mechanism.h"
#include "pkcs11/unwrapping.h"
#include "pkcs11/wrap_key.h"
#include "pkcs11/wrap_session.h"

namespace pyx::pkcs11 {
namespace {

Result<void> check_keys(std::span<const PassingKey> keys) {
  if (keys.empty()) return error(Code::kBadInput, "no key was named that is to be wrapped again");
  for (const PassingKey& one : keys) {
    PYX_TRY(check_wrapped_key(one.key));
    if (one.key.spec.wrapping != Wrapping::kUnderTrusted) {
      return error(Code::kBadInput,
                   "key " + one.key.spec.id.text() + " is not one that may be wrapped");
    }
  }
  return {};
}

std::vector<KeySpec> specs_of(std::span<const PassingKey> keys) {
  std::vector<KeySpec> specs;
  specs.reserve(keys.size());
  for (const PassingKey& one : keys) specs.push_back(one.key.spec);
  return specs;
}

// By a wrap key of the same bytes that may make what the trial asks for.
Result<CK_MECHANISM_TYPE> unwrapping_mechanism(const Session& session, const SecretBytes& bytes) {
  PYX_ASSIGN(ThrowAway trial,
             put_wrap_key(session, bytes, WrapKeyUse::kUnwrap, WrapKeyMaker::kUser));
  PYX_ASSIGN(const CK_MECHANISM_TYPE mechanism,
             find_unwrapping_mechanism(session, trial.get(), bytes));
  PYX_TRY(trial.destroy());
  return mechanism;
}

}  // namespace

Result<WrappedKeys> rewrap_keys(const TokenUri& uri, const Pin& so_pin, const Pin& user_pin,
                                const SecretBytes& old_wrap_key, const SecretBytes& new_wrap_key,
                                std::span<const PassingKey> keys) {
  PYX_TRY(check_keys(keys));
  PYX_TRY(check_wrap_key_size(old_wrap_key));
  if (equal_ct(old_wrap_key, new_wrap_key))
    return error(Code::kBadInput, "the new wrap key is the old one");
  PYX_ASSIGN(WrapSession opened,
             WrapSession::open(uri, so_pin, user_pin, new_wrap_key, specs_of(keys)));
  const Session& session = opened.session();
  PYX_ASSIGN(const CK_MECHANISM_TYPE mechanism, unwrapping_mechanism(session, old_wrap_key));
  PYX_ASSIGN(ThrowAway old,
             put_wrap_key(session, old_wrap_key, WrapKeyUse::kUnwrapToWrap, WrapKeyMaker::kUser));
  WrappedKeys wrapped{{}, opened.wrap_key_maker(), opened.mechanism()};
  for (const PassingKey& one : keys) {
    const auto wrap = [&](CK_OBJECT_HANDLE key) -> Result<void> {
      PYX_ASSIGN(Bytes bytes, opened.wrap(key, one.key.spec));
      wrapped.keys.push_back(std::move(bytes));
      return {};
    };
    const WayIn way = unwrapping(session, mechanism, old.get(), one.key);
    PYX_TRY(pass_through(session, one.key, way, one.input, one.check, wrap));
  }
  PYX_TRY(old.destroy());
  PYX_TRY(opened.close());
  return wrapped;
}

}  // namespace pyx::pkcs11
