#include "custody/keys/token_binding.h"

namespace pyx::custody {

TokenBinding binding_of(const FoundingStatement& founding) {
  return {{founding.token, founding.token_firmware, founding.token_rules},
          founding.nonce,
          founding.canary_key,
          founding.canary_public_key,
          founding.time,
          std::nullopt,
          {}};
}

std::string moved_in_words(const TokenBinding& binding) {
  if (!binding.act) return "";
  return "it moved there from serial " + binding.left_serial + " by act " + binding.act->text() +
         " at " + to_rfc3339(binding.since);
}

}  // namespace pyx::custody
