#include "custody/evidence/export.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/file.h"
#include "custody/evidence/exported_log.h"
#include "custody/evidence/merkle.h"
#include "custody/evidence/named_blobs.h"
#include "custody/evidence/note.h"
#include "custody/evidence/tiles.h"

namespace pyx::custody {
namespace {

bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

Result<void> put(const std::filesystem::path& file, ByteView bytes) {
  PYX_TRY(make_folders(file.parent_path()));
  return write_file(file, bytes, Overwrite::kYes);
}

// A tile or a blob: an append-only log never has other bytes under its name.
Result<void> put_once(const std::filesystem::path& file, ByteView bytes) {
  if (!is_there(file)) return put(file, bytes);
  const auto there = read_file(file, bytes.size());
  if (there && std::ranges::equal(*there, bytes)) return {};
  return error(Code::kConflict,
               file.string() + " is not what this vault's log has there; name a new folder");
}

// The earlier export in the folder, or nothing if the folder is new.
Result<std::optional<ExportedLog>> earlier_export(const std::filesystem::path& folder,
                                                  const std::string& origin) {
  std::error_code failure;
  if (!is_there(folder) || std::filesystem::is_empty(folder, failure))
    return std::optional<ExportedLog>();
  if (failure) return error(Code::kBadInput, "cannot look into " + folder.string());
  if (!is_there(folder / "checkpoint")) {
    return error(Code::kConflict,
                 folder.string() + " is not empty and holds no export; name a new folder");
  }
  PYX_ASSIGN(ExportedLog earlier, ExportedLog::open(folder));
  if (earlier.checkpoint().origin != origin) {
    return error(Code::kConflict,
                 folder.string() + " holds the export of another vault; name a new folder");
  }
  return std::optional(std::move(earlier));
}

Bytes joined(std::span<const Sha256> hashes) {
  Bytes tile;
  for (const Sha256& hash : hashes) append(tile, hash);
  return tile;
}

class Exporter {
 public:
  Exporter(VaultAccess& vault, std::filesystem::path folder, std::optional<ExportedLog> earlier)
      : vault_(vault), folder_(std::move(folder)), earlier_(std::move(earlier)) {}

  // The entry bundles, their blobs and the tiles of level 0; keeps what the levels above need.
  // Where an earlier export has full bundles, it is gone on from there.
  Result<void> leaves(std::uint64_t size) {
    PYX_TRY(take_up());
    for (std::uint64_t first = edge_.size(); first < size; first += kTileWidth) {
      const std::uint64_t width = std::min(kTileWidth, size - first);
      PYX_ASSIGN(std::vector<Bytes> leaves, vault_.leaves(first, width));
      if (leaves.size() < width)
        return error(Code::kStore, "the log is shorter than its checkpoint");
      leaves.resize(width);
      std::vector<Sha256> hashes;
      for (const Bytes& leaf : leaves) {
        hashes.push_back(leaf_hash(leaf));
        edge_.append(hashes.back(), [this](unsigned height, std::uint64_t, const Sha256& root) {
          if (height % kTileHeight == 0) level(height / kTileHeight).hashes.push_back(root);
        });
        PYX_TRY(check_continuation());
      }
      TileName name{0, true, first / kTileWidth, width};
      PYX_TRY(put_once(folder_ / tile_path(name), encode_entries(leaves)));
      name.entries = false;
      PYX_TRY(put_once(folder_ / tile_path(name), joined(hashes)));
      for (const Bytes& leaf : leaves) PYX_TRY(blobs(leaf));
    }
    return {};
  }
  Result<void> upper_tiles() {
    for (std::size_t i = 0; i < levels_.size(); ++i) {
      const std::span<const Sha256> hashes(levels_[i].hashes);
      for (std::size_t first = 0; first < hashes.size(); first += kTileWidth) {
        const auto part =
            hashes.subspan(first, std::min<std::size_t>(kTileWidth, hashes.size() - first));
        const TileName name{static_cast<unsigned>(i + 1), false,
                            (levels_[i].first + first) / kTileWidth, part.size()};
        PYX_TRY(put_once(folder_ / tile_path(name), joined(part)));
      }
    }
    return {};
  }
  // The leaves hash up to what was signed.
  Result<void> check_root(const Checkpoint& checkpoint) const {
    if (edge_.root() == checkpoint.root) return {};
    if (earlier_) return no_continuation();
    return error(Code::kStore, "the leaves do not hash up to the checkpoint that was signed");
  }

 private:
  struct Level {
    std::uint64_t first = 0;  // the first of its hashes that is kept: one that begins a tile
    std::vector<Sha256> hashes;
  };
  Level& level(unsigned at) {
    if (levels_.size() < at) levels_.resize(at);
    return levels_[at - 1];
  }
  Result<void> take_up() {
    if (!earlier_) return {};
    // At least one leaf is read again, so that another history shows before anything is written.
    const std::uint64_t size = earlier_->checkpoint().size;
    const std::uint64_t start = size == 0 ? 0 : (size - 1) / kTileWidth * kTileWidth;
    PYX_ASSIGN(edge_, earlier_->edge_at(start));
    for (unsigned at = 1; start >> (kTileHeight * at) > 0; ++at) {
      const std::uint64_t count = start >> (kTileHeight * at);
      Level& kept = level(at);
      kept.first = count / kTileWidth * kTileWidth;
      PYX_ASSIGN(kept.hashes, earlier_->entries(at, kept.first, count - kept.first));
    }
    return {};
  }
  // The export that is there may be the only evidence of a log that was rolled back or forked.
  Result<void> check_continuation() const {
    if (!earlier_ || edge_.size() != earlier_->checkpoint().size ||
        edge_.root() == earlier_->checkpoint().root) {
      return {};
    }
    return no_continuation();
  }
  Error no_continuation() const {
    return error(Code::kConflict, "the log is no continuation of the one that was exported to " +
                                      folder_.string() + " before");
  }
  Result<void> blobs(ByteView leaf) {
    PYX_ASSIGN(const auto named, named_blobs(leaf));
    for (const Sha256& digest : named) {
      if (!exported_.insert(digest).second) continue;
      PYX_ASSIGN(const Bytes bytes, vault_.blob(digest));
      PYX_TRY(put_once(folder_ / "blobs" / "sha256" / to_hex(digest), bytes));
    }
    return {};
  }

  VaultAccess& vault_;
  const std::filesystem::path folder_;
  const std::optional<ExportedLog> earlier_;
  MerkleEdge edge_;
  std::vector<Level> levels_;  // level 1 first
  std::set<Sha256> exported_;
};

}  // namespace

Result<std::uint64_t> export_log(VaultAccess& vault, const std::filesystem::path& folder) {
  PYX_ASSIGN(const VaultInfo info, vault.info());
  PYX_ASSIGN(const auto earlier, earlier_export(folder, log_origin(info.id)));
  PYX_ASSIGN(const std::string note_text, vault.checkpoint());
  PYX_ASSIGN(const SignedNote note, parse_note(note_text));
  PYX_ASSIGN(const Checkpoint checkpoint, parse_checkpoint(note.text));
  if (earlier && earlier->checkpoint().size > checkpoint.size) {
    return error(Code::kConflict,
                 "the log is shorter than what was exported to " + folder.string() + " before");
  }
  Exporter exporter(vault, folder, earlier);
  PYX_TRY(exporter.leaves(checkpoint.size));
  PYX_TRY(exporter.upper_tiles());
  PYX_TRY(exporter.check_root(checkpoint));
  PYX_TRY(put(folder / "log.vkey", as_bytes(info.log_vkey + "\n")));
  PYX_TRY(put(folder / "checkpoint",
              as_bytes(note_text)));  // last: an export that was cut short has none
  return checkpoint.size;
}

}  // namespace pyx::custody
