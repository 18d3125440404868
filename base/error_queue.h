// OpenSSL queues its errors for the thread; whoever reads the queue next would take ours for his.
// One of these, first in a function that calls OpenSSL, leaves the queue empty.
#pragma once

#include <openssl/err.h>

namespace pyx {

struct ErrorQueue {
  ErrorQueue() { ERR_clear_error(); }
  ErrorQueue(const ErrorQueue&) = delete;
  ErrorQueue& operator=(const ErrorQueue&) = delete;
  ~ErrorQueue() { ERR_clear_error(); }
};

}  // namespace pyx
