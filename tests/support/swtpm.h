// A TPM 2.0 in software, and a token on it by tpm2-pkcs11: what an officer's laptop has. It listens
// on loopback only, and is gone with this.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "pkcs11/token_uri.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

namespace pyx::testing {

inline constexpr const char* kTpmModule = "/usr/lib/x86_64-linux-gnu/pkcs11/libtpm2_pkcs11.so";

// Points TPM2_PKCS11_TCTI and TPM2_PKCS11_STORE to it: one in a process, and before the module is
// loaded. A failure aborts the process: no test could go on.
class Swtpm {
 public:
  explicit Swtpm(const std::string& token_label);
  // By label, since every token of this module has the serial number 0000000000000000.
  pkcs11::TokenUri uri() const;
  std::filesystem::path pin_file() const { return folder_.path() / "pin"; }  // mode 0600

 private:
  bool start(unsigned port);

  TempFolder folder_;
  std::string label_;
  std::optional<ChildProcess> process_;
};

}  // namespace pyx::testing
