// A check that is done again and again on a thread of its own, and what it last said. A check that
// hangs does not keep anyone from asking: its last outcome grows old instead.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "base/clock.h"
#include "base/result.h"

namespace pyx::custody {

class RecurringCheck {
 public:
  struct Report {
    Result<void> outcome = error(Code::kRetry, "not checked yet");
    std::optional<Duration> age;  // since the last outcome; none before the first
  };

  // Starts at once; `check` is called from one thread, `every` after the last one ended.
  RecurringCheck(std::function<Result<void>()> check, Duration every);
  RecurringCheck(const RecurringCheck&) = delete;
  RecurringCheck& operator=(const RecurringCheck&) = delete;
  ~RecurringCheck();  // waits for a check that is under way

  Report last() const;

 private:
  void run(const std::function<Result<void>()>& check);

  const Duration every_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool ending_ = false;
  Result<void> outcome_;
  std::optional<std::chrono::steady_clock::time_point> at_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace pyx::custody
