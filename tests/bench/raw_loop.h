// What the token does when nothing stands before it: C_SignInit and C_Sign with kept handles, as
// the fastest sensible program of an issuer's own would call the module. Nothing of pkcs11/ is
// used, so that no slowness of ours is on both sides of the ratio.
#pragma once

#include <chrono>
#include <string>

#include "base/bytes.h"
#include "base/key_type.h"
#include "base/result.h"

namespace pyx::bench {

struct RawTask {
  std::string module_path;
  std::string serial;    // of the token
  std::string pin_file;  // its first line is the user PIN
  Bytes cka_id;
  Scheme scheme = Scheme::kEcdsaSha256;
  unsigned threads = 2;                  // each with a session and a handle of its own
  std::chrono::milliseconds warm_up{0};  // signs, uncounted
  std::chrono::milliseconds window{0};   // in which finished signatures count
};

// Signatures a second. The input is ready: digests are not computed here. Errors: kToken,
// kNotFound.
Result<double> raw_signatures_per_second(const RawTask& task);

}  // namespace pyx::bench
