// custody::Vault, the one door to a vault: pyx opens it in-process at an air-gapped table, pyxd
// serves it over the network.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "base/clock.h"
#include "custody/coins/operation_desk.h"
#include "custody/freshness/freshness.h"
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
  // Checkpoints of this vault's log that somebody keeps elsewhere (STATE-FRESH).
  std::vector<std::filesystem::path> witnesses;
  Duration look_every = std::chrono::minutes(1);  // at the witnesses and the token's anchor
  // Told when it is suspended and when that is over, by whichever thread found out; quickly.
  std::function<void(const Freshness&)> on_freshness;
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
  // here), kConflict (open in another process: names its pid), kStore. A store that is not the
  // newest there is opens too: it can be read, and refuses all else (freshness()).
  static Result<std::unique_ptr<Vault>> open(VaultOptions options);

  virtual SigningDesk& signing() = 0;
  virtual OperationDesk& operations() = 0;
  // Of the signing desk; all zero without one.
  virtual SigningNumbers signing_numbers() { return {}; }
  // Whether it is suspended (STATE-FRESH); without waiting for a commit.
  virtual Freshness freshness() { return {}; }
  // Wrong tags of the past day by client, of those who brought any.
  virtual Result<std::map<std::string, std::uint64_t>> bad_coins() {
    return std::map<std::string, std::uint64_t>();
  }
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
