#include "ceremony/card_canvas.h"

#include <cairo-pdf.h>

#include <algorithm>
#include <span>
#include <utility>

namespace pyx::ceremony {
namespace {

// What fontconfig's own package depends on, so that it is there wherever cairo is.
constexpr const char* kPlainFamily = "DejaVu Sans";
constexpr const char* kMonoFamily = "DejaVu Sans Mono";
constexpr const char* kSerifFamily = "DejaVu Serif";

const char* family_of(Face face) {
  if (face == Face::kMono || face == Face::kMonoBold) return kMonoFamily;
  return face == Face::kSerif || face == Face::kSerifBold ? kSerifFamily : kPlainFamily;
}
bool is_bold(Face face) {
  return face == Face::kBold || face == Face::kMonoBold || face == Face::kSerifBold;
}

// As cairo reads it: without milliseconds.
std::string second_of(Time time) { return to_rfc3339(time).substr(0, 19) + "Z"; }

// A text as glyphs of the font that is chosen, standing at (0, 0).
class Glyphs {
 public:
  Glyphs(cairo_t* drawing, std::string_view text) : font_(cairo_get_scaled_font(drawing)) {
    status_ =
        cairo_scaled_font_text_to_glyphs(font_, 0, 0, text.data(), static_cast<int>(text.size()),
                                         &glyphs_, &count_, &clusters_, &cluster_count_, &flags_);
  }
  Glyphs(const Glyphs&) = delete;
  Glyphs& operator=(const Glyphs&) = delete;
  ~Glyphs() {
    cairo_glyph_free(glyphs_);
    cairo_text_cluster_free(clusters_);
  }

  bool all_known() const {
    return status_ == CAIRO_STATUS_SUCCESS &&
           std::ranges::none_of(std::span(glyphs_, static_cast<std::size_t>(count_)),
                                [](const cairo_glyph_t& glyph) { return glyph.index == 0; });
  }
  double width() const {
    cairo_text_extents_t extents{};
    cairo_scaled_font_glyph_extents(font_, glyphs_, count_, &extents);
    return extents.x_advance;
  }
  void show(cairo_t* drawing, double x, double y, std::string_view text) {
    for (cairo_glyph_t& glyph : std::span(glyphs_, static_cast<std::size_t>(count_))) {
      glyph.x += x;
      glyph.y += y;
    }
    cairo_show_text_glyphs(drawing, text.data(), static_cast<int>(text.size()), glyphs_, count_,
                           clusters_, cluster_count_, flags_);
  }

 private:
  cairo_scaled_font_t* font_;  // of the drawing
  cairo_status_t status_;
  cairo_glyph_t* glyphs_ = nullptr;
  int count_ = 0;
  cairo_text_cluster_t* clusters_ = nullptr;
  int cluster_count_ = 0;
  cairo_text_cluster_flags_t flags_{};
};

}  // namespace

cairo_status_t CardCanvas::write(void* output, const unsigned char* data, unsigned int size) {
  auto& to = *static_cast<Output*>(output);
  if (to.failure) return CAIRO_STATUS_WRITE_ERROR;
  const auto put = to.sink({data, size});
  if (put) return CAIRO_STATUS_SUCCESS;
  to.failure = put.error();
  return CAIRO_STATUS_WRITE_ERROR;
}

CardCanvas::CardCanvas(const Sheet& sheet, PdfSink sink)
    : output_(std::make_unique<Output>(Output{std::move(sink), std::nullopt})),
      surface_(
          cairo_pdf_surface_create_for_stream(write, output_.get(), sheet.width, sheet.height)) {
  cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_TITLE, sheet.title.c_str());
  cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_CREATE_DATE,
                                 second_of(sheet.made).c_str());
  drawing_.reset(cairo_create(surface_.get()));
}

void CardCanvas::choose(const Pen& pen) {
  cairo_select_font_face(drawing_.get(), family_of(pen.face), CAIRO_FONT_SLANT_NORMAL,
                         is_bold(pen.face) ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(drawing_.get(), pen.size);
}

void CardCanvas::text(double x, double y, const Pen& pen, std::string_view text) {
  choose(pen);
  Glyphs glyphs(drawing_.get(), text);
  letters_missing_ = letters_missing_ || !glyphs.all_known();
  if (letters_missing_) return;
  glyphs.show(drawing_.get(), pen.align == Align::kRight ? x - glyphs.width() : x, y, text);
}

double CardCanvas::width_of(const Pen& pen, std::string_view text) {
  choose(pen);
  return Glyphs(drawing_.get(), text).width();
}

bool CardCanvas::has_letters(const Pen& pen, std::string_view text) {
  choose(pen);
  return Glyphs(drawing_.get(), text).all_known();
}

void CardCanvas::rule(double from_x, double to_x, double y, double thickness) {
  fill(from_x, y - thickness / 2, to_x - from_x, thickness);
}

void CardCanvas::fill(double x, double y, double width, double height) {
  cairo_rectangle(drawing_.get(), x, y, width, height);
  cairo_fill(drawing_.get());
}

void CardCanvas::ink(const Ink& ink) {
  cairo_set_source_rgb(drawing_.get(), ink.red, ink.green, ink.blue);
}

void CardCanvas::next_page() { cairo_show_page(drawing_.get()); }

Result<void> CardCanvas::finish() {
  cairo_show_page(drawing_.get());
  const cairo_status_t drawn = cairo_status(drawing_.get());
  cairo_surface_finish(surface_.get());
  const cairo_status_t written = cairo_surface_status(surface_.get());
  if (output_->failure) return *output_->failure;
  if (letters_missing_) {
    return error(Code::kNotFound,
                 "this machine has no font with the letters of the card; Debian's is the package "
                 "fonts-dejavu-core");
  }
  const cairo_status_t status = drawn != CAIRO_STATUS_SUCCESS ? drawn : written;
  if (status == CAIRO_STATUS_SUCCESS) return {};
  return error(Code::kBug,
               std::string("cairo cannot draw the card: ") + cairo_status_to_string(status));
}

}  // namespace pyx::ceremony
