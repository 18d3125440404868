#include "tests/support/probed_once.h"

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "tests/support/scripted_token.h"

namespace pyx::testing {
namespace {

Result<pkcs11::ProbeReport> probe_once(pkcs11::Token& token, pkcs11::ProbeScope scope) {
  if (scope != pkcs11::ProbeScope::kRules) return token.probe(scope);
  static std::mutex mutex;
  static std::map<std::string, pkcs11::ProbeReport> known;
  const std::lock_guard lock(mutex);
  const std::string kind = token.identity().manufacturer + ", " + token.identity().model;
  if (const auto found = known.find(kind); found != known.end()) return found->second;
  PYX_ASSIGN(pkcs11::ProbeReport report, token.probe(scope));
  known.emplace(kind, report);
  return report;
}

}  // namespace

std::unique_ptr<pkcs11::Token> probed_once(std::unique_ptr<pkcs11::Token> token) {
  static const TokenScript script = [] {
    TokenScript only;
    only.probe = probe_once;
    return only;
  }();
  return std::make_unique<ScriptedToken>(script, std::move(token));
}

}  // namespace pyx::testing
