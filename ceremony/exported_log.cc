#include "ceremony/exported_log.h"

#include <string>
#include <utility>

#include "base/file.h"
#include "custody/evidence/tile_proof.h"

namespace pyx::ceremony {
namespace {

// 256 leaves of 16 KiB, each behind its length.
constexpr std::size_t kMostTileBytes = custody::kTileWidth * (custody::kLeafMostBytes + 2);

Error not_whole(std::string why) { return refused("LOG-WHOLE", std::move(why)); }

Result<custody::Checkpoint> signed_checkpoint(const std::filesystem::path& file,
                                              const custody::NoteKey& log_key) {
  PYX_ASSIGN(const Bytes text, read_file(file));
  const auto note = custody::parse_note(as_text(text));
  if (!note) return not_whole(file.string() + ": " + note.error().message);
  if (!custody::signed_by(*note, log_key)) {
    return not_whole("the checkpoint is not signed by the log key that was given");
  }
  auto checkpoint = custody::parse_checkpoint(note->text);
  if (!checkpoint) return not_whole(file.string() + ": " + checkpoint.error().message);
  return checkpoint;
}

}  // namespace

Result<ProvenLeaf> exported_leaf(const std::filesystem::path& folder,
                                 const custody::NoteKey& log_key, const Sha256& vault,
                                 std::uint64_t index) {
  PYX_ASSIGN(custody::Checkpoint checkpoint, signed_checkpoint(folder / "checkpoint", log_key));
  if (checkpoint.origin != custody::log_origin(vault)) {
    return not_whole("the checkpoint is that of another vault");
  }
  if (checkpoint.size <= index) {
    return not_whole("the exported log ends before leaf " + std::to_string(index) +
                     "; it may be older than the receipt");
  }
  auto leaf = custody::read_proven_leaf(checkpoint, index, [&](const custody::TileName& name) {
    return read_file(folder / custody::tile_path(name), kMostTileBytes);
  });
  if (leaf) return ProvenLeaf{std::move(leaf).value(), std::move(checkpoint)};
  const Error failed = std::move(leaf).error();
  if (failed.code == Code::kNotFound) return not_whole("the log lacks a tile: " + failed.message);
  return failed.code == Code::kBadInput ? not_whole(failed.message) : failed;
}

}  // namespace pyx::ceremony
