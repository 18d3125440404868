// OpenSSL queues its errors for the thread; whoever reads the queue next would take ours for his.
// One of these, first in a function that calls OpenSSL, leaves the queue empty.
#pragma once

#include <openssl/err.h>

#include <string>

#include "base/error.h"

namespace pyx {

struct ErrorQueue {
  ErrorQueue() { ERR_clear_error(); }
  ErrorQueue(const ErrorQueue&) = delete;
  ErrorQueue& operator=(const ErrorQueue&) = delete;
  ~ErrorQueue() { ERR_clear_error(); }
};

// kBadInput: `what`, and after it why OpenSSL says that it failed, if it does. Empties the queue.
Error openssl_refused(std::string what, boost::source_location where = BOOST_CURRENT_LOCATION);

}  // namespace pyx
