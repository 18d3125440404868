#include "custody/evidence/merkle.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <utility>

namespace pyx::custody {
namespace {

constexpr std::uint8_t kLeafPrefix = 0x00;
constexpr std::uint8_t kNodePrefix = 0x01;
constexpr std::size_t kUsualLeafBytes = 2048;
constexpr std::size_t kMostPeaks = 64;  // one bits of a 64-bit size

// RFC 9162, 2.1.1: "the largest power of two smaller than n". Precondition: n > 1.
std::uint64_t split_of(std::uint64_t n) { return std::bit_floor(n - 1); }

std::vector<Sha256> roots_of(std::span<const Sha256> leaf_hashes,
                             const std::vector<LeafRange>& ranges) {
  std::vector<Sha256> roots;
  roots.reserve(ranges.size());
  for (const LeafRange& range : ranges) {
    roots.push_back(merkle_root(leaf_hashes.subspan(range.begin, range.end - range.begin)));
  }
  return roots;
}

}  // namespace

Sha256 leaf_hash(ByteView leaf) {
  // Each sign request hashes a leaf: the usual one is put behind its prefix without allocation.
  std::array<std::uint8_t, 1 + kUsualLeafBytes> joined;
  if (leaf.size() > kUsualLeafBytes) return sha256_of({ByteView(&kLeafPrefix, 1), leaf});
  joined[0] = kLeafPrefix;
  std::ranges::copy(leaf, joined.begin() + 1);
  return sha256(ByteView(joined.data(), 1 + leaf.size()));
}

Sha256 node_hash(const Sha256& left, const Sha256& right) {
  std::array<std::uint8_t, 1 + 2 * kSha256Bytes> joined;
  joined[0] = kNodePrefix;
  std::ranges::copy(left, joined.begin() + 1);
  std::ranges::copy(right, joined.begin() + 1 + kSha256Bytes);
  return sha256(ByteView(joined));
}

Sha256 empty_root() { return sha256(ByteView()); }

Result<MerkleEdge> MerkleEdge::restore(std::uint64_t size, std::vector<Sha256> hashes) {
  const auto wanted = static_cast<std::size_t>(std::popcount(size));
  if (hashes.size() != wanted) {
    return error(Code::kBadInput, "the edge of a tree of " + std::to_string(size) + " leaves has " +
                                      std::to_string(wanted) + " hashes, not " +
                                      std::to_string(hashes.size()));
  }
  MerkleEdge edge;
  edge.size_ = size;
  edge.hashes_ = std::move(hashes);
  return edge;
}

void MerkleEdge::append(const Sha256& leaf_hash, const OnNode& on_node) {
  hashes_.reserve(kMostPeaks);
  Sha256 root = leaf_hash;
  std::size_t kept = hashes_.size();
  unsigned height = 0;
  for (std::uint64_t position = size_; (position & 1U) != 0;) {
    root = node_hash(hashes_[--kept], root);
    ++height;
    position >>= 1U;
    if (on_node) on_node(height, position, root);
  }
  hashes_.resize(kept);
  hashes_.push_back(root);
  ++size_;
}

Sha256 MerkleEdge::root() const {
  if (hashes_.empty()) return empty_root();
  Sha256 root = hashes_.back();
  for (std::size_t i = hashes_.size() - 1; i > 0; --i) root = node_hash(hashes_[i - 1], root);
  return root;
}

Sha256 merkle_root(std::span<const Sha256> leaf_hashes) {
  MerkleEdge edge;
  for (const Sha256& hash : leaf_hashes) edge.append(hash);
  return edge.root();
}

std::vector<LeafRange> inclusion_ranges(std::uint64_t index, std::uint64_t size) {
  std::vector<LeafRange> ranges;
  if (index >= size) return ranges;
  for (LeafRange tree{0, size}; tree.end - tree.begin > 1;) {
    const std::uint64_t middle = tree.begin + split_of(tree.end - tree.begin);
    if (index < middle) {
      ranges.push_back({middle, tree.end});
      tree.end = middle;
    } else {
      ranges.push_back({tree.begin, middle});
      tree.begin = middle;
    }
  }
  std::ranges::reverse(ranges);
  return ranges;
}

std::vector<LeafRange> consistency_ranges(std::uint64_t old_size, std::uint64_t new_size) {
  std::vector<LeafRange> ranges;
  if (old_size == 0 || old_size >= new_size) return ranges;
  LeafRange tree{0, new_size};
  while (tree.end != old_size) {
    const std::uint64_t middle = tree.begin + split_of(tree.end - tree.begin);
    if (old_size <= middle) {
      ranges.push_back({middle, tree.end});
      tree.end = middle;
    } else {
      ranges.push_back({tree.begin, middle});
      tree.begin = middle;
    }
  }
  // 2.1.4.1: SUBPROOF with b true holds nothing, since the verifier has the old root itself.
  if (tree.begin != 0) ranges.push_back(tree);
  std::ranges::reverse(ranges);
  return ranges;
}

std::vector<Sha256> inclusion_proof(std::span<const Sha256> leaf_hashes, std::uint64_t index) {
  return roots_of(leaf_hashes, inclusion_ranges(index, leaf_hashes.size()));
}

std::vector<Sha256> consistency_proof(std::span<const Sha256> leaf_hashes, std::uint64_t old_size) {
  return roots_of(leaf_hashes, consistency_ranges(old_size, leaf_hashes.size()));
}

// RFC 9162, 2.1.3.2; `node` and `last` are its fn and sn.
bool verify_inclusion(const Sha256& leaf_hash, std::uint64_t index, std::uint64_t size,
                      std::span<const Sha256> proof, const Sha256& root) {
  if (index >= size) return false;
  std::uint64_t node = index;
  std::uint64_t last = size - 1;
  Sha256 made = leaf_hash;
  for (const Sha256& sibling : proof) {
    if (last == 0) return false;
    if ((node & 1U) != 0 || node == last) {
      made = node_hash(sibling, made);
      while ((node & 1U) == 0 && node != 0) {
        node >>= 1U;
        last >>= 1U;
      }
    } else {
      made = node_hash(made, sibling);
    }
    node >>= 1U;
    last >>= 1U;
  }
  return last == 0 && made == root;
}

// RFC 9162, 2.1.4.2; `node` and `last` are its fn and sn. The cases old_size 0 and old_size ==
// new_size, which it leaves to the caller, need no proof.
bool verify_consistency(std::uint64_t old_size, const Sha256& old_root, std::uint64_t new_size,
                        const Sha256& new_root, std::span<const Sha256> proof) {
  if (old_size > new_size) return false;
  if (old_size == 0 && old_root != empty_root()) return false;
  if (old_size == new_size) return proof.empty() && old_root == new_root;
  if (old_size == 0) return proof.empty();
  if (proof.empty()) return false;

  std::uint64_t node = old_size - 1;
  std::uint64_t last = new_size - 1;
  while ((node & 1U) != 0) {
    node >>= 1U;
    last >>= 1U;
  }
  Sha256 made_old = old_root;
  if (!std::has_single_bit(old_size)) {
    made_old = proof.front();
    proof = proof.subspan(1);
  }
  Sha256 made_new = made_old;
  for (const Sha256& sibling : proof) {
    if (last == 0) return false;
    if ((node & 1U) != 0 || node == last) {
      made_old = node_hash(sibling, made_old);
      made_new = node_hash(sibling, made_new);
      while ((node & 1U) == 0 && node != 0) {
        node >>= 1U;
        last >>= 1U;
      }
    } else {
      made_new = node_hash(made_new, sibling);
    }
    node >>= 1U;
    last >>= 1U;
  }
  return last == 0 && made_old == old_root && made_new == new_root;
}

}  // namespace pyx::custody
