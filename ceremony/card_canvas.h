// Pages of PDF to draw on: text, rules and squares, by cairo. Lengths are points (1/72 inch), y
// grows downwards, a text stands on its y. Cairo works on the ordinary heap: what is drawn stays
// there until the process ends (ceremony/card_writer.h).
#pragma once

#include <cairo.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/held.h"
#include "base/result.h"

namespace pyx::ceremony {

// Takes the PDF piece by piece.
using PdfSink = std::function<Result<void>(ByteView piece)>;

enum class Face { kPlain, kBold, kMono, kMonoBold, kSerif, kSerifBold };
enum class Align { kLeft, kRight };
struct Pen {
  Face face = Face::kPlain;
  double size = 0;
  Align align = Align::kLeft;  // where x is
};

// A colour; each part is from 0 to 1. The default is black.
struct Ink {
  double red = 0;
  double green = 0;
  double blue = 0;
};

// The first failure stops all that follows; finish() tells it.
class CardCanvas {
 public:
  struct Sheet {
    double width = 0;
    double height = 0;
    std::string title;  // of the document
    Time made{};
  };
  CardCanvas(const Sheet& sheet, PdfSink sink);

  // `text` in UTF-8. A letter that the font does not have is a failure.
  void text(double x, double y, const Pen& pen, std::string_view text);
  double width_of(const Pen& pen, std::string_view text);
  // Whether the font has all letters of it.
  bool has_letters(const Pen& pen, std::string_view text);
  void rule(double from_x, double to_x, double y, double thickness);
  void fill(double x, double y, double width, double height);
  // Of all that is drawn from now on.
  void ink(const Ink& ink);
  void next_page();

  // Errors: those of the sink; kNotFound if the machine has no font with these letters; kBug with
  // what cairo says.
  Result<void> finish();

 private:
  using Surface = Held<cairo_surface_t, cairo_surface_destroy>;
  using Drawing = Held<cairo_t, cairo_destroy>;
  struct Output {
    PdfSink sink;
    std::optional<Error> failure;
  };
  static cairo_status_t write(void* output, const unsigned char* data, unsigned int size);
  void choose(const Pen& pen);

  std::unique_ptr<Output> output_;  // cairo has its address
  Surface surface_;
  Drawing drawing_;
  bool letters_missing_ = false;
};

}  // namespace pyx::ceremony
