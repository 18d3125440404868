#include "base/error_queue.h"

#include <utility>

namespace pyx {

Error openssl_refused(std::string what, boost::source_location where) {
  const unsigned long code = ERR_peek_last_error();
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  if (reason != nullptr) what += std::string(": ") + reason;
  return error(Code::kBadInput, std::move(what), where);
}

}  // namespace pyx
