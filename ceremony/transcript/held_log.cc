#include "ceremony/transcript/held_log.h"

#include <utility>

#include "base/file.h"
#include "custody/acts/act.h"
#include "custody/acts/freeze_statement.h"
#include "custody/evidence/leaf.h"
#include "custody/evidence/merkle.h"
#include "custody/evidence/tiles.h"
#include "custody/evidence/verify.h"
#include "custody/founding/founding_statement.h"

namespace pyx::ceremony::transcript {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBundleMostBytes = custody::kTileWidth * (custody::kLeafMostBytes + 2);

// The export was verified: what is read here hangs together.
class Reading {
 public:
  explicit Reading(const fs::path& folder) : folder_(folder) {}

  Result<HeldLog> run(const custody::VerifyReport& report) {
    log_.vault = report.vault;
    log_.size = report.size;
    PYX_TRY(custody::for_each_tile(report.size, [this](const custody::TileName& name) {
      return name.entries ? read_leaves(name) : Result<void>();
    }));
    return std::move(log_);
  }

 private:
  Result<void> read_leaves(const custody::TileName& name) {
    PYX_ASSIGN(const Bytes bytes, read_file(folder_ / custody::tile_path(name), kBundleMostBytes));
    PYX_ASSIGN(const std::vector<Bytes> leaves, custody::parse_entries(bytes));
    for (const Bytes& leaf : leaves) PYX_TRY(take(leaf));
    return {};
  }

  Result<void> take(const Bytes& bytes) {
    PYX_ASSIGN(const custody::Leaf leaf, custody::parse_leaf(bytes));
    const Sha256 hash = custody::leaf_hash(bytes);
    const std::uint64_t index = next_++;
    if (const auto* genesis = std::get_if<custody::GenesisLeaf>(&leaf.body)) {
      log_.founding_leaf = hash;
      return take_founding(*genesis, leaf.time);
    }
    if (const auto* proposal = std::get_if<custody::ProposalLeaf>(&leaf.body))
      return take_proposal(*proposal, index, hash);
    if (const auto* decision = std::get_if<custody::DecisionLeaf>(&leaf.body)) {
      log_.acts[index] = {decision->act.text(), "decided", hash};
    } else if (const auto* executed = std::get_if<custody::ExecutedLeaf>(&leaf.body)) {
      log_.acts[index] = {executed->act.text(), "executed", hash};
      return take_policy_change(executed->act, leaf.time);
    } else if (const auto* failed = std::get_if<custody::FailedLeaf>(&leaf.body)) {
      log_.acts[index] = {failed->act.text(), "failed", hash};
    } else if (const auto* freeze = std::get_if<custody::FreezeLeaf>(&leaf.body)) {
      return take_freeze(*freeze, index, hash);
    }
    return {};
  }

  Result<void> take_freeze(const custody::FreezeLeaf& leaf, std::uint64_t index,
                           const Sha256& hash) {
    const Bytes& payload = leaf.envelope.payload;
    PYX_ASSIGN(const custody::FreezeStatement freeze, custody::parse_freeze(payload));
    log_.freezes[index] = {to_hex(sha256(payload)), freeze.person, custody::to_text(freeze.target),
                           hash};
    return {};
  }

  Result<void> take_founding(const custody::GenesisLeaf& genesis, Time time) {
    PYX_ASSIGN(const Bytes envelope, blob(genesis.envelope));
    PYX_ASSIGN(const custody::Envelope read, custody::parse_envelope(as_text(envelope)));
    PYX_ASSIGN(const custody::FoundingStatement founding, custody::parse_founding(read.payload));
    log_.token_serial = founding.token.serial;
    return add_policy(genesis.policy, time);
  }

  Result<void> take_proposal(const custody::ProposalLeaf& proposal, std::uint64_t index,
                             const Sha256& hash) {
    PYX_ASSIGN(const custody::Act act, custody::parse_act(proposal.envelope.payload));
    log_.acts[index] = {act.id.text(), "proposed", hash, act.nonce};
    if (const auto* change = std::get_if<custody::PolicyChange>(&act.parameters))
      changes_[act.id] = change->policy;
    return {};
  }

  Result<void> take_policy_change(const Uuid& act, Time time) {
    const auto change = changes_.find(act);
    return change == changes_.end() ? Result<void>() : add_policy(change->second, time);
  }

  Result<void> add_policy(const Sha256& digest, Time since) {
    PYX_ASSIGN(const Bytes bytes, blob(digest));
    PYX_ASSIGN(policies::Policy policy, policies::parse_policy(as_text(bytes), "policy"));
    log_.policies.push_back({since, std::move(policy)});
    return {};
  }

  Result<Bytes> blob(const Sha256& digest) const {
    return read_file(folder_ / "blobs" / "sha256" / to_hex(digest));
  }

  const fs::path& folder_;
  HeldLog log_;
  std::uint64_t next_ = 0;
  std::map<Uuid, Sha256> changes_;  // of policies, by the act
};

}  // namespace

std::vector<const policies::Policy*> HeldLog::in_force(Time from, Time until) const {
  std::vector<const policies::Policy*> found;
  for (std::size_t i = 0; i < policies.size(); ++i) {
    const bool begun = i == 0 || policies[i].since <= until;
    const bool over = i + 1 < policies.size() && policies[i + 1].since < from;
    if (begun && !over) found.push_back(&policies[i].policy);
  }
  return found;
}

Result<HeldLog> read_held_log(const fs::path& folder, const std::optional<Sha256>& root) {
  PYX_ASSIGN(const custody::VerifyReport report,
             custody::verify_export(folder, root, std::nullopt));
  return Reading(folder).run(report);
}

}  // namespace pyx::ceremony::transcript
