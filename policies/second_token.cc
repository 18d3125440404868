#include "policies/second_token.h"

#include <algorithm>

namespace pyx::policies {

std::string SecondTokenTerms::token_text() const {
  if (!serial.empty()) return "token " + serial;
  return "any " + model + " of " + manufacturer;
}

bool SecondTokenTerms::covers(ActType act) const {
  return std::ranges::find(acts, act) != acts.end();
}

const SecondTokenTerms* terms_for(std::span<const SecondTokenTerms> terms, std::string_view serial,
                                  std::string_view model, std::string_view manufacturer,
                                  ActType act) {
  const SecondTokenTerms* of_model = nullptr;
  for (const SecondTokenTerms& one : terms) {
    if (!one.covers(act)) continue;
    if (!one.serial.empty() && one.serial == serial) return &one;
    if (one.serial.empty() && one.model == model && one.manufacturer == manufacturer)
      of_model = &one;
  }
  return of_model;
}

}  // namespace pyx::policies
