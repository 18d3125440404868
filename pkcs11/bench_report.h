// How fast a token was seen to sign.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/key_type.h"

namespace pyx::pkcs11 {

// One kind of key, measured with each of these numbers of threads in turn.
struct BenchPlan {
  KeyType type;
  Purpose purpose;                // one that signs: scheme_of(type, purpose) is there
  std::vector<unsigned> threads;  // each at least 1
  Duration each;                  // for each number of threads; a call under way is waited for
};

struct BenchLine {
  unsigned threads = 1;
  std::uint64_t signatures = 0;
  double per_second = 0;  // of all threads together
  // Of one C_SignInit and C_Sign, of the first 262,144 of each thread.
  double p50_us = 0;
  double p99_us = 0;
  std::optional<Error> failed;  // what the token said to this many threads; the rest is 0 then
};

}  // namespace pyx::pkcs11
