#include "custody/keys/bounded_call.h"

namespace pyx::custody {

Error no_answer(Duration limit) {
  return error(Code::kRetry,
               "the token did not answer within " + std::to_string(limit.count()) + " ms");
}

}  // namespace pyx::custody
