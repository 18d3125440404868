#include "base/manual.h"

#include <algorithm>
#include <cctype>

namespace pyx {
namespace {

// Inside a line. Groff sets an ASCII ' ` ^ ~ - as a typographic character unless told otherwise.
std::string escaped(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '\\':
        safe += "\\e";
        break;
      case '-':
        safe += "\\-";
        break;
      case '\'':
        safe += "\\(aq";
        break;
      case '"':
        safe += "\\(dq";
        break;
      case '`':
        safe += "\\(ga";
        break;
      case '^':
        safe += "\\(ha";
        break;
      case '~':
        safe += "\\(ti";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

// A line of its own: a dot in front would be a request.
std::string line_of(std::string_view text) {
  const std::string_view guard = text.starts_with('.') ? "\\&" : "";
  return std::string(guard) + escaped(text) + "\n";
}

std::string lines_of(std::string_view text) {
  std::string all;
  while (!text.empty()) {
    const std::size_t size = std::min(text.find('\n'), text.size());
    all += line_of(text.substr(0, size));
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return all;
}

std::string upper(std::string_view text) {
  std::string large(text);
  std::ranges::transform(large, large.begin(), [](unsigned char c) { return std::toupper(c); });
  return large;
}

}  // namespace

ManualPage::ManualPage(std::string_view name, int section, std::string_view summary)
    : text_(".TH \"" + escaped(upper(name)) + "\" " + std::to_string(section) +
            " \"\" \"Pyx " PYX_VERSION "\" \"Pyx\"\n.nh\n.ad l\n.SH NAME\n" + escaped(name) +
            " \\- " + escaped(summary) + "\n") {}

ManualPage& ManualPage::heading(std::string_view title) {
  text_ += ".SH \"" + escaped(title) + "\"\n";
  return *this;
}

ManualPage& ManualPage::subheading(std::string_view title) {
  text_ += ".SS \"" + escaped(title) + "\"\n";
  return *this;
}

ManualPage& ManualPage::paragraph(std::string_view text) {
  text_ += ".PP\n" + lines_of(text);
  return *this;
}

ManualPage& ManualPage::term(std::string_view name, std::string_view value, std::string_view text) {
  text_ += ".TP\n\\fB" + escaped(name) + "\\fR";
  if (!value.empty()) text_ += " \\fI" + escaped(value) + "\\fR";
  text_ += "\n" + lines_of(text);
  return *this;
}

ManualPage& ManualPage::lines(std::string_view text) {
  text_ += ".PP\n.nf\n" + lines_of(text) + ".fi\n";
  return *this;
}

ManualPage& ManualPage::see_also(std::span<const std::string_view> pages) {
  heading("SEE ALSO");
  std::string all;
  for (const std::string_view page : pages) {
    const std::size_t bracket = std::min(page.find('('), page.size());
    all += (all.empty() ? "" : ", ") + ("\\fB" + escaped(page.substr(0, bracket))) + "\\fR" +
           escaped(page.substr(bracket));
  }
  text_ += all + "\n";
  return *this;
}

}  // namespace pyx
