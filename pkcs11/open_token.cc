#include "pkcs11/open_token.h"

#include <optional>

#include "pkcs11/local_token.h"
#include "pkcs11/module.h"
#include "pkcs11/slot.h"

namespace pyx::pkcs11 {
namespace {

bool agrees(const std::optional<std::string>& wanted, const std::string& is) {
  return !wanted || *wanted == is;
}

bool matches(const TokenUri& uri, const TokenIdentity& token) {
  return agrees(uri.serial, token.serial) && agrees(uri.label, token.label) &&
         agrees(uri.manufacturer, token.manufacturer) && agrees(uri.model, token.model);
}

Result<TokenIdentity> only_match(const Module& module, const TokenUri& uri) {
  PYX_ASSIGN(const auto all, slots_with_tokens(module));
  std::optional<TokenIdentity> match;
  for (const SlotWithToken& one : all) {
    if (!matches(uri, one.identity)) continue;
    if (match) return error(Code::kConflict, "two tokens match " + to_text(uri));
    match = one.identity;
  }
  if (!match) return error(Code::kNotFound, "no token matches " + to_text(uri));
  return *std::move(match);
}

}  // namespace

Result<std::unique_ptr<Token>> open_token(const TokenUri& uri, Pin pin,
                                          const OpenOptions& options) {
  if (!uri.serial && !uri.label) {
    return error(Code::kBadInput, "a token is named by serial=... or at founding by token=...");
  }
  PYX_ASSIGN(Module module, Module::load(uri.module_path, uri.init_reserved));
  PYX_ASSIGN(const TokenIdentity identity, only_match(module, uri));
  return LocalToken::open(std::move(module), identity, std::move(pin), options);
}

Result<std::vector<TokenIdentity>> list_tokens(const std::filesystem::path& path,
                                               const std::string& init_reserved) {
  PYX_ASSIGN(const Module module, Module::load(path, init_reserved));
  PYX_ASSIGN(const auto all, slots_with_tokens(module));
  std::vector<TokenIdentity> tokens;
  tokens.reserve(all.size());
  for (const SlotWithToken& one : all) tokens.push_back(one.identity);
  return tokens;
}

}  // namespace pyx::pkcs11
