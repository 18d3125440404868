#include "ceremony/running/toml_text.h"

#include "base/toml.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace toml_text_test {

TEST(TomlText, IsReadBackAsItWas) {
  for (const std::string text : {"", "Ada", "a \"b\" c", "back\\slash", "\\\"", "ümlaut"}) {
    const auto table = toml::parse("text = " + toml_text(text), "made");
    ASSERT_THAT(table, pyx::testing::IsOk()) << text;
    EXPECT_EQ((*table)->string("text").value().text, text);
  }
}

TEST(TomlText, IsOneLine) { EXPECT_EQ(toml_text("one\ntwo"), "\"one two\""); }

TEST(TomlList, HoldsEachText) {
  EXPECT_EQ(toml_list({}), "[]");
  EXPECT_EQ(toml_list({"a", "b\"c"}), "[\"a\", \"b\\\"c\"]");
}

}  // namespace toml_text_test
}  // namespace pyx::ceremony::running
