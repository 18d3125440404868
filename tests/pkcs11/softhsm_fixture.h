// Real SoftHSM2 tokens for tests and benchmarks, in a folder of their own that goes with them.
#pragma once

#include <filesystem>
#include <string>

#include "base/secret_bytes.h"
#include "pkcs11/pin.h"
#include "pkcs11/token_uri.h"
#include "tests/support/temp_folder.h"

namespace pyx::testing {

inline constexpr const char* kSoftHsmModule = "/usr/lib/softhsm/libsofthsm2.so";

// One initialised token. Its PINs are random and were never on a command line.
class SoftHsmToken {
 public:
  const std::string& serial() const { return serial_; }
  const std::string& label() const { return label_; }
  pkcs11::TokenUri uri() const;  // module path, serial and pin source
  std::string uri_text() const;  // the same as text, as a person types it
  pkcs11::Pin pin() const;       // a new copy each time
  pkcs11::Pin so_pin() const;    // the same
  std::filesystem::path pin_file() const { return pin_file_; }        // mode 0600
  std::filesystem::path so_pin_file() const { return so_pin_file_; }  // mode 0600

 private:
  friend class SoftHsm;
  std::string serial_;
  std::string label_;
  std::filesystem::path pin_file_;
  std::filesystem::path so_pin_file_;
};

// Points SOFTHSM2_CONF, also of child processes, to a new token folder. One at a time in a process,
// and made before any token of the process is opened: SoftHSM2 reads its configuration only when it
// is initialised. A failure aborts the process: no test could go on.
class SoftHsm {
 public:
  SoftHsm();
  SoftHsmToken make_token(const std::string& label = "mint");
  const std::filesystem::path& folder() const { return folder_.path(); }
  std::filesystem::path tokens() const { return folder_.path() / "tokens"; }

 private:
  TempFolder folder_;
};

// A PIN that no token of ours has.
pkcs11::Pin wrong_pin();

}  // namespace pyx::testing
