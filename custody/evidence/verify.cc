#include "custody/evidence/verify.h"

#include <algorithm>

#include "base/file.h"
#include "custody/acts/lost_history.h"
#include "custody/acts/register.h"
#include "custody/acts/replacing_token.h"
#include "custody/evidence/checkpoint.h"
#include "custody/evidence/merkle.h"
#include "custody/evidence/note.h"
#include "custody/evidence/request_tally.h"
#include "custody/evidence/tile_edge.h"
#include "custody/evidence/tiles.h"
#include "custody/evidence/value_tally.h"
#include "custody/evidence/verify_report.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kBundleMostBytes = kTileWidth * (kLeafMostBytes + 2);

Error not_whole(std::string message) { return refused("LOG-WHOLE", std::move(message)); }

Error at_leaf(std::uint64_t index, Error why) {
  why.message = "leaf " + std::to_string(index) + ": " + why.message;
  return why;
}

// A checkpoint and the note that holds it; whose key must have signed it shows only when the log
// was read.
struct Head {
  SignedNote note;
  Checkpoint checkpoint;
};

Result<Head> read_head(std::string_view text) {
  PYX_ASSIGN(SignedNote note, parse_note(text));
  PYX_ASSIGN(Checkpoint checkpoint, parse_checkpoint(note.text));
  return Head{std::move(note), std::move(checkpoint)};
}

class Verifier {
 public:
  Verifier(std::filesystem::path folder, Head head, std::optional<Head> since)
      : folder_(std::move(folder)), head_(std::move(head)), since_(std::move(since)) {}

  //   root  the vault that it has to be of; nothing: any
  Result<void> run(const std::optional<Sha256>& root) {
    PYX_TRY(for_each_tile(head_.checkpoint.size, [this](const TileName& name) -> Result<void> {
      return name.entries ? read_bundle(name) : check_tile(name);
    }));
    if (!register_) return error(Code::kBadInput, "the log is empty");
    if (edge_.root() != head_.checkpoint.root) {
      return not_whole("the leaves hash up to another root than the checkpoint's");
    }
    PYX_TRY(check_signed(head_, "the checkpoint"));
    PYX_TRY(check_vkey());
    PYX_TRY(check_since());
    return check_root(root);
  }

  const Books& books() const { return register_->books(); }
  VerifyReport report() const { return report_on(books(), edge_.size(), requests_, values_); }

 private:
  Result<void> check_signed(const Head& head, std::string_view what) const {
    const NoteKey key{log_origin(books().vault), books().log_public_key};
    if (head.checkpoint.origin != key.name)
      return not_whole(std::string(what) + " is of another log");
    if (!signed_by(head.note, key)) {
      return not_whole(std::string(what) + " is not signed by the log key of that moment");
    }
    return {};
  }

  // Other programs take it for the key of this log.
  Result<void> check_vkey() const {
    PYX_ASSIGN(const Bytes bytes, read_file(folder_ / "log.vkey"));
    const NoteKey key{log_origin(books().vault), books().log_public_key};
    if (as_text(bytes) != key.vkey() + "\n") return not_whole("log.vkey is not the log key");
    return {};
  }

  Result<Bytes> read_tile(const TileName& name) const {
    PYX_ASSIGN(Bytes bytes, read_file(folder_ / tile_path(name), kBundleMostBytes));
    return bytes;
  }

  Result<void> read_bundle(const TileName& name) {
    PYX_ASSIGN(const Bytes bytes, read_tile(name));
    PYX_ASSIGN(const std::vector<Bytes> leaves, parse_entries(bytes));
    if (leaves.size() != name.width) {
      return error(Code::kBadInput,
                   tile_path(name) + " holds " + std::to_string(leaves.size()) + " leaves");
    }
    for (const Bytes& leaf : leaves) PYX_TRY(take(leaf));
    return {};
  }

  Result<void> take(const Bytes& bytes) {
    const std::uint64_t index = edge_.size();
    const auto leaf = parse_leaf(bytes);
    if (!leaf) return at_leaf(index, leaf.error());
    if (auto taken = index == 0 ? found(*leaf) : follow(*leaf, index); !taken)
      return at_leaf(index, taken.error());
    const Sha256 hash = leaf_hash(bytes);
    hashes(0).push_back(hash);
    edge_.append(hash, [this](unsigned height, std::uint64_t, const Sha256& root) {
      if (height % kTileHeight == 0) hashes(height / kTileHeight).push_back(root);
    });
    if (since_ && since_->checkpoint.size == edge_.size()) {
      since_root_ = edge_.root();
      if (*since_root_ == since_->checkpoint.root)
        return check_signed(*since_, "the earlier checkpoint");
    }
    return {};
  }
  Result<void> found(const Leaf& leaf) {
    PYX_ASSIGN(register_, Register::found(leaf, blobs()));
    return {};
  }
  Result<void> follow(const Leaf& leaf, std::uint64_t index) {
    PYX_TRY(check_goes_on_from(leaf, index, edge_.root()));
    PYX_ASSIGN(const Change change, register_->check(leaf, index, blobs()));
    PYX_TRY(
        check_known_checkpoint(leaf, index, [this](std::uint64_t size) { return root_at(size); }));
    PYX_TRY(requests_.take(leaf, index));
    PYX_TRY(values_.take(books(), leaf, requests_, blobs()));
    close_refunded(leaf);
    register_->apply(leaf, change);
    if (std::holds_alternative<ExecutedLeaf>(leaf.body) ||
        std::holds_alternative<LoweringLeaf>(leaf.body)) {
      values_.follow(books());
    }
    return {};
  }
  // Of the leaves that were read so far.
  Result<Sha256> root_at(std::uint64_t size) {
    const TileEntries entries = [this](unsigned level, std::uint64_t first, std::uint64_t count) {
      const std::vector<Sha256>& all = hashes(level);
      const std::uint64_t end = std::min<std::uint64_t>(first + count, all.size());
      return Result<std::vector<Sha256>>(
          std::vector<Sha256>(all.begin() + static_cast<std::ptrdiff_t>(std::min(first, end)),
                              all.begin() + static_cast<std::ptrdiff_t>(end)));
    };
    PYX_ASSIGN(const MerkleEdge edge, edge_of_tiles(size, entries));
    return edge.root();
  }
  void close_refunded(const Leaf& leaf) {
    const auto* executed = std::get_if<ExecutedLeaf>(&leaf.body);
    if (executed == nullptr || !executed->refund) return;
    const Act& act = books().act(executed->act)->act;
    const auto* refund = std::get_if<CoinsRefund>(&act.parameters);
    requests_.close(refund != nullptr ? refund->leaf
                                      : std::get<ReservationFree>(act.parameters).leaf);
  }
  Result<void> check_root(const std::optional<Sha256>& root) const {
    if (!root || books().vault == *root) return {};
    return not_whole("the log was founded as vault " + to_hex(books().vault) + ", not " +
                     to_hex(*root));
  }
  // At the end, when it is known what was given up.
  Result<void> check_since() const {
    if (!since_ || since_root_ == since_->checkpoint.root) return {};
    const Checkpoint& earlier = since_->checkpoint;
    const LostHistory* lost = given_up(books().lost, earlier.size, earlier.root);
    const std::string why = lost != nullptr ? ": " + in_words(*lost) : "";
    if (!since_root_) {
      return not_whole(
          "the log is shorter than the earlier checkpoint: " + std::to_string(edge_.size()) +
          " leaves, not " + std::to_string(earlier.size) + why);
    }
    return not_whole("the log is no continuation of the earlier checkpoint: its first " +
                     std::to_string(earlier.size) + " leaves hash up to another root" + why);
  }

  Result<void> check_tile(const TileName& name) {
    PYX_ASSIGN(const Bytes bytes, read_tile(name));
    PYX_ASSIGN(const std::vector<Sha256> tile, parse_hash_tile(bytes));
    const std::vector<Sha256>& expected = hashes(name.level);
    const std::uint64_t first = name.index * kTileWidth;
    if (tile.size() != name.width || first + tile.size() > expected.size() ||
        !std::equal(tile.begin(), tile.end(),
                    expected.begin() + static_cast<std::ptrdiff_t>(first))) {
      return not_whole(tile_path(name) + " does not fit the leaves");
    }
    return {};
  }

  BlobReader blobs() const {
    return [this](const Sha256& digest) -> Result<Bytes> {
      PYX_ASSIGN(Bytes bytes, read_file(folder_ / "blobs" / "sha256" / to_hex(digest)));
      if (sha256(bytes) != digest) return not_whole("blob " + to_hex(digest) + " was changed");
      return bytes;
    };
  }
  std::vector<Sha256>& hashes(unsigned level) {
    if (hashes_.size() <= level) hashes_.resize(level + 1);
    return hashes_[level];
  }

  const std::filesystem::path folder_;
  const Head head_;
  const std::optional<Head> since_;
  std::optional<Sha256> since_root_;  // of so many leaves as that one has
  std::optional<Register> register_;
  RequestTally requests_;
  ValueTally values_;
  MerkleEdge edge_;
  std::vector<std::vector<Sha256>> hashes_;  // by tile level
};

Result<Verifier> open_verifier(const std::filesystem::path& folder,
                               const std::optional<std::string>& since) {
  PYX_ASSIGN(const Bytes note, read_file(folder / "checkpoint"));
  PYX_ASSIGN(Head head, read_head(as_text(note)));
  std::optional<Head> earlier;
  if (since) {
    PYX_ASSIGN(earlier, read_head(*since));
  }
  return Verifier(folder, std::move(head), std::move(earlier));
}

}  // namespace

Result<VerifyReport> verify_export(const std::filesystem::path& folder,
                                   const std::optional<Sha256>& root,
                                   const std::optional<std::string>& since) {
  PYX_ASSIGN(Verifier verifier, open_verifier(folder, since));
  PYX_TRY(verifier.run(root));
  VerifyReport report = verifier.report();
  report.authenticated = root.has_value();
  return report;
}

Result<Books> verified_books(const std::filesystem::path& folder,
                             const std::optional<Sha256>& root) {
  PYX_ASSIGN(Verifier verifier, open_verifier(folder, std::nullopt));
  PYX_TRY(verifier.run(root));
  return verifier.books();
}

}  // namespace pyx::custody
