// One signing thread as its watcher sees it: in a call on the token since when, or not.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>

#include "custody/keys/bounded_call.h"

namespace pyx::custody {

// Costs the signing thread two atomic writes and a look at the clock a call, and no lock.
// Threads: begin() and end() from the watched one, give_up_if_older() from one other.
class CallWatch {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  explicit CallWatch(std::shared_ptr<HungCalls> hung) : hung_(std::move(hung)) {}

  // A call begins, or the next one of several in a row.
  void begin() {
    since_ = std::chrono::steady_clock::now().time_since_epoch().count();
    int free = kFree;
    state_.compare_exchange_strong(free, kCalling);
  }
  bool was_given_up() const { return state_ == kGivenUp; }
  // False if it was given up meanwhile: then somebody else has answered for it, and the thread must
  // touch nothing that it does not own.
  bool end();
  // Whether it is given up by this: a call that began before `then` is still under way.
  bool give_up_if_older(SteadyTime then);

 private:
  enum : int { kFree, kCalling, kGivenUp };
  std::atomic<int> state_{kFree};
  std::atomic<SteadyTime::rep> since_{0};
  const std::shared_ptr<HungCalls> hung_;
};

}  // namespace pyx::custody
