// A page of the manual, in the macros that man, groff and mandoc read.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace pyx {

// Text is plain: whatever roff would take for a request or an escape is shown as it is.
// Source: man(7) of groff, groff_char(7).
class ManualPage {
 public:
  // "pyx", 1, "the strongroom of an electronic mint": without a date, so that the same sources give
  // the same page.
  ManualPage(std::string_view name, int section, std::string_view summary);

  ManualPage& heading(std::string_view title);     // "OPTIONS"
  ManualPage& subheading(std::string_view title);  // "pyx act propose"
  ManualPage& paragraph(std::string_view text);
  // A term in bold, what stands for its value in italics, and the text indented below.
  ManualPage& term(std::string_view name, std::string_view value, std::string_view text);
  ManualPage& lines(std::string_view text);  // as they are, not filled
  // "pyxd(8)", each in bold.
  ManualPage& see_also(std::span<const std::string_view> pages);

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace pyx
