#include "custody/acts/lost_history.h"

#include "custody/acts/act.h"
#include "custody/evidence/leaf.h"

namespace pyx::custody {

const LostHistory* given_up(const std::vector<LostHistory>& all, std::uint64_t size,
                            const Sha256& root) {
  for (const LostHistory& lost : all) {
    if (size == lost.lost_size && root == lost.lost_root) return &lost;
    // Whoever looked earlier has a head from somewhere on the way.
    if (size > lost.size && size < lost.lost_size) return &lost;
  }
  return nullptr;
}

std::string in_words(const LostHistory& lost) {
  return "the log of " + std::to_string(lost.lost_size) + " leaves with root " +
         to_hex(lost.lost_root) + " is lost behind leaf " + std::to_string(lost.size) +
         " and was given up by act " + lost.act.text();
}

Result<void> check_goes_on_from(const Leaf& leaf, std::uint64_t size, const Sha256& root) {
  const auto* proposal = std::get_if<ProposalLeaf>(&leaf.body);
  if (proposal == nullptr) return {};
  PYX_ASSIGN(const Act act, parse_act(proposal->envelope.payload));
  const auto* accept = std::get_if<StateAccept>(&act.parameters);
  if (accept == nullptr || (accept->size == size && accept->root == root)) return {};
  return error(Code::kConflict, "the act goes on from " + std::to_string(accept->size) +
                                    " leaves with root " + to_hex(accept->root) + "; the log has " +
                                    std::to_string(size) + " with root " + to_hex(root));
}

}  // namespace pyx::custody
