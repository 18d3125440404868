#include "pkcs11/key_wrapping.h"

#include "pkcs11/key_readback.h"
#include "pkcs11/objects.h"
#include "pkcs11/wrap_session.h"

namespace pyx::pkcs11 {
namespace {

Result<void> check_specs(std::span<const KeySpec> specs) {
  if (specs.empty()) return error(Code::kBadInput, "no key was named that is to be wrapped");
  for (const KeySpec& spec : specs) {
    PYX_TRY(check_spec(spec));
    if (spec.wrapping != Wrapping::kUnderTrusted || spec.origin != Origin::kGenerated) {
      return error(Code::kBadInput, "key " + spec.id.text() + " is not one that may be wrapped");
    }
  }
  return {};
}

Result<Bytes> wrap_one(const WrapSession& opened, const KeySpec& spec) {
  PYX_ASSIGN(const KeyObjects key, find_key(opened.session(), spec.id));
  PYX_TRY(read_back(opened.session(), key, spec, Lifetime::kToken));
  return opened.wrap(key.private_key ? key.private_key->value : key.secret_key->value, spec);
}

}  // namespace

Result<WrappedKeys> wrap_keys(const TokenUri& uri, const Pin& so_pin, const Pin& user_pin,
                              const SecretBytes& wrap_key, std::span<const KeySpec> specs) {
  PYX_TRY(check_specs(specs));
  PYX_ASSIGN(WrapSession opened, WrapSession::open(uri, so_pin, user_pin, wrap_key, specs));
  WrappedKeys wrapped{{}, opened.wrap_key_maker(), opened.mechanism()};
  for (const KeySpec& spec : specs) {
    PYX_ASSIGN(Bytes one, wrap_one(opened, spec));
    wrapped.keys.push_back(std::move(one));
  }
  PYX_TRY(opened.close());
  return wrapped;
}

}  // namespace pyx::pkcs11
