#include "ceremony/report/page_flow.h"

#include <algorithm>
#include <utility>

namespace pyx::ceremony::report {
namespace {

constexpr double kHeadLine = 44;  // on which the head stands
constexpr double kBandHeight = 17;
constexpr double kFootLine = PageFlow::kHeight - 30;  // on which the last line stands
constexpr double kFootBandHeight = 13;
constexpr double kMargin = 20;  // of the bar that runs down the side
constexpr double kSideBar = 7;

struct BandInks {
  Ink ground;
  Ink edge;
  Ink letters;
};
BandInks inks_of(Tone tone) {
  switch (tone) {
    case Tone::kBad:
      return {{0.61, 0.11, 0.11}, {0.61, 0.11, 0.11}, {1, 1, 1}};
    case Tone::kCaution:
      return {{1, 0.957, 0.84}, {0.54, 0.35, 0}, {0.36, 0.235, 0}};
    case Tone::kGood:
      return {{0.945, 0.97, 0.957}, {0.11, 0.42, 0.26}, {0.08, 0.325, 0.184}};
    case Tone::kNeutral:
      return {{0.93, 0.945, 0.96}, {0.6, 0.65, 0.71}, {0.18, 0.22, 0.27}};
  }
  return {};
}

}  // namespace

PageFlow::PageFlow(const Frame& frame, PdfSink sink)
    : frame_(frame), canvas_({kWidth, kHeight, frame.head, frame.made}, std::move(sink)) {
  const auto bands = static_cast<double>(frame_.bands.size());
  top_ = kHeadLine + 8 + bands * (kBandHeight + 3) + 12;
  bottom_ = kFootLine - 24 - bands * kFootBandHeight;
  begin_page();
}

void PageFlow::begin_page() {
  ++page_;
  draw_head();
  draw_foot();
  canvas_.ink(kTextInk);
  y_ = top_;
}

void PageFlow::draw_band(const Band& band, double y, double height) {
  const BandInks inks = inks_of(band.tone);
  const double size = height * 0.56;
  canvas_.ink(inks.edge);
  canvas_.fill(kLeft, y, kRight - kLeft, height);
  canvas_.ink(inks.ground);
  canvas_.fill(kLeft + 1.2, y + 1.2, kRight - kLeft - 2.4, height - 2.4);
  canvas_.ink(inks.letters);
  canvas_.text(kLeft + 8, y + height / 2 + size * 0.36, {Face::kBold, size}, band.text);
}

void PageFlow::draw_head() {
  constexpr Pen kHead{Face::kPlain, 8};
  constexpr Pen kVerdict{Face::kBold, 8, Align::kRight};
  const std::string right = drawable(canvas_, kVerdict, frame_.right);
  const double left = kRight - kLeft - canvas_.width_of(kVerdict, right) - 16;
  canvas_.ink(kQuietInk);
  canvas_.text(kLeft, kHeadLine, kHead,
               shortened(canvas_, kHead, drawable(canvas_, kHead, frame_.head), left));
  canvas_.ink(kTextInk);
  canvas_.text(kRight, kHeadLine, kVerdict, right);
  canvas_.ink(kRuleInk);
  canvas_.rule(kLeft, kRight, kHeadLine + 6, 0.7);
  double y = kHeadLine + 11;
  for (const Band& band : frame_.bands) {
    draw_band(band, y, kBandHeight);
    y += kBandHeight + 3;
  }
  // A page that was torn out at its head still says that it is worth nothing.
  const bool warns = std::ranges::any_of(frame_.bands, [](const Band& band) {
    return band.tone == Tone::kBad || band.tone == Tone::kCaution;
  });
  if (!warns) return;
  canvas_.ink(inks_of(frame_.bands.front().tone).edge);
  canvas_.fill(kMargin, kMargin, kSideBar, kHeight - 2 * kMargin);
}

void PageFlow::draw_foot() {
  constexpr Pen kFoot{Face::kPlain, 7};
  constexpr Pen kDigest{Face::kMono, 7};
  constexpr Pen kNumber{Face::kPlain, 7, Align::kRight};
  double y = bottom_ + 8;
  for (const Band& band : frame_.bands) {
    draw_band(band, y, kFootBandHeight - 1);
    y += kFootBandHeight;
  }
  canvas_.ink(kRuleInk);
  canvas_.rule(kLeft, kRight, kFootLine - 10, 0.7);
  canvas_.ink(kQuietInk);
  const std::string label = frame_.foot + ": ";
  canvas_.text(kLeft, kFootLine, kFoot, label);
  canvas_.text(kLeft + canvas_.width_of(kFoot, label), kFootLine, kDigest, to_hex(frame_.digest));
  std::string number = "page " + std::to_string(page_);
  if (frame_.pages > 0) number += " of " + std::to_string(frame_.pages);
  canvas_.text(kRight, kFootLine, kNumber, number);
}

void PageFlow::need(double height) {
  if (height > room() && y_ > top_) next_page();
}

void PageFlow::next_page() {
  canvas_.next_page();
  begin_page();
}

void PageFlow::text(const Cell& cell, double x, double width, const TextStyle& style) {
  for (const BrokenLine& line : broken(canvas_, cell, width, style)) {
    need(style.line_height());
    draw(canvas_, line, x, y_ + style.size);
    y_ += style.line_height();
  }
}

void PageFlow::rule(const Ink& ink, double thickness) {
  canvas_.ink(ink);
  canvas_.rule(kLeft, kRight, y_, thickness);
  canvas_.ink(kTextInk);
}

Result<void> PageFlow::finish() { return canvas_.finish(); }

}  // namespace pyx::ceremony::report
