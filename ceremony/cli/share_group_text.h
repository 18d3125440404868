// How a group of share holders is typed: "2:alice,bob,carol" is 2 of these three.
#pragma once

#include <string_view>

#include "base/result.h"
#include "custody/acts/share_plan.h"

namespace pyx::ceremony {

// Whether it can be met is for check_share_plan. Errors: kBadInput, showing the form.
Result<custody::ShareGroup> share_group_from(std::string_view text);

}  // namespace pyx::ceremony
