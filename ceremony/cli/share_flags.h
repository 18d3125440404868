// How shares are handed out and brought, and the second token, as typed.
#pragma once

#include <optional>
#include <vector>

#include "ceremony/cli/arguments.h"
#include "ceremony/cli/command.h"
#include "ceremony/cli/token_place.h"
#include "ceremony/share_carriers.h"
#include "custody/acts/share_plan.h"

namespace pyx::ceremony {

// --seal-to, --card-to
std::vector<FlagSpec> hand_out_flags();
// Errors: kBadInput, naming the flag: a form that is not HOLDER=…, a holder twice.
Result<HandOut> hand_out(const Arguments& given);
// Whether each holder of `plan` can be reached: at the terminal, or by a sealed file. Errors:
// kBadInput, naming --seal-to, or who is in no plan.
Result<void> check_reaches(const HandOut& out, const custody::SharePlan& plan, bool terminal);

// --share, --share-key, --share-passphrase-source, each as often as the first.
std::vector<FlagSpec> share_entry_flags(Times times);
// Errors: kBadInput, naming the flag.
Result<std::vector<SealedShare>> sealed_shares(const Arguments& given);

// --second-token, --second-pin-source
std::vector<FlagSpec> second_token_flags();
// A token behind `flag`, its PIN behind `pin_flag` or in the URI. Errors: kBadInput, naming the
// flag and never quoting the URI.
Result<TokenPlace> token_behind(const Arguments& given, std::string_view flag,
                                std::string_view pin_flag);

}  // namespace pyx::ceremony
