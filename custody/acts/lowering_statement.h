// A lowering: one officer's signed statement that takes a budget's limits down at once. Raising
// them is an act. Format: docs/formats/statements.md.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "custody/acts/lone_statement.h"
#include "policies/budget.h"

namespace pyx::custody {

inline constexpr std::string_view kLoweringPredicate = "urn:pyx:lowering:v1";

struct LoweringStatement : LoneStatement {
  std::string budget;
  policies::Limit limit;  // of one of its windows, as it is to be
};

Bytes encode_lowering(const LoweringStatement& lowering);
Result<LoweringStatement> parse_lowering(ByteView bytes);  // kBadInput

}  // namespace pyx::custody
