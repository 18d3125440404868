#include "pkcs11/pin_in_force.h"

#include <gtest/gtest.h>

namespace pyx::pkcs11 {
namespace pin_in_force_test {

TEST(InForceText, HasAWordForEach) {
  EXPECT_EQ(to_text(InForce::kOld), "old");
  EXPECT_EQ(to_text(InForce::kNew), "new");
  EXPECT_EQ(to_text(InForce::kEither), "either");
  EXPECT_EQ(to_text(InForce::kNone), "none");
}

}  // namespace pin_in_force_test
}  // namespace pyx::pkcs11
