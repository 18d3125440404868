// How long a token may take, and how often it may fail, before it is taken for broken.
#pragma once

#include "base/clock.h"

namespace pyx::custody {

struct TokenLimits {
  Duration answer = std::chrono::seconds(10);  // for a signature, a look, opening
  Duration change = std::chrono::minutes(2);   // for making or destroying a key, and for a probe
  // Between two tries to reach a token that is away or broken: doubled each time.
  Duration first_pause = std::chrono::seconds(1);
  Duration longest_pause = std::chrono::minutes(1);
  unsigned most_failures = 5;  // of the device, in a row
  unsigned most_hung = 16;     // calls that never came back; past that nothing is asked any more
};

}  // namespace pyx::custody
