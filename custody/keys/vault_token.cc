#include "custody/keys/vault_token.h"

namespace pyx::custody {

Result<void> check_token_bound(pkcs11::Token& token, const FoundingStatement& founding) {
  if (!pkcs11::same_token(token.identity(), founding.token)) {
    return refused("TOKEN-BOUND", "the token has serial " + token.identity().serial +
                                      "; the vault is bound to serial " + founding.token.serial);
  }
  PYX_ASSIGN(const auto marker, token.read_marker());
  if (!marker || *marker != founding.nonce) {
    return refused(
        "TOKEN-BOUND",
        "the token does not carry this vault's marker: it was initialised anew or is a copy");
  }
  return {};
}

bool VaultToken::is_open() {
  const std::lock_guard lock(mutex_);
  return token_ != nullptr;
}

Result<pkcs11::Token*> VaultToken::get() {
  const std::lock_guard lock(mutex_);
  if (token_) return token_.get();
  if (!opener_)
    return error(Code::kAskPerson, "this needs the token: give its PIN with --pin-source");
  PYX_ASSIGN(auto opened, opener_(uri_));
  PYX_TRY(check_token_bound(*opened, founding_));
  token_ = std::move(opened);
  return token_.get();
}

}  // namespace pyx::custody
