// Which PIN a token has after a call that was to set one.
#pragma once

#include <optional>
#include <string_view>

#include "base/error.h"

namespace pyx::pkcs11 {

// Whose.
enum class PinOf { kSo, kUser };

// Which PIN opens the token after a call that was to set it.
enum class InForce {
  kOld,
  kNew,
  kEither,  // nobody knows: keep both
  kNone,    // none that anybody knows: of a user to whom the SO has not given one
};

std::string_view to_text(InForce in_force);  // "old" "new" "either" "none"

// What became of a PIN.
struct PinOutcome {
  InForce in_force = InForce::kOld;
  std::optional<Error> failure;  // why it is not kNew, saying what is in force
};

}  // namespace pyx::pkcs11
