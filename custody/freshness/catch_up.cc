#include "custody/freshness/catch_up.h"

#include <utility>

#include "base/file.h"
#include "custody/evidence/exported_log.h"
#include "custody/evidence/verify.h"
#include "custody/founding/draft_files.h"
#include "custody/founding/founding.h"
#include "custody/freshness/log_replay.h"
#include "custody/freshness/notes.h"
#include "custody/store/sqlite_store.h"
#include "custody/store/vault_lock.h"

namespace pyx::custody {
namespace {

// The store's leaves are those with which the export begins.
Result<void> check_same_history(const LogReplay& replay, const ExportedLog& exported) {
  const std::uint64_t size = exported.checkpoint().size;
  if (size < replay.size()) {
    return error(Code::kConflict, "the export has " + std::to_string(size) + " leaves, the store " +
                                      std::to_string(replay.size()) +
                                      ": there is nothing to catch up with");
  }
  PYX_ASSIGN(const MerkleEdge edge, exported.edge_at(replay.size()));
  if (edge.root() == replay.root()) return {};
  return refused("STATE-FRESH", "the export is of another history: its first " +
                                    std::to_string(replay.size()) +
                                    " leaves are not those of the store");
}

Result<void> take_all(LogReplay& replay, const ExportedLog& exported, const OnProgress& progress) {
  const BlobReader blobs = [&exported](const Sha256& digest) { return exported.blob(digest); };
  std::uint64_t durable = replay.durable();
  const auto tell = [&] {
    if (progress && replay.durable() != durable) progress(replay.durable());
    durable = replay.durable();
  };
  while (replay.size() < exported.checkpoint().size) {
    PYX_ASSIGN(const std::vector<Bytes> leaves, exported.leaves_from(replay.size()));
    for (const Bytes& leaf : leaves) {
      PYX_TRY(replay.take(leaf, blobs));
      tell();
    }
  }
  PYX_TRY(replay.flush());
  tell();
  if (replay.root() == exported.checkpoint().root) return {};
  return error(Code::kBadInput, "the export was changed while it was read");
}

// What is to be reached is noted first: a vault that was left on the way knows that it is behind.
Result<CaughtUp> bring(Store& store, const std::filesystem::path& from, const Sha256& vault,
                       LogReplay replay, const OnProgress& progress) {
  PYX_ASSIGN(const VerifyReport verified, verify_export(from, vault, std::nullopt));
  PYX_ASSIGN(const ExportedLog exported, ExportedLog::open(from));
  const Checkpoint& to = exported.checkpoint();
  PYX_TRY(check_same_history(replay, exported));
  const CaughtUp done{verified.vault, replay.size(), to.size};
  PYX_TRY(store.set_note(kCatchingUpNote, std::to_string(to.size) + " " + to_hex(to.root)));
  PYX_TRY(take_all(replay, exported, progress));
  PYX_TRY(store.set_note("checkpoint", exported.note()));
  PYX_TRY(store.set_note(kCaughtUpNote, std::to_string(to.size)));
  PYX_TRY(store.set_note(kCatchingUpNote, ""));
  return done;
}

}  // namespace

Result<CaughtUp> catch_up(const std::filesystem::path& folder, const std::filesystem::path& from,
                          const OnProgress& progress) {
  if (!is_there(folder / kStoreFile))
    return error(Code::kNotFound, "there is no vault in " + folder.string());
  if (has_draft(folder)) {
    return error(Code::kConflict,
                 "the founding of this vault is not finished: pyx vault init --finish");
  }
  PYX_ASSIGN(const VaultLock lock, VaultLock::take(folder));
  PYX_ASSIGN(const auto store, open_sqlite_store(folder));
  PYX_ASSIGN(LogReplay replay, LogReplay::open(*store));
  if (replay.books() == nullptr) {
    return error(Code::kConflict,
                 "the store in " + folder.string() + " has no leaf yet; next: pyx vault rebuild");
  }
  const Sha256 vault = replay.books()->vault;
  return bring(*store, from, vault, std::move(replay), progress);
}

Result<CaughtUp> rebuild_vault(const std::filesystem::path& folder,
                               const std::filesystem::path& from, const Sha256& root,
                               const std::string& token_uri, const OnProgress& progress) {
  PYX_TRY(make_folders(folder));
  if (has_draft(folder))
    return error(Code::kConflict, "there is a draft of a vault in " + folder.string());
  PYX_ASSIGN(const VaultLock lock, VaultLock::take(folder));
  auto made = create_sqlite_store(folder);
  if (!made && made.error().code == Code::kConflict) made = open_sqlite_store(folder);
  PYX_ASSIGN(const auto store, std::move(made));
  PYX_ASSIGN(LogReplay replay, LogReplay::open(*store));
  if (replay.size() > 0) {
    return error(Code::kConflict,
                 "there is a vault in " + folder.string() + " already; next: pyx vault catch-up");
  }
  PYX_TRY(store->set_note("token-uri", token_uri));
  return bring(*store, from, root, std::move(replay), progress);
}

}  // namespace pyx::custody
