// What a step `propose` asks for, as pyx act propose would be asked.
#pragma once

#include <string>
#include <vector>

#include "ceremony/cli/proposal_flags.h"
#include "ceremony/steps/at_vault.h"

namespace pyx::ceremony::steps {

struct WantedAct {
  ProposalAsk ask;
  std::string about;    // of the plan: "seed"; tells apart what is asked of one step's acts
  std::string subject;  // as subject_of() says it of the act
};
// One for each act, in the order of the step's keys. People are asked for what no plan can say: how
// long a clock is right, a case and its leaf. Errors: kNotFound (a key, a backup, a file of the
// site); kConflict (no key is missing, nothing is frozen); kBadInput.
Result<std::vector<WantedAct>> wanted_acts(const Doing& doing, const AtVault& at);

}  // namespace pyx::ceremony::steps
