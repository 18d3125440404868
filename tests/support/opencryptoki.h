// The soft token of openCryptoki. It has one store and one daemon for the whole machine, so the
// process moves into a mount and an IPC namespace of its own, with an empty store and a daemon
// there.
#pragma once

#include <optional>
#include <string>

#include "pkcs11/pin.h"
#include "pkcs11/token_uri.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

namespace pyx::testing {

inline constexpr const char* kOpenCryptokiModule =
    "/usr/lib/x86_64-linux-gnu/pkcs11/libopencryptoki.so";

// One in a process, for all of its tests. Where it cannot be had (it is not installed, no root, no
// namespaces), `absent` says why. What fails beyond that ends the process: no test could go on.
class OpenCryptoki {
 public:
  static OpenCryptoki& of_this_process();
  // The same, in place of that one: as it is born, under the SO PIN 87654321.
  static OpenCryptoki& born_in_this_process();
  OpenCryptoki(const OpenCryptoki&) = delete;
  OpenCryptoki& operator=(const OpenCryptoki&) = delete;

  const std::optional<std::string>& absent() const { return absent_; }
  // Precondition of both: not absent.
  pkcs11::TokenUri uri() const;
  pkcs11::Pin pin() const;  // of user and SO, unless it was only born

 private:
  enum class Life { kBorn, kInitialised };
  explicit OpenCryptoki(Life life);
  TempFolder folder_;
  std::optional<std::string> absent_;
  std::optional<ChildProcess> daemon_;
};

}  // namespace pyx::testing
