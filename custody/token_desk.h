// Where a vault goes on on another token, by an act token.replace: planned, or after its own was
// lost. Nothing here needs the old token. What is cut off in the middle is gone on with by the same
// call under the same act, with the new token at hand; until its outcome is durable the vault is
// bound to the old token.
#pragma once

#include <optional>
#include <string>

#include "custody/act_desk.h"
#include "custody/evidence_log.h"
#include "custody/keys/vault_token.h"

namespace pyx::custody {

// Where the new token is found.
struct NewToken {
  std::string uri;  // no PIN source in it: kept, and handed to `open` whenever it is opened
  TokenOpener open;
};

// Threads: one at a time. What it holds outlives it.
class TokenDesk {
 public:
  TokenDesk(EvidenceLog& log, Store& store, VaultToken& token, ActDesk& acts)
      : log_(log), store_(store), token_(token), acts_(acts) {}

  // Executes the act. Once it is executed, called again, it makes sure that the vault finds its
  // token. Errors: kBadInput for an act of another type; those of check_executable and of
  // custody/acts/token_move.h; kConflict in a process that serves requests. After any error but the
  // first kind the act stays executing: call again, or give_up().
  Result<ActRecord> replace(const Uuid& act, const NewToken& to);
  // Records that the act failed, once what it left on the new token is destroyed. Without the new
  // token what it left stays there: it is no key of the vault and never becomes one. Errors:
  // kConflict if it is not being executed; the token's, kStore.
  Result<void> give_up(const Uuid& act, const std::optional<NewToken>& on);
  // The newest checkpoint that the store keeps, as it was signed; nothing if none ever was.
  Result<std::optional<std::string>> last_checkpoint() const;

 private:
  using Shared = std::shared_ptr<pkcs11::Token>;
  Result<ActRecord> find(const Uuid& act) const;
  Result<Shared> open(const NewToken& to);
  Result<void> go_over(const NewToken& to, Shared token);
  Result<ActRecord> make_sure(const ActRecord& done, const NewToken& to);

  EvidenceLog& log_;
  Store& store_;
  VaultToken& token_;
  ActDesk& acts_;
};

}  // namespace pyx::custody
