#include "custody/log_desk.h"

#include "custody/evidence/checkpoint.h"
#include "custody/evidence/tiles.h"

namespace pyx::custody {
namespace {

NoteKey note_key(const EvidenceLog::Head& head) {
  return {log_origin(head.vault), head.log_public_key};
}

// How many entries of a level the tree has: leaves, or complete subtrees of 256^level leaves.
std::uint64_t entries_at(std::uint64_t size, unsigned level) {
  for (unsigned i = 0; i < level; ++i) size /= kTileWidth;
  return size;
}

Bytes joined(const std::vector<Sha256>& hashes) {
  Bytes tile;
  tile.reserve(hashes.size() * kSha256Bytes);
  for (const Sha256& hash : hashes) append(tile, hash);
  return tile;
}

}  // namespace

NoteKey LogDesk::log_key() const { return note_key(log_.head()); }

Result<std::string> LogDesk::signed_before(const EvidenceLog::Head& head,
                                           const Error& otherwise) const {
  PYX_ASSIGN(const auto text, store_.note("checkpoint"));
  if (!text) return otherwise;
  const auto note = parse_note(*text);
  if (!note || !signed_by(*note, note_key(head))) return otherwise;
  const auto checkpoint = parse_checkpoint(note->text);
  if (!checkpoint || checkpoint->size > head.size) return otherwise;
  return *text;
}

Result<std::string> LogDesk::checkpoint() {
  const std::lock_guard lock(signing_);
  const EvidenceLog::Head head = log_.head();
  if (!newest_.empty() && newest_size_ == head.size && newest_key_ == head.log_key) return newest_;
  if (const auto fresh = log_.check_fresh(); !fresh) return signed_before(head, fresh.error());
  PYX_ASSIGN(const auto token, token_.get());
  // The token may have said just now that this is not the newest store.
  if (const auto fresh = log_.check_fresh(); !fresh) return signed_before(head, fresh.error());
  const NoteKey key = note_key(head);
  SignedNote note;
  note.text = checkpoint_text({log_origin(head.vault), head.size, head.root});
  const std::vector<pkcs11::SignJob> jobs = {{head.log_key, Scheme::kEd25519, as_bytes(note.text)}};
  PYX_ASSIGN(std::vector<Bytes> signatures, token->sign(jobs));
  note.signatures.push_back({key.name, key.hash(), std::move(signatures.front())});
  if (!signed_by(note, key))
    return error(Code::kToken, "the token signed the checkpoint with another key");
  std::string text = to_text(note);
  PYX_TRY(store_.set_note("checkpoint", text));
  newest_ = std::move(text);
  newest_size_ = head.size;
  newest_key_ = head.log_key;
  return newest_;
}

Result<Bytes> LogDesk::tile(const std::string& path) const {
  PYX_ASSIGN(const TileName name, parse_tile_path(path));
  const std::uint64_t entries = entries_at(log_.head().size, name.entries ? 0 : name.level);
  const std::uint64_t first = name.index * kTileWidth;
  if (name.index > entries / kTileWidth || first + name.width > entries) {
    return error(Code::kNotFound, "the log has no tile " + path + " yet");
  }
  if (!name.entries && name.level > 0) {
    PYX_ASSIGN(const auto hashes, store_.tile_hashes(name.level, first, name.width));
    if (hashes.size() != name.width) return error(Code::kStore, "tile " + path + " is damaged");
    return joined(hashes);
  }
  PYX_ASSIGN(const auto leaves, store_.leaves(first, name.width));
  if (leaves.size() != name.width) return error(Code::kStore, "tile " + path + " is damaged");
  if (name.entries) return encode_entries(leaves);
  std::vector<Sha256> hashes;
  hashes.reserve(leaves.size());
  for (const Bytes& leaf : leaves) hashes.push_back(leaf_hash(leaf));
  return joined(hashes);
}

}  // namespace pyx::custody
