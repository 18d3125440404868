// What the tokens need not enforce to which a backup brings keys: a vault's own token is judged by
// the profile of each key, another token also by what the policy says of it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/token_rule.h"
#include "policies/act_type.h"

namespace pyx::policies {

// One token by its serial number; or, without it, all of a model of a manufacturer.
struct SecondTokenTerms {
  std::string serial;
  std::string model;
  std::string manufacturer;
  std::vector<ActType> acts;  // backup.prove, backup.restore, or both
  // Rules that every key needs and that this token need not enforce.
  std::vector<TokenRule> exceptions;

  // "token 0123" or "any NSS 3 of Mozilla Foundation"
  std::string token_text() const;
  bool covers(ActType act) const;
};

// The terms that hold for a token at an act: those that name its serial number, or else those of
// its model; nullptr if the policy says nothing of it, and then it is let go of nothing.
const SecondTokenTerms* terms_for(std::span<const SecondTokenTerms> terms, std::string_view serial,
                                  std::string_view model, std::string_view manufacturer,
                                  ActType act);

}  // namespace pyx::policies
