// What a faulty token is to do wrong, as text: README.md in this folder.
#pragma once

#include <p11-kit/pkcs11.h>

#include <chrono>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pyx::testing {

// One line about one call.
struct Fault {
  enum class Kind {
    kAnswer,          // answers `ckr`, and the real module is not called
    kAnswerAfter,     // calls the real module, then answers `ckr` whatever that said
    kDelay,           // waits `delay`, then goes on
    kHang,            // waits until the script says otherwise, then goes on
    kFlip,            // the last bit of what C_Sign gives is wrong
    kLie,             // one-byte values of the attribute `lie` read back inverted
    kFlags,           // C_GetTokenInfo says these `flags` too
    kKeypad,          // C_Login without a PIN takes the one in the file `keypad`, as if typed there
    kWrapped,         // C_UnwrapKey unwraps what the file `wrapped` holds, whatever it was given
    kLeaveOperation,  // after a good C_Sign the session has an operation active again
  };
  static constexpr unsigned long kForEver = std::numeric_limits<unsigned long>::max();

  std::string call;  // "C_Sign"
  Kind kind = Kind::kAnswer;
  CK_RV ckr = CKR_OK;
  std::chrono::milliseconds delay{0};
  CK_ATTRIBUTE_TYPE lie = 0;
  CK_FLAGS flags = 0;
  std::string keypad;
  std::string wrapped;
  unsigned long nth = 1;           // the first call that it strikes, counted from 1
  unsigned long times = kForEver;  // how many it strikes
};

struct Script {
  bool removed = false;        // the token is away
  bool lose_sessions = false;  // all sessions are closed, once, when this script comes into force
  std::vector<Fault> faults;
};

// Errors: kBadInput "line 3: what is wrong".
Result<Script> parse_script(std::string_view text);

}  // namespace pyx::testing
