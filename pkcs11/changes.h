// Changes of a token's objects, one at a time, and looks for objects, never beside a change.
// SoftHSM2 2.6.1 keeps threads of one process apart by record locks, which do not. Whoever looks
// while another makes an object may be told CKR_GENERAL_ERROR, CKR_ATTRIBUTE_VALUE_INVALID or
// CKR_OBJECT_HANDLE_INVALID of objects that are in order; the making may fail; and the new object
// may not be found from then on, until the process ends. Uses of keys by handle disturb nothing.
#pragma once

#include "base/result.h"
#include "pkcs11/turns.h"

namespace pyx::pkcs11 {

// Threads: any, at a time. Lifetime: outlives its turns.
class Changes {
 public:
  // One that hangs must not draw others after it: kRetry after 5 s.
  Result<Turns::Turn> begin() {
    auto turn = turns_.take(kLongestWait);
    if (!turn) return error(Code::kRetry, "another change of the token is still under way");
    return *std::move(turn);
  }

  // Waits for a change that is under way, though no longer than 5 s: an HSM that makes an RSA pair
  // for half a minute bears looks meanwhile. Not within a turn, nor within another look.
  template <class Look>
  auto look(const Look& once) -> decltype(once()) {
    const auto turn = turns_.share(kLongestWait);
    return once();
  }

 private:
  static constexpr Duration kLongestWait = std::chrono::seconds(5);

  Turns turns_;
};

}  // namespace pyx::pkcs11
