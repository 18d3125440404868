// The privileged acts that Pyx knows. An act type that is not here is refused.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace pyx::policies {

enum class ActType {
  kKeyGenerate,
  kKeyActivate,
  kKeyRetire,
  kKeyDestroy,
  kPolicyChange,
  kLogRotate,
  kThaw,
};
inline constexpr std::array kActTypes = {
    ActType::kKeyGenerate,  ActType::kKeyActivate, ActType::kKeyRetire, ActType::kKeyDestroy,
    ActType::kPolicyChange, ActType::kLogRotate,   ActType::kThaw};

std::string_view to_text(
    ActType type);  // "key.generate", "policy.change", …: as in policies, statements and the log
std::optional<ActType> act_type_from(std::string_view text);

}  // namespace pyx::policies
