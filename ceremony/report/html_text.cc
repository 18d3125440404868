#include "ceremony/report/html_text.h"

#include "ceremony/cli/escape.h"

namespace pyx::ceremony::report {

std::string html_escaped(std::string_view text) {
  std::string safe;
  for (const char c : escape_lines(text)) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

void Html::tag(std::string_view name, Attributes attributes, std::string_view end) {
  page_ += "<";
  page_ += name;
  for (const auto& [attribute, value] : attributes) {
    page_ += " ";
    page_ += attribute;
    page_ += "=\"" + html_escaped(value) + "\"";
  }
  page_ += end;
}

Html& Html::open(std::string_view name, Attributes attributes) {
  tag(name, attributes, ">");
  return *this;
}

Html& Html::close(std::string_view name) {
  page_ += "</";
  page_ += name;
  page_ += ">\n";
  return *this;
}

Html& Html::single(std::string_view name, Attributes attributes) {
  tag(name, attributes, "/>");
  return *this;
}

Html& Html::text(std::string_view text) {
  page_ += html_escaped(text);
  return *this;
}

Html& Html::element(std::string_view name, std::string_view text, Attributes attributes) {
  tag(name, attributes, ">");
  page_ += html_escaped(text) + "</";
  page_ += name;
  page_ += ">";
  return *this;
}

Html& Html::own(std::string_view literal) {
  page_ += literal;
  return *this;
}

}  // namespace pyx::ceremony::report
