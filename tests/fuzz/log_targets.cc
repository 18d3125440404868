// The log as others read it: signed heads and tiles. These formats are canonical: whatever is read
// is, byte for byte, what Pyx would write.

#include "custody/evidence/checkpoint.h"
#include "custody/evidence/note.h"
#include "custody/evidence/tiles.h"
#include "tests/fuzz/target.h"

namespace pyx::fuzz {

Outcome checkpoint(ByteView input) {
  const auto read = custody::parse_checkpoint(as_text(input));
  if (!read) return Outcome::kRefused;
  must_hold(custody::checkpoint_text(*read) == as_text(input), "a checkpoint is canonical");
  return Outcome::kAccepted;
}

Outcome note(ByteView input) {
  const auto read = custody::parse_note(as_text(input));
  if (!read) return Outcome::kRefused;
  must_hold(read->text.ends_with('\n'), "a note's text ends in a newline");
  must_hold(!read->signatures.empty() && read->signatures.size() <= 100,
            "a note has 1 to 100 signatures");
  must_hold(custody::to_text(*read) == as_text(input), "a note is canonical");
  return Outcome::kAccepted;
}

Outcome vkey(ByteView input) {
  const auto read = custody::parse_vkey(as_text(input));
  if (!read) return Outcome::kRefused;
  must_hold(read->vkey() == as_text(input), "a verifier key is canonical");
  must_hold(read->key.type() == KeyType::kEd25519, "a verifier key is an Ed25519 key");
  return Outcome::kAccepted;
}

Outcome tile_path(ByteView input) {
  const auto read = custody::parse_tile_path(as_text(input));
  if (!read) return Outcome::kRefused;
  must_hold(custody::tile_path(*read) == as_text(input), "a tile has one path");
  must_hold(read->width >= 1 && read->width <= custody::kTileWidth, "a tile is 1 to 256 wide");
  must_hold(as_text(input).find("..") == std::string_view::npos, "a path stays below its folder");
  return Outcome::kAccepted;
}

Outcome entry_bundle(ByteView input) {
  if (const auto hashes = custody::parse_hash_tile(input)) {
    Bytes together;
    for (const Sha256& hash : *hashes) append(together, hash);
    must_hold(together == Bytes(input.begin(), input.end()), "a tile of hashes is canonical");
  }
  const auto read = custody::parse_entries(input);
  if (!read) return Outcome::kRefused;
  must_hold(!read->empty() && read->size() <= custody::kTileWidth, "a bundle has 1 to 256 leaves");
  must_hold(custody::encode_entries(*read) == Bytes(input.begin(), input.end()),
            "an entry bundle is canonical");
  return Outcome::kAccepted;
}

}  // namespace pyx::fuzz
