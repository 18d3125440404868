// --reason: what a person says about what he signs.
#pragma once

#include <string>

#include "base/result.h"
#include "ceremony/cli/command.h"

namespace pyx::ceremony {

FlagSpec reason_flag();
// Empty if it was not given. Errors: kBadInput, longer than a statement takes.
Result<std::string> reason_of(const Arguments& given);

}  // namespace pyx::ceremony
