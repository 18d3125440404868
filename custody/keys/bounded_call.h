// A call that is given up when it takes too long. A thread that hangs in a module cannot be ended,
// so it is left behind, counted, and its late answer thrown away.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "base/clock.h"
#include "base/result.h"

namespace pyx::custody {

// Shared with the threads that were left behind, which may outlive everything else.
struct HungCalls {
  std::atomic<unsigned> now{0};
};

Error no_answer(Duration limit);  // kRetry

// Calls `call` on a thread of its own. Nothing if it did not come back within `limit`; then it must
// own all that it uses. Before the answer is returned, `call` and what it holds are gone.
template <class T>
std::optional<Result<T>> call_within(Duration limit, std::shared_ptr<HungCalls> hung,
                                     std::function<Result<T>()> call) {
  struct Meeting {
    std::mutex mutex;
    std::condition_variable answered;
    std::optional<Result<T>> answer;
    bool given_up = false;
  };
  auto meeting = std::make_shared<Meeting>();
  std::thread thread([meeting, hung, call = std::move(call)]() mutable {
    Result<T> answer = call();
    call = nullptr;
    {
      const std::lock_guard lock(meeting->mutex);
      if (!meeting->given_up) {
        meeting->answer = std::move(answer);
        meeting->answered.notify_one();
        return;
      }
    }
    answer = no_answer(Duration(0));  // what came too late goes before the thread counts as back
    --hung->now;
  });
  std::unique_lock lock(meeting->mutex);
  if (meeting->answered.wait_for(lock, limit, [&] { return meeting->answer.has_value(); })) {
    lock.unlock();
    thread.join();
    return std::move(meeting->answer);
  }
  meeting->given_up = true;
  ++hung->now;
  lock.unlock();
  thread.detach();
  return std::nullopt;
}

}  // namespace pyx::custody
