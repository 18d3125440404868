#include "ceremony/cli/request_view.h"

#include <algorithm>
#include <vector>

#include "custody/evidence/leaf.h"

namespace pyx::ceremony {
namespace {

// "3 coins of eur-5, period 2, 1500 minor units of EUR"
std::string coins_text(const std::vector<custody::KeyRecord>& keys, const Uuid& id,
                       std::uint64_t count) {
  const std::string coins = std::to_string(count) + (count == 1 ? " coin" : " coins");
  const auto key = std::ranges::find(keys, id, &custody::KeyRecord::id);
  if (key == keys.end() || !key->coins) return coins + " of key " + id.text();
  std::string text = coins + " of " + key->coins->denomination + ", period " +
                     std::to_string(key->coins->period.number);
  if (const auto worth = custody::times(count, key->coins->value)) {
    text += ", " + std::to_string(worth->value) + " minor units of " + key->coins->currency;
  }
  return text;
}

}  // namespace

Result<std::string> request_in_words(custody::VaultAccess& vault, std::uint64_t leaf) {
  const std::string title = "the request at leaf " + std::to_string(leaf);
  PYX_ASSIGN(const std::vector<Bytes> leaves, vault.leaves(leaf, 1));
  if (leaves.empty()) return "  " + title + ": THE LOG HAS NO SUCH LEAF\n";
  PYX_ASSIGN(const custody::Leaf read, custody::parse_leaf(leaves.front()));
  const auto* const operation = std::get_if<custody::OperationLeaf>(&read.body);
  if (operation == nullptr) {
    return "  " + title + " IS NO REQUEST OF THE MINT: it is of kind " +
           std::string(custody::leaf_kind(read)) + "\n";
  }
  PYX_ASSIGN(const std::vector<custody::KeyRecord> keys, vault.keys());
  std::string text = title + ", as the log has it:\n  " +
                     std::string(to_text(operation->operation)) + " by client " +
                     operation->client + ", " + to_rfc3339(read.time) + ", request " +
                     operation->request.text() + "\n";
  for (const custody::IssuedCoins& line : operation->moves.issued) {
    text += "  issued: " + coins_text(keys, line.key, line.count) + "\n";
  }
  for (const custody::RetiredCoins& line : operation->moves.retired) {
    text += "  retired: " + coins_text(keys, line.key, line.coins.size()) + "\n";
  }
  return text;
}

}  // namespace pyx::ceremony
