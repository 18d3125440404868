#include "custody/evidence/named_blobs.h"

#include "custody/acts/act.h"
#include "custody/evidence/leaf.h"

namespace pyx::custody {

Result<std::vector<Sha256>> named_blobs(ByteView bytes) {
  PYX_ASSIGN(const Leaf leaf, parse_leaf(bytes));
  if (const auto* genesis = std::get_if<GenesisLeaf>(&leaf.body)) {
    return std::vector{genesis->envelope, genesis->policy};
  }
  if (const auto* proposal = std::get_if<ProposalLeaf>(&leaf.body)) {
    PYX_ASSIGN(const Act act, parse_act(proposal->envelope.payload));
    if (const auto* change = std::get_if<PolicyChange>(&act.parameters))
      return std::vector{change->policy};
    if (const auto* set = std::get_if<BudgetSet>(&act.parameters)) return std::vector{set->budgets};
    const auto* prove = std::get_if<BackupProve>(&act.parameters);
    const auto* restore = std::get_if<BackupRestore>(&act.parameters);
    const auto matrix = prove != nullptr     ? prove->matrix
                        : restore != nullptr ? restore->matrix
                                             : std::optional<Sha256>();
    if (matrix) return std::vector{*matrix};
  }
  if (const auto* executed = std::get_if<ExecutedLeaf>(&leaf.body)) {
    std::vector<Sha256> named;
    for (const auto& blob :
         {executed->made_keys, executed->refund ? executed->refund->delivery : std::nullopt,
          executed->backup_file, executed->share_set, executed->token_proof,
          executed->token_binding}) {
      if (blob) named.push_back(*blob);
    }
    return named;
  }
  const auto* operation = std::get_if<OperationLeaf>(&leaf.body);
  if (operation != nullptr && operation->operation == Operation::kLedgerAttest)
    return std::vector{*operation->statement};
  return std::vector<Sha256>();
}

}  // namespace pyx::custody
