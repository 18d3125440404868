// custody::Vault, the one door to a vault: pyx opens it in-process at an air-gapped table, pyxd
// serves it over the network.
#pragma once

#include <filesystem>
#include <memory>

#include "base/clock.h"
#include "custody/coins/operation_desk.h"
#include "custody/keys/vault_token.h"
#include "custody/signing/signing_desk.h"
#include "custody/signing/signing_numbers.h"
#include "custody/vault_access.h"

namespace pyx::custody {

struct VaultOptions {
  std::filesystem::path folder;
  TokenOpener open_token;        // without one, whatever needs the token is kAskPerson
  const Clock* clock = nullptr;  // outlives the vault
  unsigned signing_threads = 2;  // one a core; 0: no signing desk
  Duration request_retention = std::chrono::hours(24);  // request ids older than this are refused
  TokenLimits token_limits;
  // Told when something is wrong with the token and when it is well again, by a thread of its own.
  std::function<void(const std::optional<Error>& trouble)> on_token;
};

// Threads: every member may be called from several threads at a time.
class Vault : public VaultAccess {
 public:
  // Locks the folder, rebuilds the register from the log, checks it against the store, and, when a
  // token opener is given and an act was cut off in the middle, reconciles it with the token
  // (ACT-ONCE). With a signing desk, a token that is away or broken does not keep the vault shut:
  // it is tried again until it is well, and the act then finished. Errors: kNotFound (no vault
  // here), kConflict (open in another process: names its pid), kStore, kRefused with STATE-FRESH.
  static Result<std::unique_ptr<Vault>> open(VaultOptions options);

  virtual SigningDesk& signing() = 0;
  virtual OperationDesk& operations() = 0;
  // Of the signing desk; all zero without one.
  virtual SigningNumbers signing_numbers() { return {}; }
  // Which client of the present policy this is. Errors: kRefused with CLIENT-PINNED.
  virtual Result<policies::Client> client(const ClientIdentity& identity) = 0;
  // Signs with the canary key and checks the result; proves that the token signs now.
  virtual Result<void> canary() = 0;
  // Whether the store takes a commit now.
  virtual Result<void> check_store() = 0;
  // The newest checkpoint that was signed; signs a new one first if there are leaves that it does
  // not cover. Tiles of the log as served: `path` as custody/evidence/tiles.h writes it. Errors:
  // kBadInput, kNotFound.
  virtual Result<Bytes> tile(const std::string& path) = 0;
  // Ends the signing desk: requests that were admitted are answered and settled. If the token is
  // open, signs a checkpoint over all of it. Called by the destructor too.
  virtual void stop() = 0;
  // Calls on the token that have not come back. As long as there are any, a process must end
  // without the clean-up of the module.
  virtual unsigned hung_calls() const { return 0; }
};

}  // namespace pyx::custody
