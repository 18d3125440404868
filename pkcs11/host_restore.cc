#include "pkcs11/host_restore.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/aes_kwp.h"
#include "base/reveal.h"
#include "pkcs11/brought_in_key.h"
#include "pkcs11/key_rules.h"
#include "pkcs11/login.h"
#include "pkcs11/private_key_info.h"
#include "pkcs11/public_half.h"
#include "pkcs11/token_match.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::size_t kSecretBytes = 32;

// Attributes of the value, as views into the locked memory where it was unwrapped.
using Value = std::vector<std::pair<CK_ATTRIBUTE_TYPE, ByteView>>;

Error another_kind(const WrappedKey& key) {
  return error(Code::kBadInput, "what was wrapped as key " + key.spec.id.text() +
                                    " is no key of type " + std::string(to_text(key.spec.type)));
}

Result<Value> rsa_value(const WrappedKey& key, const RsaPrivateKey& rsa) {
  if (!is_rsa(key.spec.type)) return another_kind(key);
  if (!std::ranges::equal(rsa.modulus, public_body(*key.public_key))) {
    return refused("KEY-PROVEN", "what was wrapped as key " + key.spec.id.text() +
                                     " is another key: its modulus is not the recorded one");
  }
  return Value{{CKA_MODULUS, rsa.modulus},
               {CKA_PUBLIC_EXPONENT, rsa.public_exponent},
               {CKA_PRIVATE_EXPONENT, rsa.private_exponent},
               {CKA_PRIME_1, rsa.prime_1},
               {CKA_PRIME_2, rsa.prime_2},
               {CKA_EXPONENT_1, rsa.exponent_1},
               {CKA_EXPONENT_2, rsa.exponent_2},
               {CKA_COEFFICIENT, rsa.coefficient}};
}

// `parameters` holds CKA_EC_PARAMS for as long as the result is used.
Result<Value> curve_value(const WrappedKey& key, const EcPrivateKey& ec, ByteView parameters) {
  if (ec.curve != key.spec.type) return another_kind(key);
  return Value{{CKA_EC_PARAMS, parameters}, {CKA_VALUE, ec.secret}};
}

Result<Value> value_in(const WrappedKey& key, ByteView opened, ByteView parameters) {
  if (!is_asymmetric(key.spec.type)) {
    if (opened.size() != kSecretBytes) return another_kind(key);
    return Value{{CKA_VALUE, opened}};
  }
  PYX_ASSIGN(const PrivateKeyInfo info, read_private_key_info(opened));
  if (const auto* rsa = std::get_if<RsaPrivateKey>(&info)) return rsa_value(key, *rsa);
  return curve_value(key, std::get<EcPrivateKey>(info), parameters);
}

WayIn creating(const Session& session, const WrappedKey& key, const Value& value) {
  return {"C_CreateObject", [&](Template& asked, CK_OBJECT_HANDLE& made) {
            for (const auto& [type, bytes] : value) asked.view(type, bytes);
            const auto create = [&] {
              return session.module()->C_CreateObject(session.handle(), asked.data(), asked.size(),
                                                      &made);
            };
            const CK_RV rv = create();
            if (!wants_nss_db(rv, key.spec.type)) return rv;
            asked.bytes(kNssDb, public_body(*key.public_key));
            return create();
          }};
}

}  // namespace

Result<RestoredKey> restore_through_host(const TokenUri& uri, Pin pin, const SecretBytes& wrap_key,
                                         const WrappedKey& key, ProofInput input,
                                         const CheckAnswer& check) {
  PYX_TRY(check_wrapped_key(key));
  PYX_ASSIGN(const SecretBytes opened, aes_kwp_unwrap(wrap_key, key.bytes));
  const Bytes parameters = curve_parameters(key.spec.type);
  PYX_ASSIGN(const Value value, value_in(key, opened.reveal(reveal()), parameters));
  PYX_ASSIGN(FoundToken found, find_token(uri));
  const Module module = std::move(found.module);
  Login login(module, found.where.identity, std::move(pin));
  PYX_ASSIGN(const Session session, login.first_session(Access::kReadWrite));
  auto restored = bring_in(session, key, creating(session, key, value), input, check,
                           [&] { return login.open_session(Access::kReadWrite); });
  if (restored) restored->exposure = Exposure::kOnHost;
  return restored;
}

}  // namespace pyx::pkcs11
