// Tiles: the log as static files that anyone can serve. Height 8: 256 hashes a tile. Source: C2SP
// tlog-tiles v1.0.0.
//   tile/<level>/<index>[.p/<width>]    hashes; level 0 are the leaves'
//   tile/entries/<index>[.p/<width>]    entry bundle: each leaf behind its length in 2 bytes,
//   big-endian
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/sha256.h"

namespace pyx::custody {

inline constexpr unsigned kTileHeight = 8;
inline constexpr std::uint64_t kTileWidth = 256;
inline constexpr std::size_t kLeafMostBytes = 16384;

struct TileName {
  unsigned level = 0;  // 0 to 7; unused for entry bundles
  bool entries = false;
  std::uint64_t index = 0;
  std::uint64_t width = kTileWidth;  // 1 to 255: a partial tile
  bool operator==(const TileName&) const = default;
};
std::string tile_path(const TileName& name);  // "tile/0/x001/234.p/17"
// Exactly what tile_path writes, and only tiles that a tree of less than 2^64 leaves can have.
// Errors: kBadInput.
Result<TileName> parse_tile_path(std::string_view path);

// The width that tile `index` of `level` (entry bundles: level 0) has in a tree of `size` leaves:
// 1 to 256, or 0 if the tree has no such tile.
std::uint64_t tile_width(std::uint64_t size, unsigned level, std::uint64_t index);
// Every entry bundle and tile of a tree of `size` leaves: bundles first, then level by level, the
// partial one last on its level. Stops at the first error of `on_tile`: the form for a size that
// came from outside.
using OnTile = std::function<Result<void>(const TileName&)>;
Result<void> for_each_tile(std::uint64_t size, const OnTile& on_tile);
// The same as a list, about size/4 bytes long: only for a size that is known to be real.
std::vector<TileName> tiles_of(std::uint64_t size);

// Precondition: at most kTileWidth leaves of at most kLeafMostBytes; std::length_error otherwise.
Bytes encode_entries(std::span<const Bytes> leaves);
// 1 to 256 leaves. Errors: kBadInput: empty, cut short, too many leaves, or one that is too large.
Result<std::vector<Bytes>> parse_entries(ByteView bundle);
// 1 to 256 hashes. Errors: kBadInput: empty, too many, or not a multiple of 32 bytes.
Result<std::vector<Sha256>> parse_hash_tile(ByteView tile);

}  // namespace pyx::custody
