// How a wrapped key comes to a token: C_UnwrapKey under a wrap key that is there.
#pragma once

#include <p11-kit/pkcs11.h>

#include "pkcs11/brought_in_key.h"
#include "pkcs11/public_half.h"
#include "pkcs11/session.h"

namespace pyx::pkcs11 {

// Lifetime: `session` and `key` outlive what is returned.
//   mechanism  as find_unwrapping_mechanism() found it (pkcs11/rfc5649_mechanism.h)
inline WayIn unwrapping(const Session& session, CK_MECHANISM_TYPE mechanism,
                        CK_OBJECT_HANDLE wrap_key, const WrappedKey& key) {
  return {"C_UnwrapKey",
          [&session, mechanism, wrap_key, &key](Template& asked, CK_OBJECT_HANDLE& made) {
            CK_MECHANISM how{mechanism, nullptr, 0};
            const auto unwrap = [&] {
              return session.module()->C_UnwrapKey(
                  session.handle(), &how, wrap_key, const_cast<CK_BYTE_PTR>(key.bytes.data()),
                  key.bytes.size(), asked.data(), asked.size(), &made);
            };
            const CK_RV rv = unwrap();
            if (!wants_nss_db(rv, key.spec.type)) return rv;
            asked.bytes(kNssDb, public_body(*key.public_key));
            return unwrap();
          }};
}

}  // namespace pyx::pkcs11
