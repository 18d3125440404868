// The main program of the tests: a hardened process and GoogleTest.
//   --tests-of=NAME.cc   only the tests of that source; it is an error if there are none
#include <gmock/gmock.h>

#include <cstdio>
#include <string>
#include <string_view>

#include "base/process.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
// LeakSanitizer looks at the end, and names only what is loaded then: no module goes before.
extern "C" __attribute__((visibility("default"))) int dlclose(void*) { return 0; }
#endif
#endif

namespace {

constexpr std::string_view kTestsOf = "--tests-of=";

// A filter of GoogleTest's; empty if the source has no test.
std::string tests_of(std::string_view source) {
  std::string filter;
  const auto& all = *testing::UnitTest::GetInstance();
  for (int i = 0; i < all.total_test_suite_count(); ++i) {
    const auto& suite = *all.GetTestSuite(i);
    for (int j = 0; j < suite.total_test_count(); ++j) {
      const auto& test = *suite.GetTestInfo(j);
      const std::string_view file = test.file();
      if (file.substr(file.rfind('/') + 1) == source)
        filter.append(suite.name()).append(".").append(test.name()).append(":");
    }
  }
  return filter;
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  if (argc == 2 && std::string_view(argv[1]).starts_with(kTestsOf)) {
    const std::string_view source = std::string_view(argv[1]).substr(kTestsOf.size());
    const std::string filter = tests_of(source);
    if (filter.empty()) {
      std::fprintf(stderr, "there is no test in %s\n", argv[1] + kTestsOf.size());
      return 1;
    }
    GTEST_FLAG_SET(filter, filter);
  }
  if (const auto hardened = pyx::harden_process(); !hardened) {
    std::fprintf(stderr, "%s\n", pyx::describe(hardened.error()).c_str());
    return 1;
  }
  return RUN_ALL_TESTS();
}
