// Tiles: the log as static files that anyone can serve. Height 8: 256 hashes a tile. Source: C2SP
// tlog-tiles v1.0.0.
//   tile/<level>/<index>[.p/<width>]    hashes; level 0 are the leaves'
//   tile/entries/<index>[.p/<width>]    entry bundle: each leaf behind its length in 2 bytes,
//   big-endian
#pragma once

#include <cstdint>
#include <span>
#include <string>
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
};
std::string tile_path(const TileName& name);  // "tile/0/x001/234.p/17"
Result<TileName> parse_tile_path(
    std::string_view path);  // kBadInput; exactly what tile_path writes
// Every tile and entry bundle of a tree of `size` leaves, partial ones last on their level.
std::vector<TileName> tiles_of(std::uint64_t size);

Bytes encode_entries(std::span<const Bytes> leaves);  // each at most kLeafMostBytes
Result<std::vector<Bytes>> parse_entries(
    ByteView bundle);  // kBadInput: cut short, or a leaf that is too large
Result<std::vector<Sha256>> parse_hash_tile(
    ByteView tile);  // kBadInput: not a multiple of 32 bytes

}  // namespace pyx::custody
