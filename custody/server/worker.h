// One thread that does what it is given, in order: for handlers that may block.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace pyx::server {

class Worker {
 public:
  explicit Worker(std::size_t most_waiting);
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker();  // does what is waiting, then ends

  // False if too much is waiting: then `task` is not called.
  [[nodiscard]] bool submit(std::function<void()> task);

 private:
  void run();

  const std::size_t most_waiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  bool ending_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace pyx::server
