#include "custody/signing/call_watch.h"

namespace pyx::custody {

bool CallWatch::end() {
  int calling = kCalling;
  if (state_.compare_exchange_strong(calling, kFree)) return true;
  --hung_->now;
  return false;
}

bool CallWatch::give_up_if_older(SteadyTime then) {
  if (state_ != kCalling || since_ >= then.time_since_epoch().count()) return false;
  // Counted before the thread can see it and count itself back.
  ++hung_->now;
  int calling = kCalling;
  if (state_.compare_exchange_strong(calling, kGivenUp)) return true;
  --hung_->now;
  return false;
}

}  // namespace pyx::custody
