#include "custody/freshness/known_head.h"

#include "custody/stored_log.h"

namespace pyx::custody {

Result<Standing> standing_of(const KnownHead& head, Store& store, std::uint64_t log_size,
                             const std::vector<LostHistory>& lost) {
  if (head.size <= log_size) {
    PYX_ASSIGN(const Sha256 root, root_at(store, head.size));
    if (root == head.root) return Standing::kOurs;
  }
  if (given_up(lost, head.size, head.root) != nullptr) return Standing::kGivenUp;
  return head.size > log_size ? Standing::kAhead : Standing::kAnotherHistory;
}

std::string complaint(const KnownHead& head, Standing standing, std::uint64_t log_size) {
  const std::string said =
      head.where + " says " + std::to_string(head.size) + " leaves with root " + to_hex(head.root);
  if (standing == Standing::kAhead) {
    return "the store is behind by " + std::to_string(head.size - log_size) + " leaves: it has " +
           std::to_string(log_size) + ", " + said;
  }
  return "the store holds another history: " + said + ", which is not how its log begins";
}

}  // namespace pyx::custody
