#include "ceremony/transcript/anchor.h"

#include <string>

#include "custody/acts/act.h"

namespace pyx::ceremony::transcript {

Bytes act_nonce(const Uuid& ceremony, std::uint64_t size, const Sha256& root, const Uuid& act) {
  std::string text = "pyx/ceremony-anchor/v1\n";
  text += ceremony.text() + "\n" + std::to_string(size) + "\n";
  text += to_hex(root) + "\n" + act.text() + "\n";
  const Sha256 hash = sha256(text);
  return Bytes(hash.begin(), hash.begin() + custody::kNonceBytes);
}

}  // namespace pyx::ceremony::transcript
