#include "custody/acts/act_state.h"

#include <array>

namespace pyx::custody {
namespace {
struct Name {
  ActState state;
  std::string_view text;
};
constexpr std::array kNames = {
    Name{ActState::kOpen, "open"},           Name{ActState::kExecuting, "executing"},
    Name{ActState::kExecuted, "executed"},   Name{ActState::kFailed, "failed"},
    Name{ActState::kRefused, "refused"},     Name{ActState::kExpired, "expired"},
    Name{ActState::kWithdrawn, "withdrawn"}, Name{ActState::kVoided, "voided"},
};
}  // namespace

std::string_view to_text(ActState state) {
  for (const Name& name : kNames) {
    if (name.state == state) return name.text;
  }
  return "failed";
}

std::optional<ActState> act_state_from(std::string_view text) {
  for (const Name& name : kNames) {
    if (name.text == text) return name.state;
  }
  return std::nullopt;
}

}  // namespace pyx::custody
