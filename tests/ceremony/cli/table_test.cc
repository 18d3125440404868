#include "ceremony/cli/table.h"

#include <gmock/gmock.h>

namespace pyx::ceremony {
namespace table_test {

TEST(Table, AlignsColumnsAndEndsLinesWithoutBlanks) {
  Table table;
  table.add({"A", "LONG", ""});
  table.add({"wide", "x"});
  EXPECT_EQ(table.text(), "A     LONG\nwide  x\n");
}

TEST(Table, CountsCharactersNotBytes) {
  Table table;
  table.add({"\xC3\xBC", "x"});
  table.add({"u", "x"});
  EXPECT_EQ(table.text(), "\xC3\xBC  x\nu  x\n");
}

TEST(Table, LetsNoCellFakeARow) {
  Table table;
  table.add({"a\nb"});
  EXPECT_EQ(table.text(), "a\\u000ab\n");
}

TEST(Table, WithoutRowsIsNothing) {
  EXPECT_TRUE(Table().empty());
  EXPECT_EQ(Table().text(), "");
}

}  // namespace table_test
}  // namespace pyx::ceremony
