#include "pkcs11/token_match.h"

#include <optional>

#include "pkcs11/from_ckr.h"

namespace pyx::pkcs11 {
namespace {

bool is(const std::optional<std::string>& wanted, const std::string& seen) {
  return !wanted || *wanted == seen;
}

}  // namespace

bool agrees(const TokenUri& uri, const TokenIdentity& token) {
  return is(uri.serial, token.serial) && is(uri.label, token.label) &&
         is(uri.manufacturer, token.manufacturer) && is(uri.model, token.model);
}

Result<SlotWithToken> only_match(const Module& module, const TokenUri& uri) {
  if (!uri.serial && !uri.label) {
    return error(Code::kBadInput, "a token is named by serial=... or by token=...");
  }
  PYX_ASSIGN(const auto all, slots_with_tokens(module));
  std::optional<SlotWithToken> match;
  for (const SlotWithToken& one : all) {
    if (!agrees(uri, one.identity)) continue;
    if (match) return error(Code::kConflict, "two tokens match " + to_text(uri));
    match = one;
  }
  if (!match) return error(Code::kNotFound, "no token matches " + to_text(uri));
  return *std::move(match);
}

Result<FoundToken> find_token(const TokenUri& uri) {
  if (uri.object_id || uri.object_label) {
    return error(Code::kBadInput, "this URI is of a whole token: leave id=... and object=... out");
  }
  PYX_ASSIGN(Module module, Module::load(uri.module_path, uri.init_reserved));
  auto found = only_match(module, uri);
  if (!found && found.error().code == Code::kNotFound) {
    Error absent = ckr_error(CKR_TOKEN_NOT_PRESENT, "C_GetSlotList");
    absent.message = found.error().message;
    return absent;
  }
  if (!found) return found.error();
  return FoundToken{std::move(module), *std::move(found)};
}

}  // namespace pyx::pkcs11
