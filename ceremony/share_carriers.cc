#include "ceremony/share_carriers.h"

#include "base/file.h"
#include "ceremony/officer_key.h"

namespace pyx::ceremony {
namespace {

namespace fs = std::filesystem;

Result<void> check_absent(const fs::path& file) {
  if (!fs::exists(fs::symlink_status(file))) return {};
  return error(Code::kConflict, file.string() + " is there already; nothing is overwritten");
}

}  // namespace

Result<std::vector<std::string>> check_hand_out(const HandOut& out, Time) {
  for (const auto& [holder, to] : out.seal_to) {
    PYX_TRY(check_absent(to.file));
    PYX_TRY(read_file(to.certificate));
  }
  for (const auto& [holder, folder] : out.card_to) {
    if (!fs::is_directory(folder)) return error(Code::kNotFound, folder.string() + " is no folder");
  }
  return std::vector<std::string>();
}

Result<void> check_sealed(const std::vector<SealedShare>& sealed) {
  for (const SealedShare& one : sealed) {
    PYX_TRY(read_file(one.file));
    if (one.token) continue;
    PYX_TRY(read_file(one.key_file));
  }
  return {};
}

Result<void> seal_share(const SealTo&, const shares::ShareSet&, const shares::Member&,
                        const shares::Share&, Time) {
  return error(Code::kBug, "shares cannot be sealed yet");
}

Result<shares::Share> open_sealed(const SealedShare&) {
  return error(Code::kBug, "sealed shares cannot be opened yet");
}

Result<std::filesystem::path> write_card(const std::filesystem::path&, const shares::ShareSet&,
                                         const shares::Member&, const shares::Share&) {
  return error(Code::kBug, "cards cannot be written yet");
}

}  // namespace pyx::ceremony
