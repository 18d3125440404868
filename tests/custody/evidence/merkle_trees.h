// Trees to test with, and proofs that must not hold.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "custody/evidence/merkle.h"

namespace pyx::testing {

inline constexpr std::uint64_t kMostSize = 130;

// The reference tree of Certificate Transparency (google/certificate-transparency and
// transparency-dev/merkle, testonly/constants.go): leaves, and the root of each size.
inline constexpr std::array<std::string_view, 8> kCtLeaves = {"",
                                                              "00",
                                                              "10",
                                                              "2021",
                                                              "3031",
                                                              "40414243",
                                                              "5051525354555657",
                                                              "606162636465666768696a6b6c6d6e6f"};
inline constexpr std::array<std::string_view, 9> kCtRoots = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

inline Sha256 digest(std::string_view hex) { return sha256_from_hex(hex).value(); }

inline std::vector<Sha256> digests(std::initializer_list<std::string_view> hex) {
  std::vector<Sha256> all;
  for (const std::string_view one : hex) all.push_back(digest(one));
  return all;
}

inline std::vector<Sha256> ct_leaf_hashes() {
  std::vector<Sha256> hashes;
  for (const std::string_view leaf : kCtLeaves)
    hashes.push_back(custody::leaf_hash(*from_hex(leaf)));
  return hashes;
}

inline std::vector<Sha256> numbered_leaf_hashes(std::size_t size) {
  std::vector<Sha256> hashes;
  for (std::size_t i = 0; i < size; ++i) {
    hashes.push_back(custody::leaf_hash(as_bytes("leaf " + std::to_string(i))));
  }
  return hashes;
}

using Proof = std::vector<Sha256>;

// Small sizes and those around powers of two, for what would take too long for every size.
inline std::vector<std::uint64_t> telling_sizes() {
  std::vector<std::uint64_t> sizes;
  for (std::uint64_t size = 1; size <= kMostSize; ++size) {
    if (size <= 40 || (size >= 63 && size <= 66) || size >= 127) sizes.push_back(size);
  }
  return sizes;
}

// Every proof that differs from `proof` in one bit of each hash, in its length or in its order.
inline std::vector<Proof> damaged(const Proof& proof) {
  std::vector<Proof> all;
  for (std::size_t i = 0; i < proof.size(); ++i) {
    all.push_back(proof);
    all.back()[i][i % kSha256Bytes] ^= static_cast<std::uint8_t>(1U << (i % 8));
    all.push_back(proof);
    all.back().erase(all.back().begin() + static_cast<std::ptrdiff_t>(i));
    if (i > 0) {
      all.push_back(proof);
      std::swap(all.back()[i - 1], all.back()[i]);
    }
  }
  for (const Sha256& more : {Sha256{}, proof.empty() ? custody::empty_root() : proof.back()}) {
    all.push_back(proof);
    all.back().push_back(more);
    all.push_back(proof);
    all.back().insert(all.back().begin(), more);
  }
  return all;
}

}  // namespace pyx::testing
