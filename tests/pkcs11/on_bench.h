// A probe's bench on a fresh SoftHSM2 token, and a look at the lines of a report.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "pkcs11/mechanism.h"
#include "pkcs11/trial.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {

class OnBench : public OnSession {
 protected:
  Bench bench_{session_, new_id(), must(listed_mechanisms(module_, slot_))};
};

inline ProbeLine line_of(const std::vector<ProbeLine>& lines, std::string_view name) {
  const auto found = std::ranges::find(lines, name, &ProbeLine::name);
  return found == lines.end() ? ProbeLine{"no such line", Seen::kFails, 0, {}, {}} : *found;
}

}  // namespace pyx::pkcs11
