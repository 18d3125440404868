#include "pkcs11/tolerance.h"

namespace pyx::pkcs11 {

bool may_be_an_attribute(CK_RV rv) {
  return rv == CKR_ATTRIBUTE_TYPE_INVALID || rv == CKR_ATTRIBUTE_VALUE_INVALID ||
         rv == CKR_TEMPLATE_INCONSISTENT;
}

CK_RV ask_with_tolerance(const KeySpec& spec, GeneralError general_error,
                         const std::function<CK_RV(const KeySpec&, Strictness)>& ask) {
  KeySpec asked = spec;
  asked.exceptions.clear();
  const bool believed =
      general_error == GeneralError::kMayBeAnAttribute && !spec.exceptions.empty();
  const auto may_be = [&](CK_RV rv) {
    return may_be_an_attribute(rv) || (believed && rv == CKR_GENERAL_ERROR);
  };
  CK_RV rv = ask(asked, Strictness::kStrict);
  if (may_be(rv)) rv = ask(asked, Strictness::kTolerant);
  for (const TokenRule exception : spec.exceptions) {
    if (!may_be(rv)) break;
    asked.exceptions.push_back(exception);
    rv = ask(asked, Strictness::kTolerant);
  }
  return rv;
}

}  // namespace pyx::pkcs11
