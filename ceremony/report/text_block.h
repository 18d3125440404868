// Lines of a report broken to a width, for a page of PDF.
#pragma once

#include <string>
#include <vector>

#include "ceremony/card_canvas.h"
#include "ceremony/report/document.h"

namespace pyx::ceremony::report {

inline constexpr Ink kTextInk{0.11, 0.13, 0.15};
inline constexpr Ink kQuietInk{0.36, 0.40, 0.45};
inline constexpr Ink kRuleInk{0.79, 0.82, 0.86};
inline constexpr Ink kHiddenInk{0.90, 0.91, 0.93};

struct TextStyle {
  double size = 8.5;
  Face face = Face::kPlain;  // of what is plain
  Ink ink = kTextInk;
  double leading = 1.36;  // of lines, as a part of the size
  double line_height() const { return size * leading; }
};

// Words in one look that stand behind each other.
struct Piece {
  double x = 0;
  double width = 0;
  std::string text;
  Pen pen;
  Ink ink;
  bool boxed = false;  // stands for something hidden
};
using BrokenLine = std::vector<Piece>;

// A word that is wider than `width` is broken between two letters. What is invisible or not in the
// font is written as \uXXXX.
std::vector<BrokenLine> broken(CardCanvas& canvas, const Cell& cell, double width,
                               const TextStyle& style);
// On the line that stands on `y`.
void draw(CardCanvas& canvas, const BrokenLine& line, double x, double y);

// As it can be drawn.
std::string drawable(CardCanvas& canvas, const Pen& pen, std::string_view text);
// As much of what can be drawn as fits, with … behind it if that is not all.
std::string shortened(CardCanvas& canvas, const Pen& pen, std::string text, double width);

}  // namespace pyx::ceremony::report
