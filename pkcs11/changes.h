// Changes of a token's objects, one at a time, and looks at objects beside them. SoftHSM2 2.6.1
// keeps threads of one process apart by record locks, which do not: whoever looks while another
// makes an object may be told CKR_GENERAL_ERROR, CKR_ATTRIBUTE_VALUE_INVALID or
// CKR_OBJECT_HANDLE_INVALID of objects that are in order, or find that they are not there.
#pragma once

#include <atomic>
#include <cstdint>

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
    ++begun_;
    return *std::move(turn);
  }

  // What the token refused or did not find beside a change is asked once more when that is over.
  // `once` changes nothing, and opens what it needs anew. Not within a turn.
  template <class Look>
  auto look(const Look& once) -> decltype(once()) {
    return look(once, [](const auto& seen) {
      return !seen && (!seen.error().call.empty() || seen.error().code == Code::kNotFound);
    });
  }
  // The same for a look at all there is, which tells nobody what it did not find: whatever it saw
  // beside a change is looked at again.
  template <class Look>
  auto look_at_all(const Look& once) -> decltype(once()) {
    return look(once, [](const auto&) { return true; });
  }

 private:
  template <class Look, class IsDoubtful>
  auto look(const Look& once, const IsDoubtful& is_doubtful) -> decltype(once()) {
    const std::uint64_t before = begun_;
    const bool changing = turns_.taken();
    auto seen = once();
    if (!is_doubtful(seen) || (!changing && begun_ == before)) return seen;
    const auto turn = turns_.take(kLongestWait);
    return turn ? once() : seen;
  }

  static constexpr Duration kLongestWait = std::chrono::seconds(5);

  Turns turns_;
  std::atomic<std::uint64_t> begun_ = 0;
};

}  // namespace pyx::pkcs11
