#include "ceremony/line_diff.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace pyx::ceremony {
namespace {

constexpr std::size_t kContextLines = 2;
// Past this many pairs of lines the middle is shown as replaced altogether: longer, never wrong.
constexpr std::size_t kMostPairs = 16U << 20U;

using Lines = std::vector<std::string>;

enum class Mark { kSame, kRemoved, kAdded };
struct Marked {
  Mark mark;
  std::string text;
};

Lines split(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
      lines.push_back(std::string(text) + "  (no line end)");
      break;
    }
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

// Longest common subsequence by dynamic programming, of what lies between the common ends.
class Middle {
 public:
  Middle(const Lines& before, const Lines& after, std::size_t head, std::size_t tail)
      : before_(before),
        after_(after),
        head_(head),
        rows_(before.size() - head - tail),
        columns_(after.size() - head - tail) {
    if (rows_ * columns_ > kMostPairs) return;
    lengths_.assign((rows_ + 1) * (columns_ + 1), 0);
    for (std::size_t row = rows_; row-- > 0;) {
      for (std::size_t column = columns_; column-- > 0;) {
        at(row, column) = same(row, column) ? at(row + 1, column + 1) + 1
                                            : std::max(at(row + 1, column), at(row, column + 1));
      }
    }
  }

  void append_to(std::vector<Marked>& marked) {
    std::size_t row = 0;
    std::size_t column = 0;
    while (!lengths_.empty() && row < rows_ && column < columns_) {
      if (same(row, column)) {
        marked.push_back({Mark::kSame, after_[head_ + column]});
        ++row;
        ++column;
      } else if (at(row + 1, column) >= at(row, column + 1)) {
        marked.push_back({Mark::kRemoved, before_[head_ + row++]});
      } else {
        marked.push_back({Mark::kAdded, after_[head_ + column++]});
      }
    }
    while (row < rows_) marked.push_back({Mark::kRemoved, before_[head_ + row++]});
    while (column < columns_) marked.push_back({Mark::kAdded, after_[head_ + column++]});
  }

 private:
  bool same(std::size_t row, std::size_t column) const {
    return before_[head_ + row] == after_[head_ + column];
  }
  std::uint32_t& at(std::size_t row, std::size_t column) {
    return lengths_[row * (columns_ + 1) + column];
  }

  const Lines& before_;
  const Lines& after_;
  std::size_t head_;
  std::size_t rows_;
  std::size_t columns_;
  std::vector<std::uint32_t> lengths_;
};

std::vector<Marked> compare(const Lines& before, const Lines& after) {
  const std::size_t least = std::min(before.size(), after.size());
  std::size_t head = 0;
  while (head < least && before[head] == after[head]) ++head;
  std::size_t tail = 0;
  while (tail < least - head &&
         before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
    ++tail;
  }
  std::vector<Marked> marked;
  for (std::size_t i = 0; i < head; ++i) marked.push_back({Mark::kSame, after[i]});
  Middle(before, after, head, tail).append_to(marked);
  for (std::size_t i = after.size() - tail; i < after.size(); ++i) {
    marked.push_back({Mark::kSame, after[i]});
  }
  return marked;
}

bool near_a_change(const std::vector<Marked>& marked, std::size_t at) {
  const std::size_t first = at < kContextLines ? 0 : at - kContextLines;
  const std::size_t last = std::min(marked.size() - 1, at + kContextLines);
  for (std::size_t i = first; i <= last; ++i) {
    if (marked[i].mark != Mark::kSame) return true;
  }
  return false;
}

std::string_view prefix(Mark mark) {
  switch (mark) {
    case Mark::kSame:
      return "  ";
    case Mark::kRemoved:
      return "- ";
    case Mark::kAdded:
      return "+ ";
  }
  return "? ";
}

}  // namespace

std::string line_diff(std::string_view before, std::string_view after) {
  const std::vector<Marked> marked = compare(split(before), split(after));
  std::string text;
  std::size_t line = 1;  // in `after`
  bool in_piece = false;
  for (std::size_t i = 0; i < marked.size(); ++i) {
    const bool shown = near_a_change(marked, i);
    if (shown && !in_piece) text += "line " + std::to_string(line) + ":\n";
    if (shown) text += std::string(prefix(marked[i].mark)) + marked[i].text + "\n";
    in_piece = shown;
    if (marked[i].mark != Mark::kRemoved) ++line;
  }
  return text;
}

}  // namespace pyx::ceremony
