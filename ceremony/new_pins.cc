#include "ceremony/new_pins.h"

#include <system_error>
#include <utility>

#include "base/file.h"
#include "ceremony/pin_file.h"

namespace pyx::ceremony {
namespace {

Result<void> is_new(const std::filesystem::path& file) {
  if (file.empty()) return {};
  std::error_code ignored;
  const auto status = std::filesystem::symlink_status(file, ignored);
  if (status.type() == std::filesystem::file_type::not_found) return {};
  return error(Code::kConflict, file.string() + " is there already; no file is overwritten");
}

}  // namespace

Result<void> check_pin_places(const PinPlaces& places) {
  PYX_TRY(is_new(places.share_record));
  PYX_TRY(is_new(places.so_pin_file));
  return is_new(places.user_pin_file);
}

Result<NewPin> keep_new_so_pin(const PinPlaces& places, std::string_view token,
                               const pkcs11::PinLimits& limits, Time now,
                               const PinShareRecord* before, const HandOverPin& hand_over) {
  if (places.shares.groups.empty()) {
    PYX_ASSIGN(pkcs11::Pin pin, pkcs11::random_pin(limits));
    PYX_TRY(write_pin_file(places.so_pin_file, pin));
    return NewPin{std::move(pin), places.so_pin_file, std::nullopt};
  }
  PYX_ASSIGN(SplitPin split,
             split_new_pin(token, limits, places.shares, now, before, places.shares_of));
  PYX_TRY(hand_over(split));
  PYX_TRY(write_file(places.share_record, split.record_bytes, Overwrite::kNo));
  return NewPin{std::move(split.pin), places.share_record, sha256(split.record_bytes)};
}

Result<NewPin> keep_new_user_pin(const PinPlaces& places, const pkcs11::PinLimits& limits) {
  PYX_ASSIGN(pkcs11::Pin pin, pkcs11::random_pin(limits));
  PYX_TRY(write_pin_file(places.user_pin_file, pin));
  return NewPin{std::move(pin), places.user_pin_file, std::nullopt};
}

std::string throw_away(const NewPin& pin) {
  std::error_code failed;
  const bool gone = std::filesystem::remove(pin.file, failed) && !failed;
  std::string sentence =
      pin.file.string() + (gone ? " was deleted" : " is of no use, and could not be deleted");
  if (pin.record) sentence += "; the shares that were handed out are void: destroy them";
  return sentence;
}

}  // namespace pyx::ceremony
