#include "pkcs11/open_token.h"

#include "pkcs11/local_token.h"
#include "pkcs11/module.h"
#include "pkcs11/slot.h"
#include "pkcs11/token_match.h"

namespace pyx::pkcs11 {

Result<std::unique_ptr<Token>> open_token(const TokenUri& uri, Pin pin,
                                          const OpenOptions& options) {
  return open_token(uri, std::make_shared<const Pin>(std::move(pin)), options);
}

Result<std::unique_ptr<Token>> open_token(const TokenUri& uri, std::shared_ptr<const Pin> pin,
                                          const OpenOptions& options) {
  PYX_ASSIGN(FoundToken found, find_token(uri));
  return LocalToken::open(std::move(found.module), found.where.identity, std::move(pin), options);
}

Result<SeenToken> look_for_token(const TokenUri& uri) {
  PYX_ASSIGN(const FoundToken found, find_token(uri));
  return SeenToken{found.where.identity, found.where.firmware_version};
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
