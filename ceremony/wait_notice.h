// One sentence for whoever waits: said only if the work takes longer than his patience.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace pyx::ceremony {

// Shows one sentence to the person: Output::say.
using Say = std::function<void(std::string_view sentence)>;

// Lives as long as the work. `say` is called at most once, on another thread, while this one works;
// so nothing else may write to the same place meanwhile, and no question may be asked.
class WaitNotice {
 public:
  WaitNotice(Say say, std::string sentence, std::chrono::milliseconds patience);
  WaitNotice(const WaitNotice&) = delete;
  WaitNotice& operator=(const WaitNotice&) = delete;
  ~WaitNotice();  // does not wait for the patience to end

 private:
  std::mutex mutex_;
  std::condition_variable over_;
  bool done_ = false;
  std::thread watch_;
};

}  // namespace pyx::ceremony
