// The token that a vault is bound to: opened when the first thing needs it, and checked before
// anything is asked of it.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "custody/founding/founding_statement.h"
#include "pkcs11/token.h"

namespace pyx::custody {

using TokenOpener = std::function<Result<std::unique_ptr<pkcs11::Token>>(const std::string& uri)>;

// Threads: any. The token stays open until the end.
class VaultToken {
 public:
  // `uri` is what the founding kept: where the token was found, no PIN source in it.
  VaultToken(TokenOpener opener, std::string uri, FoundingStatement founding)
      : opener_(std::move(opener)), uri_(std::move(uri)), founding_(std::move(founding)) {}

  // Errors: kAskPerson without an opener; the opener's; kRefused with TOKEN-BOUND if serial, model,
  // manufacturer or the marker are not the founding's.
  Result<pkcs11::Token*> get();
  bool can_open() const { return static_cast<bool>(opener_); }
  bool is_open();  // whether somebody needed it so far

 private:
  TokenOpener opener_;
  std::string uri_;
  FoundingStatement founding_;
  std::mutex mutex_;
  std::unique_ptr<pkcs11::Token> token_;
};

// Control TOKEN-BOUND. Errors: kRefused.
Result<void> check_token_bound(pkcs11::Token& token, const FoundingStatement& founding);

}  // namespace pyx::custody
