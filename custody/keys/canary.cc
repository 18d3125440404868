#include "custody/keys/canary.h"

#include <vector>

#include "base/ecdsa_signature.h"

namespace pyx::custody {

Result<void> sign_canary(pkcs11::Token& token, const CanaryKey& canary, const Sha256& vault,
                         Time now) {
  const std::string message = "pyx/canary/v1 " + to_hex(vault) + " " + to_rfc3339(now);
  const Sha256 digest = sha256(message);
  const std::vector<pkcs11::SignJob> jobs = {{canary.id, Scheme::kEcdsaSha256, digest}};
  PYX_ASSIGN(const auto signatures, token.sign(jobs));
  if (signatures.size() != 1)
    return error(Code::kBug, "the token answered another number of signatures");
  PYX_ASSIGN(const Bytes der, ecdsa_p1363_to_der(signatures.front()));
  if (!canary.key.verify(Scheme::kEcdsaSha256, as_bytes(message), der))
    return error(Code::kToken, "the token gave a wrong canary signature");
  return {};
}

}  // namespace pyx::custody
