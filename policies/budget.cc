#include "policies/budget.h"

#include <algorithm>
#include <array>

#include "base/uuid.h"
#include "policies/field.h"

namespace pyx::policies {
namespace {

constexpr std::array kCharges = {Charge::kIssue, Charge::kExchange, Charge::kRedeem,
                                 Charge::kRefund, Charge::kCheck};
constexpr std::string_view kAll = "all";
constexpr std::string_view kLife = "life";

struct Prefix {
  Scope::Kind kind;
  std::string_view text;
};
constexpr std::array kPrefixes = {
    Prefix{Scope::Kind::kClient, "client:"},
    Prefix{Scope::Kind::kDenomination, "denomination:"},
    Prefix{Scope::Kind::kProfile, "profile:"},
    Prefix{Scope::Kind::kKey, "key:"},
};

}  // namespace

std::string_view to_text(Charge charge) {
  switch (charge) {
    case Charge::kIssue:
      return "issue";
    case Charge::kExchange:
      return "exchange";
    case Charge::kRedeem:
      return "redeem";
    case Charge::kRefund:
      return "refund";
    case Charge::kCheck:
      return "check";
  }
  return "?";
}

std::optional<Charge> charge_from(std::string_view text) {
  for (const Charge charge : kCharges)
    if (to_text(charge) == text) return charge;
  return std::nullopt;
}

std::string to_text(const Scope& scope) {
  if (scope.kind == Scope::Kind::kAll) return std::string(kAll);
  const auto* const prefix = std::ranges::find(kPrefixes, scope.kind, &Prefix::kind);
  return prefix == kPrefixes.end() ? "?" : std::string(prefix->text) + scope.name;
}

std::optional<Scope> scope_from(std::string_view text) {
  if (text == kAll) return Scope{};
  for (const auto& [kind, prefix] : kPrefixes) {
    if (!text.starts_with(prefix)) continue;
    const std::string_view name = text.substr(prefix.size());
    const bool has_form = kind == Scope::Kind::kKey ? Uuid::parse(name).ok() : is_id(name);
    if (!has_form) return std::nullopt;
    return Scope{kind, std::string(name)};
  }
  return std::nullopt;
}

std::string window_text(const std::optional<Duration>& window) {
  return window ? pyx::to_text(*window) : std::string(kLife);
}

std::optional<std::optional<Duration>> window_from(std::string_view text) {
  if (text == kLife) return std::optional<Duration>();
  const auto length = parse_duration(text);
  if (!length || *length > kLongestWindow) return std::nullopt;
  return std::optional<Duration>(*length);
}

}  // namespace pyx::policies
