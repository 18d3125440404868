#include <gmock/gmock.h>

#include <cstdio>

#include "base/process.h"

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  if (const auto hardened = pyx::harden_process(); !hardened) {
    std::fprintf(stderr, "%s\n", pyx::describe(hardened.error()).c_str());
    return 1;
  }
  return RUN_ALL_TESTS();
}
