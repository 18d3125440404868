// Turns that are taken one after the other, and waited for no longer than somebody can wait.
// (std::timed_mutex does the same, but ThreadSanitizer of g++ 12 does not see it locked.)
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "base/clock.h"

namespace pyx::pkcs11 {

// Threads: any, at a time. Lifetime: outlives its turns.
class Turns {
 public:
  // Held until it is destroyed.
  class Turn {
   public:
    Turn(Turn&& from) noexcept : of_(std::exchange(from.of_, nullptr)) {}
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
      if (of_ != nullptr) of_->end();
    }

   private:
    friend class Turns;
    explicit Turn(Turns& of) : of_(&of) {}
    Turns* of_;
  };

  // Nothing if another turn lasted for all of `longest_wait`.
  std::optional<Turn> take(Duration longest_wait) {
    std::unique_lock lock(mutex_);
    if (!ended_.wait_for(lock, longest_wait, [this] { return !taken_; })) return std::nullopt;
    taken_ = true;
    return Turn(*this);
  }
  bool taken() {
    const std::lock_guard lock(mutex_);
    return taken_;
  }

 private:
  void end() {
    {
      const std::lock_guard lock(mutex_);
      taken_ = false;
    }
    ended_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable ended_;
  bool taken_ = false;
};

}  // namespace pyx::pkcs11
