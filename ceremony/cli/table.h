// Plain tables for terminals: columns as wide as their widest cell, two blanks between.
#pragma once

#include <string>
#include <vector>

namespace pyx::ceremony {

class Table {
 public:
  // The first row added with `head` stands above the others.
  void head(std::vector<std::string> cells) { rows_.insert(rows_.begin(), std::move(cells)); }
  // Control characters in a cell are escaped, so that no cell can fake a row.
  void add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }
  std::string text() const;  // each line ended by a newline, no blanks at its end

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace pyx::ceremony
