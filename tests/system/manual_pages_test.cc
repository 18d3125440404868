// The pages of the manual, as the programs print them and as groff reads them.
#include <gmock/gmock.h>

#include <string>

#include "tests/support/output_of.h"

namespace manual_pages_test {

using pyx::testing::output_of;
using ::testing::HasSubstr;

struct Page {
  std::string made_by;
  std::string shows;  // as a reader sees it
};

class ManualPages : public ::testing::TestWithParam<Page> {};

TEST_P(ManualPages, AreReadByGroffWithoutAWarning) {
  const std::string page = "\"" + GetParam().made_by;
  EXPECT_EQ(output_of(page + " | groff -man -ww -Tascii -z 2>&1"), "");
  EXPECT_EQ(output_of(page + " | grep -c '^.TH '"), "1\n");
}

TEST_P(ManualPages, ShowWhatIsTyped) {
  EXPECT_THAT(output_of("\"" + GetParam().made_by + " | groff -man -Tascii -P-c -P-b -P-u 2>&1"),
              HasSubstr(GetParam().shows));
}

INSTANTIATE_TEST_SUITE_P(
    Of, ManualPages,
    ::testing::Values(Page{PYX_PROGRAM "\" --man", "--key-id ID"},
                      Page{PYXD_PROGRAM "\" --man", "pyxd --config FILE [--check]"},
                      Page{PYXD_PROGRAM "\" --man pyxd.toml", "pin_source = \"file:"},
                      Page{PYX_ISSUER_PROGRAM "\" --man", "--unchecked"},
                      Page{PYX_PURSE_PROGRAM "\" --man", "--resume"}));

}  // namespace manual_pages_test
