#include "ceremony/report/text_block.h"

#include <utility>

#include "ceremony/cli/escape.h"

namespace pyx::ceremony::report {
namespace {

constexpr double kQuietSize = 0.94;
constexpr double kCodeSize = 0.93;
constexpr double kBoxEdge = 2;

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t'; }
// In UTF-8.
bool goes_on(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::size_t letter_bytes(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && goes_on(text[end])) ++end;
  return end - at;
}

// Of one well-formed letter: as in escape.h.
std::string escaped_letter(std::string_view letter) {
  char32_t value = static_cast<unsigned char>(letter[0]);
  if (letter.size() > 1) value &= 0xFFU >> (letter.size() + 1);
  for (const char c : letter.substr(1))
    value = (value << 6U) | (static_cast<unsigned char>(c) & 0x3FU);
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto unit = [&](char32_t of) {
    std::string text = "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) text += kDigits[(of >> shift) & 0xFU];
    return text;
  };
  if (value <= 0xFFFF) return unit(value);
  const char32_t rest = value - 0x10000;
  return unit(0xD800 + (rest >> 10U)) + unit(0xDC00 + (rest & 0x3FFU));
}

Pen pen_of(Look look, const TextStyle& style) {
  switch (look) {
    case Look::kPlain:
      return {style.face, style.size};
    case Look::kStrong:
      return {style.face == Face::kSerif ? Face::kSerifBold : Face::kBold, style.size};
    case Look::kCode:
      return {Face::kMono, style.size * kCodeSize};
    case Look::kQuiet:
    case Look::kHidden:
      return {style.face, style.size * kQuietSize};
  }
  return {style.face, style.size};
}

class Breaker {
 public:
  Breaker(CardCanvas& canvas, double width, const TextStyle& style)
      : canvas_(canvas), width_(width), style_(style) {}

  std::vector<BrokenLine> run(const Cell& cell) {
    for (const Line& line : cell) {
      begin_line();
      blank_ = false;
      for (const report::Run& run : line) take(run);
    }
    return std::move(lines_);
  }

 private:
  void begin_line() {
    lines_.emplace_back();
    x_ = 0;
  }

  void take(const report::Run& run) {
    const Pen pen = pen_of(run.look, style_);
    const std::string_view text = run.text;
    for (std::size_t at = 0; at < text.size();) {
      if (is_blank(text[at])) {
        blank_ = true;
        ++at;
        continue;
      }
      std::size_t end = at;
      while (end < text.size() && !is_blank(text[end])) ++end;
      put(drawable(canvas_, pen, text.substr(at, end - at)), pen, run.look);
      blank_ = false;
      at = end;
    }
  }

  void put(std::string word, const Pen& pen, Look look) {
    const double edge = look == Look::kHidden ? 2 * kBoxEdge : 0;
    double gap = blank_ && x_ > 0 ? canvas_.width_of(blank_pen(pen), " ") : 0;
    double wide = canvas_.width_of(pen, word) + edge;
    if (x_ > 0 && x_ + gap + wide > width_) {
      begin_line();
      gap = 0;
    }
    while (wide > width_) {
      const std::size_t fits = bytes_that_fit(pen, word);
      add({x_, canvas_.width_of(pen, word.substr(0, fits)), word.substr(0, fits), pen, ink(look)});
      word.erase(0, fits);
      begin_line();
      wide = canvas_.width_of(pen, word) + edge;
    }
    if (word.empty()) return;
    x_ += gap;
    add({x_, wide, std::move(word), pen, ink(look), look == Look::kHidden});
    x_ += wide;
  }

  static bool same(const Pen& a, const Pen& b) { return a.face == b.face && a.size == b.size; }
  // Between words of one look it is theirs.
  Pen blank_pen(const Pen& next) const {
    const bool theirs = !lines_.back().empty() && same(lines_.back().back().pen, next);
    return theirs ? next : Pen{style_.face, style_.size};
  }

  Ink ink(Look look) const { return look == Look::kQuiet ? kQuietInk : style_.ink; }

  // At least one letter.
  std::size_t bytes_that_fit(const Pen& pen, const std::string& word) {
    std::size_t fits = letter_bytes(word, 0);
    while (fits < word.size()) {
      const std::size_t more = fits + letter_bytes(word, fits);
      if (canvas_.width_of(pen, word.substr(0, more)) > width_) break;
      fits = more;
    }
    return fits;
  }

  // Words in the same look become one piece, so that a blank between them is text too.
  void add(Piece piece) {
    BrokenLine& line = lines_.back();
    if (!line.empty() && !piece.boxed && !line.back().boxed && blank_ &&
        same(line.back().pen, piece.pen)) {
      line.back().text += " " + piece.text;
      line.back().width = piece.x + piece.width - line.back().x;
      return;
    }
    line.push_back(std::move(piece));
  }

  CardCanvas& canvas_;
  const double width_;
  const TextStyle style_;
  std::vector<BrokenLine> lines_;
  double x_ = 0;
  bool blank_ = false;  // stands in front of the next word
};

}  // namespace

std::vector<BrokenLine> broken(CardCanvas& canvas, const Cell& cell, double width,
                               const TextStyle& style) {
  return Breaker(canvas, width, style).run(cell);
}

void draw(CardCanvas& canvas, const BrokenLine& line, double x, double y) {
  for (const Piece& piece : line) {
    double from = x + piece.x;
    if (piece.boxed) {
      canvas.ink(kHiddenInk);
      canvas.fill(from, y - piece.pen.size * 0.92, piece.width, piece.pen.size * 1.22);
      from += kBoxEdge;
    }
    canvas.ink(piece.ink);
    canvas.text(from, y, piece.pen, piece.text);
  }
}

std::string drawable(CardCanvas& canvas, const Pen& pen, std::string_view text) {
  std::string safe = escape_line(text);
  if (canvas.has_letters(pen, safe)) return safe;
  std::string drawn;
  for (std::size_t at = 0; at < safe.size();) {
    const std::string_view letter = std::string_view(safe).substr(at, letter_bytes(safe, at));
    drawn += canvas.has_letters(pen, letter) ? std::string(letter) : escaped_letter(letter);
    at += letter.size();
  }
  return drawn;
}

std::string shortened(CardCanvas& canvas, const Pen& pen, std::string text, double width) {
  if (canvas.width_of(pen, text) <= width) return text;
  while (!text.empty() && canvas.width_of(pen, text + "…") > width) {
    while (text.size() > 1 && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U)
      text.pop_back();
    text.pop_back();
  }
  return text + "…";
}

}  // namespace pyx::ceremony::report
