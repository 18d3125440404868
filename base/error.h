// What went wrong, for the caller (code), the operator (message) and the auditor (control, CKR).
#pragma once

#include <boost/assert/source_location.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace pyx {

// What the caller may do next.
enum class Code {
  kBadInput,   // mend the input: it is malformed, out of range or contradicts itself
  kNotFound,   // name something that exists
  kConflict,   // the same name already stands for something else
  kRefused,    // a control said no; `control` names it
  kFrozen,     // stopped by a freeze; answerable again after a thaw
  kRetry,      // transient: the same call may succeed later
  kAskPerson,  // a person must act: a PIN, a card, a decision
  kToken,      // the token failed for good; `ckr` and `call` say how
  kStore,      // the durable store failed; nothing was committed
  kBug,        // a state that should not be possible
};

std::string_view code_name(Code code);  // "bad-input", "refused", ...: stable, used on the wire

struct Error {
  Code code = Code::kBug;
  std::string message;            // one sentence for the operator, lower case, no secrets
  unsigned long ckr = 0;          // the token's answer (CK_RV); 0 (CKR_OK) when no call was made
  std::string_view call = {};     // "C_WrapKey"; empty when no call was made
  std::string_view control = {};  // "ACT-QUORUM"; empty when no control spoke
  boost::source_location where = {};
};

inline Error error(Code code, std::string message,
                   boost::source_location where = BOOST_CURRENT_LOCATION) {
  return Error{code, std::move(message), 0, {}, {}, where};
}
// A control's refusal: code kRefused with the control's ID (docs/controls.md), which must be a
// literal.
inline Error refused(std::string_view control, std::string message,
                     boost::source_location where = BOOST_CURRENT_LOCATION) {
  return Error{Code::kRefused, std::move(message), 0, {}, control, where};
}

// "message (C_Sign: CKR_DEVICE_ERROR) [ACT-QUORUM]": what pyx prints and pyxd logs.
std::string describe(const Error& error);
// "CKR_PIN_INCORRECT", or "CKR_0x…" for a number that PKCS#11 v3.1 does not define.
std::string ckr_name(unsigned long ckr);

}  // namespace pyx
