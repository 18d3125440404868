// Pages of A4 that are filled from the top downwards, each with the same head and foot: what it is
// of, its bands, a digest, and which page of how many.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "ceremony/card_canvas.h"
#include "ceremony/report/document.h"
#include "ceremony/report/text_block.h"

namespace pyx::ceremony::report {

struct Frame {
  std::string head;   // on the left
  std::string right;  // beside it
  std::vector<Band> bands;
  std::string foot;  // what the digest is of
  Sha256 digest{};
  Time made{};
  std::size_t pages = 0;  // in all; 0: not counted yet
};

class PageFlow {
 public:
  static constexpr double kWidth = 595.276;  // A4
  static constexpr double kHeight = 841.89;
  static constexpr double kLeft = 52;
  static constexpr double kRight = kWidth - 52;

  PageFlow(const Frame& frame, PdfSink sink);

  CardCanvas& canvas() { return canvas_; }
  double y() const { return y_; }
  double room() const { return bottom_ - y_; }         // down to the foot
  double page_room() const { return bottom_ - top_; }  // of an empty page
  std::size_t page() const { return page_; }
  void down(double by) { y_ += by; }
  // Goes on on the next page unless so much is left, or this one is empty.
  void need(double height);
  void next_page();

  // Broken to the width from `x` on, `width` wide; goes on on the next page where it has to.
  void text(const Cell& cell, double x, double width, const TextStyle& style);
  void rule(const Ink& ink, double thickness);

  // Errors: those of CardCanvas::finish.
  Result<void> finish();

 private:
  void begin_page();
  void draw_head();
  void draw_foot();
  void draw_band(const Band& band, double y, double height);

  const Frame frame_;
  CardCanvas canvas_;
  double top_ = 0;
  double bottom_ = 0;
  double y_ = 0;
  std::size_t page_ = 0;
};

// Draws twice: once to count pages, and once with their number on each. `draw` fills the pages.
// Errors: those of finish().
template <class Draw>
Result<void> draw_pages(Frame frame, PdfSink sink, Draw draw) {
  PageFlow counting(frame, [](ByteView) { return Result<void>(); });
  draw(counting);
  PYX_TRY(counting.finish());
  frame.pages = counting.page();
  PageFlow flow(frame, std::move(sink));
  draw(flow);
  return flow.finish();
}

}  // namespace pyx::ceremony::report
