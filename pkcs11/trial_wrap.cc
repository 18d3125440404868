#include "pkcs11/trial_wrap.h"

#include <algorithm>

#include "pkcs11/from_ckr.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::size_t kTrialBytes = 4096;

// A CK_MECHANISM with its initialisation vector. Stays where it is: it points into itself.
struct WrapMechanism {
  explicit WrapMechanism(const WrapWay& way) : iv(way.iv_bytes) {
    mechanism.mechanism = way.mechanism;
    if (!iv.empty()) {
      mechanism.pParameter = iv.data();
      mechanism.ulParameterLen = iv.size();
    }
  }
  WrapMechanism(const WrapMechanism&) = delete;
  WrapMechanism& operator=(const WrapMechanism&) = delete;
  Bytes iv;
  CK_MECHANISM mechanism{};
};

}  // namespace

Result<Bytes> wrap_in_trial(const Bench& bench, const WrapWay& way, CK_OBJECT_HANDLE wrap_key,
                            CK_OBJECT_HANDLE key) {
  WrapMechanism how(way);
  Bytes wrapped(kTrialBytes);
  CK_ULONG size = wrapped.size();
  PYX_TRY(from_ckr(bench.session.module()->C_WrapKey(bench.session.handle(), &how.mechanism,
                                                     wrap_key, key, wrapped.data(), &size),
                   "C_WrapKey"));
  wrapped.resize(std::min<std::size_t>(size, wrapped.size()));
  return wrapped;
}

Result<ThrowAway> unwrap_in_trial(const Bench& bench, const WrapWay& way, CK_OBJECT_HANDLE wrap_key,
                                  Bytes& wrapped, Template& asked) {
  asked.flag(CKA_TOKEN, bench.lifetime == Lifetime::kToken)
      .flag(CKA_PRIVATE, true)
      .bytes(CKA_ID, bench.id.bytes);
  WrapMechanism how(way);
  CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
  PYX_TRY(from_ckr(bench.session.module()->C_UnwrapKey(bench.session.handle(), &how.mechanism,
                                                       wrap_key, wrapped.data(), wrapped.size(),
                                                       asked.data(), asked.size(), &made),
                   "C_UnwrapKey"));
  return ThrowAway(bench.session, made);
}

}  // namespace pyx::pkcs11
