#include "ceremony/wait_notice.h"

#include <utility>

namespace pyx::ceremony {

WaitNotice::WaitNotice(Say say, std::string sentence, std::chrono::milliseconds patience)
    : watch_([this, say = std::move(say), sentence = std::move(sentence), patience] {
        std::unique_lock lock(mutex_);
        if (!over_.wait_for(lock, patience, [this] { return done_; })) say(sentence);
      }) {}

WaitNotice::~WaitNotice() {
  {
    const std::scoped_lock lock(mutex_);
    done_ = true;
  }
  over_.notify_one();
  watch_.join();
}

}  // namespace pyx::ceremony
