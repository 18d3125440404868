#include <limits>

#include "base/toml.h"
#include "policies/field.h"
#include "policies/grant_reader.h"
#include "policies/policy.h"
#include "policies/roster_reader.h"
#include "policies/rule_reader.h"

namespace pyx::policies {
namespace {

constexpr std::int64_t kVersion = 1;

// Before all else: of another version, nothing else in the file means what it seems to.
Result<void> read_version(toml::Table& root) {
  using Limits = std::numeric_limits<std::int64_t>;
  PYX_ASSIGN(const std::int64_t version, root.integer("version", Limits::min(), Limits::max()));
  if (version == kVersion) return {};
  return root.fail(root.position_of("version"), "a policy of version " + std::to_string(version) +
                                                    "; this program reads version " +
                                                    std::to_string(kVersion));
}

}  // namespace

Result<Policy> parse_policy(std::string_view text, std::string_view source_name) {
  PYX_ASSIGN(const auto root, toml::parse(text, source_name));
  PYX_TRY(read_version(*root));
  Policy policy;
  policy.digest = sha256(text);
  PYX_ASSIGN(const toml::Text name, read_name(*root, "name"));
  policy.name = name.text;
  PYX_TRY(read_roster(*root, policy));
  PYX_TRY(read_rules(*root, policy));
  PYX_TRY(read_grants(*root, policy));
  PYX_TRY(root->finish());
  return policy;
}

}  // namespace pyx::policies
