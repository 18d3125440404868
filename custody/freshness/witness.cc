#include "custody/freshness/witness.h"

#include <algorithm>

#include "base/file.h"
#include "custody/evidence/note.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kNoteMostBytes = std::size_t{64} * 1024;

}  // namespace

Result<WitnessedHead> read_witness(const std::filesystem::path& file, const Sha256& vault,
                                   const std::vector<PublicKey>& log_keys) {
  PYX_ASSIGN(const Bytes bytes, read_file(file, kNoteMostBytes));
  PYX_ASSIGN(const SignedNote note, parse_note(as_text(bytes)));
  WitnessedHead head;
  PYX_ASSIGN(head.checkpoint, parse_checkpoint(note.text));
  const std::string origin = log_origin(vault);
  if (head.checkpoint.origin != origin)
    return error(Code::kBadInput, "the checkpoint is of another log: " + head.checkpoint.origin);
  head.is_signed = std::ranges::any_of(log_keys, [&](const PublicKey& key) {
    return signed_by(note, NoteKey{origin, key});
  });
  return head;
}

}  // namespace pyx::custody
