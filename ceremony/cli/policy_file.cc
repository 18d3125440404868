#include "ceremony/cli/policy_file.h"

#include <utility>

#include "base/file.h"

namespace pyx::ceremony {

Result<PolicyFile> read_policy(const std::filesystem::path& file) {
  PYX_ASSIGN(Bytes bytes, read_file(file));
  PYX_ASSIGN(policies::Policy policy, policies::parse_policy(as_text(bytes), file.string()));
  return PolicyFile{std::move(bytes), std::move(policy)};
}

}  // namespace pyx::ceremony
