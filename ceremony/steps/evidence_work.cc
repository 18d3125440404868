#include "ceremony/steps/evidence_work.h"

#include <filesystem>
#include <optional>
#include <utility>

#include "base/file.h"
#include "ceremony/cli/escape.h"
#include "ceremony/steps/at_vault.h"
#include "ceremony/steps/on_media.h"
#include "ceremony/transcript/bundle.h"
#include "custody/evidence/checkpoint.h"
#include "custody/evidence/export.h"
#include "custody/evidence/note.h"
#include "custody/evidence/verify.h"

namespace pyx::ceremony::steps {
namespace {

namespace fs = std::filesystem;

fs::path log_in_bundle(const Host& host) { return host.bundle() / transcript::kLogFolder; }

Result<custody::Checkpoint> read_checkpoint(const std::string& text) {
  PYX_ASSIGN(const custody::SignedNote note, custody::parse_note(text));
  return custody::parse_checkpoint(note.text);
}

std::string leaves_text(std::uint64_t size) { return "log of " + std::to_string(size) + " leaves"; }

}  // namespace

Result<void> checkpoint(const Doing& doing) {
  PYX_ASSIGN(custody::VaultAccess* const vault, doing.host.vault(doing.model));
  PYX_ASSIGN(const std::string text, vault->checkpoint());
  PYX_ASSIGN(const custody::Checkpoint read, read_checkpoint(text));
  const fs::path folder = doing.host.output("checkpoints");
  PYX_TRY(make_folders(folder));
  PYX_TRY(write_file(folder / (std::to_string(read.size) + ".checkpoint"), as_bytes(text),
                     Overwrite::kYes));
  const std::string what = leaves_text(read.size);
  PYX_TRY(doing.show("checkpoint", text + "\n" + digest_lines(what, read.root)));
  return doing.read_aloud(what, read.root, doing.doers);
}

Result<void> bring_log(Host& host, const planning::Model& model) {
  PYX_ASSIGN(custody::VaultAccess* const vault, host.vault(model));
  PYX_TRY(custody::export_log(*vault, log_in_bundle(host)));
  return {};
}

Result<void> export_log(const Doing& doing) {
  PYX_TRY(bring_log(doing.host, doing.model));
  PYX_ASSIGN(custody::VaultAccess* const vault, doing.host.vault(doing.model));
  PYX_ASSIGN(const custody::VaultInfo info, vault->info());
  std::string text = "the log of vault " + to_hex(info.id) + ", " + std::to_string(info.log_size) +
                     " leaves, is in the bundle\n";
  if (doing.step.has("on")) {
    const auto put = [&](const fs::path& folder) -> Result<void> {
      PYX_TRY(custody::export_log(*vault, folder / "log"));
      return {};
    };
    PYX_TRY(put_on_media(doing, doing.step.text("on"), put));
    text += "and on " + doing.step.text("on") + "\n";
  }
  return doing.show("exported log", text);
}

Result<void> verify_log(const Doing& doing) {
  PYX_TRY(bring_log(doing.host, doing.model));
  PYX_ASSIGN(const AtVault at, at_vault(doing));
  std::optional<std::string> since;
  if (const auto& file = doing.host.site().checkpoint) {
    PYX_ASSIGN(const Bytes bytes, read_file(doing.host.path(*file)));
    since = to_text(bytes);
  }
  PYX_ASSIGN(const custody::VerifyReport report,
             custody::verify_export(log_in_bundle(doing.host), at.info.id, since));
  std::string text = "vault " + to_hex(report.vault) + ", " + std::to_string(report.size) +
                     " leaves: whole" +
                     (since ? ", and begins with the witness's checkpoint" : "") + "\n";
  for (const std::string& fact : report.facts) text += escape_line(fact) + "\n";
  for (const std::string& open : report.unsettled) text += "unsettled: " + escape_line(open) + "\n";
  PYX_TRY(doing.show("verified log", text));
  return doing.agreed_by(doing.doers, "the log is whole", text);
}

Result<void> publish_digest(const Doing& doing) {
  PYX_ASSIGN(const AtVault at, at_vault(doing));
  const std::string text = digest_lines("vault", at.info.id);
  const fs::path folder = doing.host.output("published");
  PYX_TRY(make_folders(folder));
  PYX_TRY(write_file(folder / "vault-id", as_bytes(text), Overwrite::kYes));
  PYX_TRY(doing.show("vault id", text));
  PYX_TRY(
      doing.agreed_by(doing.doers, "it was read aloud, and everybody has written it down", text));
  return doing.read_aloud("vault", at.info.id, doing.doers);
}

}  // namespace pyx::ceremony::steps
