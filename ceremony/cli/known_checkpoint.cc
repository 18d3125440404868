#include "ceremony/cli/known_checkpoint.h"

#include "base/file.h"
#include "custody/evidence/checkpoint.h"
#include "custody/evidence/note.h"
#include "custody/token_desk.h"

namespace pyx::ceremony {
namespace {

Result<std::string> text_of(custody::VaultAccess& vault,
                            const std::optional<std::filesystem::path>& file) {
  if (file) {
    PYX_ASSIGN(const Bytes bytes, read_file(*file));
    return to_text(bytes);
  }
  // Here the token may be lost, so that nothing new can be signed.
  custody::TokenDesk* const desk = vault.token_desk();
  if (desk == nullptr) return vault.checkpoint();
  PYX_ASSIGN(auto last, desk->last_checkpoint());
  if (last) return std::move(*last);
  return error(Code::kNotFound,
               "the vault has signed no checkpoint yet: give one with --checkpoint, or sign one "
               "while its token is there: pyx log checkpoint");
}

}  // namespace

Result<custody::KnownCheckpoint> checkpoint_to_go_on_from(
    custody::VaultAccess& vault, const std::optional<std::filesystem::path>& file) {
  PYX_ASSIGN(const custody::VaultInfo info, vault.info());
  PYX_ASSIGN(const std::string text, text_of(vault, file));
  PYX_ASSIGN(const custody::SignedNote note, custody::parse_note(text));
  PYX_ASSIGN(const custody::Checkpoint checkpoint, custody::parse_checkpoint(note.text));
  if (checkpoint.origin != custody::log_origin(info.id))
    return error(Code::kBadInput, "the checkpoint is that of another vault");
  return custody::KnownCheckpoint{checkpoint.size, checkpoint.root};
}

}  // namespace pyx::ceremony
