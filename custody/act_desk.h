// Where acts are proposed, decided and executed, and freezes accepted: each a leaf, each once
// (ACT-QUORUM, ACT-ONCE).
#pragma once

#include <functional>
#include <mutex>

#include "custody/acts/token_act.h"
#include "custody/evidence_log.h"
#include "custody/keys/vault_token.h"
#include "custody/vault_access.h"

namespace pyx::custody {

// Threads: any. What it holds outlives it.
class ActDesk {
 public:
  ActDesk(EvidenceLog& log, Store& store, VaultToken& token, std::uint64_t epoch)
      : log_(log), store_(store), token_(token), epoch_(epoch) {}

  // As in custody/vault_access.h.
  Result<std::vector<ActRecord>> acts() const;
  Result<ActRecord> act(const Uuid& id) const;
  Result<ActRecord> propose(const Envelope& envelope, const std::optional<Bytes>& document);
  Result<ActRecord> decide(const Uuid& act, const Envelope& envelope);
  Result<FreezeRecord> freeze(const Envelope& envelope);
  Result<LoweredBudget> lower(const Envelope& envelope);
  Result<ActRecord> execute(const Uuid& act);

  // For acts that people do at a table (waits_for_people). begin() writes the intent, or finds it
  // written by an attempt that was cut off. What is checked last, before an intent is written, is
  // `before`; its errors are passed on. Errors: those of check_executable; kRetry while another
  // act is being executed that this one does not leave behind. Then one of the others.
  Result<void> begin(const Uuid& act, const std::function<Result<void>()>& before = {});
  Result<ActRecord> finish(Performed done);
  // Errors: kConflict if it is not being executed, or is not of these.
  Result<void> give_up(const Uuid& act);

  // Finishes the act that a crash or a failing store cut off after its intent, if there is one;
  // that the token refuses it for good finishes it too. Errors: the token's, kStore; then the act
  // stays as it is and the next start, or the next execution, tries again.
  Result<void> reconcile();

 private:
  struct Finished {
    Uuid act;
    Result<void> outcome;  // as it was recorded
  };
  Result<std::optional<Finished>> finish_cut_off();  // with executing_ held
  Result<void> clear_the_way(const Uuid& act);
  Result<void> go_on_with(const Act& begun);
  Result<void> execute_on_token(const Act& act);
  Result<void> finish_on_token(const Act& act, Attempt attempt);
  Result<void> record(Performed done);
  Result<void> check_unneeded(const Uuid& key);
  Result<void> write_intent(const Act& act, const pkcs11::Token& token);
  EvidenceLog::WriteFor written_for(const Uuid& act) const;
  Result<void> expire_if_over(const Uuid& act);

  EvidenceLog& log_;
  Store& store_;
  VaultToken& token_;
  const std::uint64_t epoch_;
  std::mutex executing_;  // acts are executed one at a time
};

}  // namespace pyx::custody
