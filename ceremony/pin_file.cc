#include "ceremony/pin_file.h"

#include <system_error>

#include "base/file.h"
#include "base/reveal.h"

namespace pyx::ceremony {

Result<void> write_pin_file(const std::filesystem::path& file, const pkcs11::Pin& pin) {
  PYX_TRY(write_file(file, pin.bytes().reveal(reveal()), Overwrite::kNo));
  std::error_code failed;
  std::filesystem::permissions(file, std::filesystem::perms::owner_read, failed);
  if (!failed) return {};
  return error(Code::kStore,
               "cannot make " + file.string() + " readable by its owner only: " + failed.message());
}

}  // namespace pyx::ceremony
