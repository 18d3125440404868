// HTML piece by piece, in which no text can become anything but text: every character that means
// something there is escaped, and what is invisible or turns the direction of writing is shown as
// \uXXXX (ceremony/cli/escape.h).
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace pyx::ceremony::report {

// Text between tags and in attributes with double quotes. Source: HTML, section 13.3.
std::string html_escaped(std::string_view text);

class Html {
 public:
  // Names are this program's own; values are escaped.
  using Attributes = std::initializer_list<std::pair<std::string_view, std::string>>;

  Html& open(std::string_view tag, Attributes attributes = {});
  Html& close(std::string_view tag);
  // Without content: <meta>, <rect/>.
  Html& single(std::string_view tag, Attributes attributes = {});
  Html& text(std::string_view text);
  // <tag>text</tag>
  Html& element(std::string_view tag, std::string_view text, Attributes attributes = {});
  // Of this program's own: a doctype, a style sheet.
  Html& own(std::string_view literal);

  const std::string& page() const { return page_; }

 private:
  void tag(std::string_view name, Attributes attributes, std::string_view end);
  std::string page_;
};

}  // namespace pyx::ceremony::report
