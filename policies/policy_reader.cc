#include "base/toml.h"
#include "policies/denomination_reader.h"
#include "policies/field.h"
#include "policies/grant_reader.h"
#include "policies/policy.h"
#include "policies/roster_reader.h"
#include "policies/rule_reader.h"
#include "policies/second_token_reader.h"

namespace pyx::policies {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr Duration kShortestOutage = std::chrono::minutes(1);
constexpr Duration kMostOutage = std::chrono::hours(24 * 366);

}  // namespace

Result<Policy> parse_policy(std::string_view text, std::string_view source_name) {
  PYX_ASSIGN(const auto root, toml::parse(text, source_name));
  PYX_TRY(read_version(*root, kVersion, "a policy"));
  Policy policy;
  policy.digest = sha256(text);
  PYX_ASSIGN(const toml::Text name, read_name(*root, "name"));
  policy.name = name.text;
  PYX_TRY(read_roster(*root, policy));
  PYX_TRY(read_rules(*root, policy));
  PYX_ASSIGN(policy.longest_outage, read_duration_or(*root, "longest_outage", kShortestOutage,
                                                     kMostOutage, kLongestOutage));
  PYX_TRY(read_profiles(*root, policy));
  PYX_TRY(read_denominations(*root, policy));
  PYX_TRY(read_clients(*root, policy));
  PYX_TRY(read_second_tokens(*root, policy));
  PYX_TRY(root->finish());
  return policy;
}

}  // namespace pyx::policies
