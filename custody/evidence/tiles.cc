#include "custody/evidence/tiles.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <stdexcept>

namespace pyx::custody {
namespace {

constexpr unsigned kMostLevel = 7;             // a hash of level 7 stands for 2^56 leaves
constexpr std::size_t kLengthBytes = 2;        // before each leaf of a bundle
constexpr std::size_t kMostIndexElements = 7;  // 2^64 has 20 digits

// The number of hashes on `level` of a tree of `size` leaves.
std::uint64_t hashes_on(std::uint64_t size, unsigned level) {
  return level > kMostLevel ? 0 : size >> (kTileHeight * level);
}

std::uint64_t most_index(unsigned level) {
  return hashes_on(std::numeric_limits<std::uint64_t>::max(), level) / kTileWidth;
}

std::string index_path(std::uint64_t index) {
  std::string digits = std::to_string(index);
  digits.insert(0, (3 - digits.size() % 3) % 3, '0');
  std::string path;
  for (std::size_t i = 0; i < digits.size(); i += 3) {
    if (i + 3 < digits.size()) path += 'x';
    path.append(digits, i, 3);
    if (i + 3 < digits.size()) path += '/';
  }
  return path;
}

Error no_tile_path() { return error(Code::kBadInput, "not the path of a tile"); }

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// The number in decimal digits at the front of `text`, at most `most`.
bool take_number(std::string_view& text, std::uint64_t most, std::uint64_t& number) {
  const char* const end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(text.data(), end, number);
  if (failed != std::errc() || number > most) return false;
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
  return true;
}

bool take_index(std::string_view& text, std::uint64_t most, std::uint64_t& index) {
  std::string digits;
  for (std::size_t elements = 0; elements < kMostIndexElements; ++elements) {
    const bool more = take(text, "x");
    if (text.size() < 3) return false;
    digits.append(text.substr(0, 3));
    text.remove_prefix(3);
    if (more) {
      if (!take(text, "/")) return false;
      continue;
    }
    std::string_view rest = digits;
    return take_number(rest, most, index) && rest.empty();
  }
  return false;
}

}  // namespace

std::string tile_path(const TileName& name) {
  std::string path = "tile/";
  path += name.entries ? "entries" : std::to_string(name.level);
  path += '/' + index_path(name.index);
  if (name.width != kTileWidth) path += ".p/" + std::to_string(name.width);
  return path;
}

Result<TileName> parse_tile_path(std::string_view path) {
  std::string_view rest = path;
  TileName name;
  if (!take(rest, "tile/")) return no_tile_path();
  name.entries = take(rest, "entries");
  std::uint64_t level = 0;
  if (!name.entries && !take_number(rest, kMostLevel, level)) return no_tile_path();
  name.level = static_cast<unsigned>(level);
  if (!take(rest, "/") || !take_index(rest, most_index(name.level), name.index)) {
    return no_tile_path();
  }
  if (take(rest, ".p/") && !take_number(rest, kTileWidth - 1, name.width)) return no_tile_path();
  // One path for one tile: leading zeros, a width of 0 and anything behind fail here.
  if (!rest.empty() || name.width == 0 || tile_path(name) != path) return no_tile_path();
  return name;
}

std::uint64_t tile_width(std::uint64_t size, unsigned level, std::uint64_t index) {
  const std::uint64_t hashes = hashes_on(size, level);
  if (index > hashes / kTileWidth) return 0;
  return std::min(kTileWidth, hashes - index * kTileWidth);
}

Result<void> for_each_tile(std::uint64_t size, const OnTile& on_tile) {
  for (const bool entries : {true, false}) {
    for (unsigned level = 0; level <= (entries ? 0 : kMostLevel); ++level) {
      const std::uint64_t tiles = hashes_on(size, level) / kTileWidth;
      for (std::uint64_t index = 0; index <= tiles; ++index) {
        const std::uint64_t width = tile_width(size, level, index);
        if (width > 0) PYX_TRY(on_tile({level, entries, index, width}));
      }
    }
  }
  return {};
}

std::vector<TileName> tiles_of(std::uint64_t size) {
  std::vector<TileName> tiles;
  static_cast<void>(for_each_tile(size, [&tiles](const TileName& name) -> Result<void> {
    tiles.push_back(name);
    return {};
  }));
  return tiles;
}

Bytes encode_entries(std::span<const Bytes> leaves) {
  if (leaves.size() > kTileWidth) throw std::length_error("more leaves than a bundle holds");
  std::size_t size_bytes = 0;
  for (const Bytes& leaf : leaves) {
    if (leaf.size() > kLeafMostBytes) throw std::length_error("a leaf that is too large");
    size_bytes += kLengthBytes + leaf.size();
  }
  Bytes bundle;
  bundle.reserve(size_bytes);
  for (const Bytes& leaf : leaves) {
    bundle.push_back(static_cast<std::uint8_t>(leaf.size() >> 8U));
    bundle.push_back(static_cast<std::uint8_t>(leaf.size() & 0xffU));
    append(bundle, leaf);
  }
  return bundle;
}

Result<std::vector<Bytes>> parse_entries(ByteView bundle) {
  if (bundle.empty()) return error(Code::kBadInput, "an entry bundle without leaves");
  std::vector<Bytes> leaves;
  while (!bundle.empty()) {
    if (leaves.size() == kTileWidth) {
      return error(Code::kBadInput, "an entry bundle of more than 256 leaves");
    }
    if (bundle.size() < kLengthBytes) return error(Code::kBadInput, "an entry bundle is cut short");
    const std::size_t size_bytes = (std::size_t{bundle[0]} << 8U) | bundle[1];
    bundle = bundle.subspan(kLengthBytes);
    if (size_bytes > kLeafMostBytes) {
      return error(Code::kBadInput,
                   "leaf " + std::to_string(leaves.size()) + " of an entry bundle is too large");
    }
    if (bundle.size() < size_bytes) return error(Code::kBadInput, "an entry bundle is cut short");
    leaves.emplace_back(bundle.begin(), bundle.begin() + static_cast<std::ptrdiff_t>(size_bytes));
    bundle = bundle.subspan(size_bytes);
  }
  return leaves;
}

Result<std::vector<Sha256>> parse_hash_tile(ByteView tile) {
  if (tile.empty() || tile.size() % kSha256Bytes != 0 || tile.size() > kTileWidth * kSha256Bytes) {
    return error(Code::kBadInput, "a hash tile is 1 to 256 hashes of 32 bytes, not " +
                                      std::to_string(tile.size()) + " bytes");
  }
  std::vector<Sha256> hashes(tile.size() / kSha256Bytes);
  for (Sha256& hash : hashes) {
    std::ranges::copy(tile.first(kSha256Bytes), hash.begin());
    tile = tile.subspan(kSha256Bytes);
  }
  return hashes;
}

}  // namespace pyx::custody
