// The Merkle tree of RFC 6962 (hashing: RFC 9162 section 2.1): append, root, inclusion and
// consistency proofs.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/sha256.h"

namespace pyx::custody {

Sha256 leaf_hash(ByteView leaf);                            // SHA-256(0x00 || leaf)
Sha256 node_hash(const Sha256& left, const Sha256& right);  // SHA-256(0x01 || left || right)
Sha256 empty_root();                                        // SHA-256 of nothing

// The right edge of a growing tree: the roots of its largest complete subtrees, largest first.
class MerkleEdge {
 public:
  MerkleEdge() = default;
  // Errors: kBadInput if the number of hashes is not the number of one bits of `size`.
  static Result<MerkleEdge> restore(std::uint64_t size, std::vector<Sha256> hashes);

  // Called for each complete subtree that comes to be: its height (1: two leaves), its position at
  // that height, its root.
  using OnNode = std::function<void(unsigned height, std::uint64_t position, const Sha256& root)>;
  // Allocates only at the first call. If `on_node` throws, the edge is as before.
  void append(const Sha256& leaf_hash, const OnNode& on_node = {});
  std::uint64_t size() const { return size_; }
  Sha256 root() const;
  const std::vector<Sha256>& hashes() const { return hashes_; }

 private:
  std::uint64_t size_ = 0;
  std::vector<Sha256> hashes_;
};

// The root of the tree of these leaves.
Sha256 merkle_root(std::span<const Sha256> leaf_hashes);

// The leaves [begin, end): a subtree of which a proof holds the root.
struct LeafRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  bool operator==(const LeafRange&) const = default;
};
// The subtrees that make up a proof, in the order of the proof, whoever has their roots. Empty for
// index >= size, old_size == 0 and old_size >= new_size. Source: RFC 9162, PATH (2.1.3.1) and
// PROOF (2.1.4.1).
std::vector<LeafRange> inclusion_ranges(std::uint64_t index, std::uint64_t size);
std::vector<LeafRange> consistency_ranges(std::uint64_t old_size, std::uint64_t new_size);

// Source: RFC 9162 sections 2.1.3 and 2.1.4. Proofs are made from all leaf hashes (offline) and
// checked by anyone.
std::vector<Sha256> inclusion_proof(std::span<const Sha256> leaf_hashes, std::uint64_t index);
std::vector<Sha256> consistency_proof(std::span<const Sha256> leaf_hashes, std::uint64_t old_size);
// A proof alone does not bind `size`: trees of nearby sizes can share a path's shape. Take size and
// root from one signed checkpoint. The empty tree is the beginning of every tree, by an empty
// proof.
bool verify_inclusion(const Sha256& leaf_hash, std::uint64_t index, std::uint64_t size,
                      std::span<const Sha256> proof, const Sha256& root);
bool verify_consistency(std::uint64_t old_size, const Sha256& old_root, std::uint64_t new_size,
                        const Sha256& new_root, std::span<const Sha256> proof);

}  // namespace pyx::custody
