#include "pkcs11/pin_in_force.h"

namespace pyx::pkcs11 {

std::string_view to_text(InForce in_force) {
  switch (in_force) {
    case InForce::kOld:
      return "old";
    case InForce::kNew:
      return "new";
    case InForce::kEither:
      return "either";
    case InForce::kNone:
      return "none";
  }
  return "either";
}

}  // namespace pyx::pkcs11
