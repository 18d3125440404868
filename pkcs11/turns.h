// Turns that are taken alone or shared, and waited for no longer than somebody can wait. Who waits
// for one alone goes before those who come later to share.
// (std::shared_timed_mutex does the same, but ThreadSanitizer of g++ 12 does not see it locked.)
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

  // Nothing if others' turns lasted for all of `longest_wait`.
  std::optional<Turn> take(Duration longest_wait) {
    std::unique_lock lock(mutex_);
    ++waiting_;
    const bool free =
        ended_.wait_for(lock, longest_wait, [this] { return !alone_ && sharing_ == 0; });
    --waiting_;
    if (!free) {
      ended_.notify_all();  // those who let this one go first
      return std::nullopt;
    }
    alone_ = true;
    return Turn(*this);
  }
  // Nothing if a turn alone lasted, or was waited for, all of `longest_wait`. A thread that shares
  // one must not ask for another.
  std::optional<Turn> share(Duration longest_wait) {
    std::unique_lock lock(mutex_);
    const auto free = [this] { return !alone_ && waiting_ == 0; };
    if (!ended_.wait_for(lock, longest_wait, free)) return std::nullopt;
    ++sharing_;
    return Turn(*this);
  }

 private:
  void end() {
    {
      const std::lock_guard lock(mutex_);
      if (alone_) {
        alone_ = false;
      } else {
        --sharing_;
      }
    }
    ended_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable ended_;
  bool alone_ = false;
  int sharing_ = 0;  // turns that are shared now
  int waiting_ = 0;  // for one alone
};

}  // namespace pyx::pkcs11
