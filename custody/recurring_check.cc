#include "custody/recurring_check.h"

#include <utility>

namespace pyx::custody {

RecurringCheck::RecurringCheck(std::function<Result<void>()> check, Duration every)
    : every_(every), thread_([this, check = std::move(check)] { run(check); }) {}

RecurringCheck::~RecurringCheck() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

RecurringCheck::Report RecurringCheck::last() const {
  const std::lock_guard lock(mutex_);
  Report report;
  if (!at_) return report;
  report.outcome = outcome_;
  report.age = std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - *at_);
  return report;
}

void RecurringCheck::run(const std::function<Result<void>()>& check) {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    lock.unlock();
    Result<void> outcome = check();
    lock.lock();
    outcome_ = std::move(outcome);
    at_ = std::chrono::steady_clock::now();
    changed_.wait_for(lock, every_, [this] { return ending_; });
  }
}

}  // namespace pyx::custody
