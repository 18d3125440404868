#include "custody/evidence/exported_log.h"

#include "base/file.h"
#include "custody/evidence/note.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kBundleMostBytes = kTileWidth * (kLeafMostBytes + 2);

Error shorter(const TileName& name) {
  return error(Code::kBadInput, tile_path(name) + " of the export is shorter than its checkpoint");
}

}  // namespace

Result<ExportedLog> ExportedLog::open(const std::filesystem::path& folder) {
  PYX_ASSIGN(const Bytes text, read_file(folder / "checkpoint"));
  PYX_ASSIGN(const SignedNote note, parse_note(as_text(text)));
  PYX_ASSIGN(Checkpoint checkpoint, parse_checkpoint(note.text));
  return ExportedLog(folder, pyx::to_text(text), std::move(checkpoint));
}

Result<std::vector<Sha256>> ExportedLog::entries(unsigned level, std::uint64_t first,
                                                 std::uint64_t count) const {
  if (count == 0) return std::vector<Sha256>();
  TileName name{level, false, first / kTileWidth, 0};
  name.width = tile_width(checkpoint_.size, level, name.index);
  PYX_ASSIGN(const Bytes bytes, read_file(folder_ / tile_path(name), kBundleMostBytes));
  PYX_ASSIGN(std::vector<Sha256> hashes, parse_hash_tile(bytes));
  const std::uint64_t skipped = first % kTileWidth;
  if (hashes.size() < skipped + count) return shorter(name);
  const auto begin = hashes.begin() + static_cast<std::ptrdiff_t>(skipped);
  return std::vector<Sha256>(begin, begin + static_cast<std::ptrdiff_t>(count));
}

Result<MerkleEdge> ExportedLog::edge_at(std::uint64_t size) const {
  return edge_of_tiles(size, [this](unsigned level, std::uint64_t first, std::uint64_t count) {
    return entries(level, first, count);
  });
}

Result<std::vector<Bytes>> ExportedLog::leaves_from(std::uint64_t first) const {
  TileName name{0, true, first / kTileWidth, 0};
  name.width = tile_width(checkpoint_.size, 0, name.index);
  PYX_ASSIGN(const Bytes bytes, read_file(folder_ / tile_path(name), kBundleMostBytes));
  PYX_ASSIGN(std::vector<Bytes> leaves, parse_entries(bytes));
  const std::uint64_t skipped = first % kTileWidth;
  if (leaves.size() != name.width || leaves.size() <= skipped) return shorter(name);
  leaves.erase(leaves.begin(), leaves.begin() + static_cast<std::ptrdiff_t>(skipped));
  return leaves;
}

Result<Bytes> ExportedLog::blob(const Sha256& digest) const {
  PYX_ASSIGN(Bytes bytes, read_file(folder_ / "blobs" / "sha256" / to_hex(digest)));
  if (sha256(bytes) == digest) return bytes;
  return error(Code::kBadInput, "blob " + to_hex(digest) + " of the export was changed");
}

}  // namespace pyx::custody
