#include "pkcs11/open_token.h"

#include "pkcs11/local_token.h"
#include "pkcs11/module.h"
#include "pkcs11/slot.h"
#include "pkcs11/token_match.h"

namespace pyx::pkcs11 {

Result<std::unique_ptr<Token>> open_token(const TokenUri& uri, Pin pin,
                                          const OpenOptions& options) {
  if (uri.object_id || uri.object_label) {
    return error(Code::kBadInput, "this URI is of a whole token: leave id=... and object=... out");
  }
  PYX_ASSIGN(Module module, Module::load(uri.module_path));
  PYX_ASSIGN(const SlotWithToken found, only_match(module, uri));
  return LocalToken::open(std::move(module), found.identity, std::move(pin), options);
}

Result<std::vector<TokenIdentity>> list_tokens(const std::filesystem::path& path) {
  PYX_ASSIGN(const Module module, Module::load(path));
  PYX_ASSIGN(const auto all, slots_with_tokens(module));
  std::vector<TokenIdentity> tokens;
  tokens.reserve(all.size());
  for (const SlotWithToken& one : all) tokens.push_back(one.identity);
  return tokens;
}

}  // namespace pyx::pkcs11
