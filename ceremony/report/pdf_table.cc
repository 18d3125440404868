#include "ceremony/report/pdf_table.h"

#include <algorithm>

namespace pyx::ceremony::report {
namespace {

constexpr double kGap = 9;      // between columns
constexpr double kPadding = 3;  // above and below a row
constexpr TextStyle kRowStyle{7.8};
constexpr TextStyle kHeadStyle{7.4, Face::kBold, kQuietInk};
constexpr TextStyle kLabelStyle{8, Face::kPlain, kQuietInk};
constexpr TextStyle kValueStyle{8.5};
constexpr double kLabelWidth = 104;

struct Place {
  double x = 0;
  double width = 0;
};

std::vector<Place> places_of(const Table& table) {
  double parts = 0;
  for (const Column& column : table.columns) parts += column.width;
  const double gaps = kGap * static_cast<double>(table.columns.size() - 1);
  const double unit = (PageFlow::kRight - PageFlow::kLeft - gaps) / parts;
  std::vector<Place> places;
  double x = PageFlow::kLeft;
  for (const Column& column : table.columns) {
    places.push_back({x, unit * column.width});
    x += unit * column.width + kGap;
  }
  return places;
}

using BrokenRow = std::vector<std::vector<BrokenLine>>;

class TableDrawer {
 public:
  TableDrawer(PageFlow& to, const Table& table)
      : to_(to), table_(table), places_(places_of(table)) {
    for (const Column& column : table.columns)
      heads_.push_back(
          broken(to.canvas(), cell(column.title), places_[heads_.size()].width, kHeadStyle));
  }

  void run() {
    for (std::size_t i = 0; i < table_.rows.size(); ++i) {
      const BrokenRow row = broken_row(table_.rows[i]);
      const double height = lines_in(row) * kRowStyle.line_height() + 2 * kPadding;
      if (i == 0) {
        to_.need(std::min(height, kMostWaited) + head_height());
        draw_heads();
      }
      draw_row(row, height);
    }
    to_.down(8);
  }

 private:
  // A row higher than this may be cut by the end of a page, and goes on on the next one.
  static constexpr double kMostWaited = 120;
  // Of such a row so much stands on the first page at least.
  static constexpr double kLeastBegun = 60;

  static double lines_in(const BrokenRow& row) {
    std::size_t most = 1;
    for (const auto& lines : row) most = std::max(most, lines.size());
    return static_cast<double>(most);
  }
  double head_height() const { return lines_in(heads_) * kHeadStyle.line_height() + kPadding; }

  BrokenRow broken_row(const std::vector<Cell>& cells) {
    BrokenRow row;
    for (std::size_t i = 0; i < cells.size(); ++i)
      row.push_back(broken(to_.canvas(), cells[i], places_[i].width, kRowStyle));
    return row;
  }

  void draw_heads() {
    for (std::size_t i = 0; i < heads_.size(); ++i) {
      double y = to_.y();
      for (const BrokenLine& line : heads_[i]) {
        draw(to_.canvas(), line, places_[i].x, y + kHeadStyle.size);
        y += kHeadStyle.line_height();
      }
    }
    to_.down(head_height());
    to_.rule(kQuietInk, 0.9);
  }

  void turn_page() {
    to_.next_page();
    draw_heads();
  }

  void draw_row(const BrokenRow& row, double height) {
    const double whole = height <= kMostWaited ? height : kLeastBegun;
    if (whole > to_.room()) turn_page();
    to_.down(kPadding);
    const auto lines = static_cast<std::size_t>(lines_in(row));
    for (std::size_t at = 0; at < lines; ++at) {
      if (kRowStyle.line_height() + kPadding > to_.room()) {
        turn_page();
        to_.down(kPadding);
        // Of what it goes on is told again.
        if (!row.front().empty() && at >= row.front().size())
          draw(to_.canvas(), row.front().front(), places_.front().x, to_.y() + kRowStyle.size);
      }
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (at < row[i].size())
          draw(to_.canvas(), row[i][at], places_[i].x, to_.y() + kRowStyle.size);
      }
      to_.down(kRowStyle.line_height());
    }
    to_.down(kPadding);
    to_.rule(kRuleInk, 0.4);
  }

  PageFlow& to_;
  const Table& table_;
  std::vector<Place> places_;
  BrokenRow heads_;
};

}  // namespace

void draw_table(PageFlow& to, const Table& table) {
  if (!table.columns.empty()) TableDrawer(to, table).run();
}

void draw_facts(PageFlow& to, const std::vector<Fact>& facts, double right) {
  const double x = PageFlow::kLeft + kLabelWidth + kGap;
  for (const Fact& fact : facts) {
    const auto label = broken(to.canvas(), cell(fact.label), kLabelWidth, kLabelStyle);
    const auto value = broken(to.canvas(), fact.value, right - x, kValueStyle);
    for (std::size_t at = 0; at < std::max(label.size(), value.size()); ++at) {
      to.need(kValueStyle.line_height());
      const double y = to.y() + kValueStyle.size;
      if (at < label.size()) draw(to.canvas(), label[at], PageFlow::kLeft, y);
      if (at < value.size()) draw(to.canvas(), value[at], x, y);
      to.down(kValueStyle.line_height());
    }
    to.down(2);
  }
}

}  // namespace pyx::ceremony::report
