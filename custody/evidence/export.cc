#include "custody/evidence/export.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/file.h"
#include "custody/evidence/checkpoint.h"
#include "custody/evidence/leaf.h"
#include "custody/evidence/merkle.h"
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

// The checkpoint of the earlier export in the folder, or nothing if the folder is new.
Result<std::optional<Checkpoint>> earlier_export(const std::filesystem::path& folder,
                                                 const std::string& origin) {
  std::error_code failure;
  if (!is_there(folder) || std::filesystem::is_empty(folder, failure))
    return std::optional<Checkpoint>();
  if (failure) return error(Code::kBadInput, "cannot look into " + folder.string());
  if (!is_there(folder / "checkpoint")) {
    return error(Code::kConflict,
                 folder.string() + " is not empty and holds no export; name a new folder");
  }
  PYX_ASSIGN(const Bytes text, read_file(folder / "checkpoint"));
  PYX_ASSIGN(const SignedNote note, parse_note(as_text(text)));
  PYX_ASSIGN(Checkpoint earlier, parse_checkpoint(note.text));
  if (earlier.origin != origin) {
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

// The blobs that a leaf names.
Result<std::vector<Sha256>> named_blobs(ByteView bytes) {
  PYX_ASSIGN(const Leaf leaf, parse_leaf(bytes));
  if (const auto* genesis = std::get_if<GenesisLeaf>(&leaf.body)) {
    return std::vector{genesis->envelope, genesis->policy};
  }
  if (const auto* proposal = std::get_if<ProposalLeaf>(&leaf.body)) {
    PYX_ASSIGN(const Act act, parse_act(proposal->envelope.payload));
    if (const auto* change = std::get_if<PolicyChange>(&act.parameters))
      return std::vector{change->policy};
    if (const auto* set = std::get_if<BudgetSet>(&act.parameters)) return std::vector{set->budgets};
    const auto* prove = std::get_if<BackupProve>(&act.parameters);
    const auto* restore = std::get_if<BackupRestore>(&act.parameters);
    const auto matrix = prove != nullptr     ? prove->matrix
                        : restore != nullptr ? restore->matrix
                                             : std::optional<Sha256>();
    if (matrix) return std::vector{*matrix};
  }
  if (const auto* executed = std::get_if<ExecutedLeaf>(&leaf.body)) {
    std::vector<Sha256> named;
    for (const auto& blob :
         {executed->made_keys, executed->refund ? executed->refund->delivery : std::nullopt,
          executed->backup_file, executed->share_set, executed->token_proof,
          executed->token_binding}) {
      if (blob) named.push_back(*blob);
    }
    return named;
  }
  const auto* operation = std::get_if<OperationLeaf>(&leaf.body);
  if (operation != nullptr && operation->operation == Operation::kLedgerAttest)
    return std::vector{*operation->statement};
  return std::vector<Sha256>();
}

class Exporter {
 public:
  Exporter(VaultAccess& vault, std::filesystem::path folder, std::optional<Checkpoint> earlier)
      : vault_(vault), folder_(std::move(folder)), earlier_(std::move(earlier)) {}

  // The entry bundles, their blobs and the tiles of level 0; keeps what the levels above need.
  Result<void> leaves(std::uint64_t size) {
    for (std::uint64_t first = 0; first < size; first += kTileWidth) {
      const std::uint64_t width = std::min(kTileWidth, size - first);
      PYX_ASSIGN(std::vector<Bytes> leaves, vault_.leaves(first, width));
      if (leaves.size() < width)
        return error(Code::kStore, "the log is shorter than its checkpoint");
      leaves.resize(width);
      std::vector<Sha256> hashes;
      for (const Bytes& leaf : leaves) {
        hashes.push_back(leaf_hash(leaf));
        edge_.append(hashes.back(), [this](unsigned height, std::uint64_t, const Sha256& root) {
          if (height % kTileHeight == 0) level(height / kTileHeight).push_back(root);
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
      const std::span<const Sha256> hashes(levels_[i]);
      for (std::size_t first = 0; first < hashes.size(); first += kTileWidth) {
        const auto part =
            hashes.subspan(first, std::min<std::size_t>(kTileWidth, hashes.size() - first));
        const TileName name{static_cast<unsigned>(i + 1), false, first / kTileWidth, part.size()};
        PYX_TRY(put_once(folder_ / tile_path(name), joined(part)));
      }
    }
    return {};
  }
  Sha256 root() const { return edge_.root(); }

 private:
  std::vector<Sha256>& level(unsigned at) {
    if (levels_.size() < at) levels_.resize(at);
    return levels_[at - 1];
  }
  // The export that is there may be the only evidence of a log that was rolled back or forked.
  Result<void> check_continuation() const {
    if (!earlier_ || edge_.size() != earlier_->size || edge_.root() == earlier_->root) return {};
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
  const std::optional<Checkpoint> earlier_;
  MerkleEdge edge_;
  std::vector<std::vector<Sha256>> levels_;  // level 1 first
  std::set<Sha256> exported_;
};

}  // namespace

Result<std::uint64_t> export_log(VaultAccess& vault, const std::filesystem::path& folder) {
  PYX_ASSIGN(const VaultInfo info, vault.info());
  PYX_ASSIGN(const auto earlier, earlier_export(folder, log_origin(info.id)));
  PYX_ASSIGN(const std::string note_text, vault.checkpoint());
  PYX_ASSIGN(const SignedNote note, parse_note(note_text));
  PYX_ASSIGN(const Checkpoint checkpoint, parse_checkpoint(note.text));
  if (earlier && earlier->size > checkpoint.size) {
    return error(Code::kConflict,
                 "the log is shorter than what was exported to " + folder.string() + " before");
  }
  Exporter exporter(vault, folder, earlier);
  PYX_TRY(exporter.leaves(checkpoint.size));
  PYX_TRY(exporter.upper_tiles());
  if (exporter.root() != checkpoint.root) {
    return error(Code::kStore, "the leaves do not hash up to the checkpoint that was signed");
  }
  PYX_TRY(put(folder / "log.vkey", as_bytes(info.log_vkey + "\n")));
  PYX_TRY(put(folder / "checkpoint",
              as_bytes(note_text)));  // last: an export that was cut short has none
  return checkpoint.size;
}

}  // namespace pyx::custody
