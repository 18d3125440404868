#include "ceremony/report/html_report.h"

#include <variant>

#include "base/pgp_words.h"
#include "ceremony/report/fingerprint_code.h"
#include "ceremony/report/html_style.h"
#include "ceremony/report/html_text.h"
#include "ceremony/report/html_timeline.h"

namespace pyx::ceremony::report {
namespace {

constexpr std::string_view kContentPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

std::string_view class_of(Tone tone) {
  switch (tone) {
    case Tone::kGood:
      return "good";
    case Tone::kCaution:
      return "caution";
    case Tone::kBad:
      return "bad";
    case Tone::kNeutral:
      return "neutral";
  }
  return "neutral";
}

class HtmlWriter {
 public:
  Result<std::string> run(const Document& document) {
    open_page(document);
    write_title(document);
    std::size_t number = 0;
    for (const Section& section : document.sections) {
      to_.element("h2", section.title, {{"id", anchor(++number)}});
      for (const Block& block : section.blocks) {
        std::visit([this](const auto& one) { write(one); }, block);
      }
    }
    close_page(document);
    if (failure_) return *failure_;
    return to_.page();
  }

 private:
  static std::string anchor(std::size_t number) { return "part-" + std::to_string(number); }

  void open_page(const Document& document) {
    std::string title;
    for (const Band& band : document.bands) title += band.text + " | ";
    to_.own("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
    to_.single("meta", {{"http-equiv", "Content-Security-Policy"},
                        {"content", std::string(kContentPolicy)}});
    to_.own("\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    to_.element("title", title + document.kind + ": " + document.title);
    to_.own("\n<style>").own(kStyle).own("</style>\n</head>\n<body>\n");
    to_.open("table", {{"class", "sheet"}, {"role", "presentation"}});
    // Heads and feet of a table stand on each printed page.
    to_.own("<thead><tr><td>");
    to_.open("div", {{"class", "running"}});
    to_.element("span", document.kind + ": " + document.title);
    to_.element("b", document.verdict);
    to_.close("div");
    write_bands(document);
    to_.own("</td></tr></thead>\n<tbody><tr><td><main>\n");
  }

  void close_page(const Document& document) {
    to_.own("</main></td></tr></tbody>\n<tfoot><tr><td>");
    to_.open("div", {{"class", "foot"}});
    to_.text(document.foot + ": ").element("code", to_hex(document.root));
    for (const Band& band : document.bands) {
      to_.open("span", {{"class", "line"}}).element("b", band.text).close("span");
    }
    to_.close("div");
    to_.own("</td></tr></tfoot>\n</table>\n</body>\n</html>\n");
  }

  void write_bands(const Document& document) {
    for (const Band& band : document.bands)
      to_.element("div", band.text, {{"class", "band " + std::string(class_of(band.tone))}});
  }

  void write_title(const Document& document) {
    to_.open("header", {{"class", "title"}});
    to_.element("p", document.kind);
    to_.element("h1", document.title);
    to_.close("header");
    to_.open("nav");
    for (std::size_t i = 0; i < document.sections.size(); ++i)
      to_.element("a", document.sections[i].title, {{"href", "#" + anchor(i + 1)}}).text(" ");
    to_.close("nav");
  }

  void write(const Run& run) {
    switch (run.look) {
      case Look::kPlain:
        to_.text(run.text);
        return;
      case Look::kStrong:
        to_.element("strong", run.text);
        return;
      case Look::kCode:
        to_.element("code", run.text);
        return;
      case Look::kQuiet:
        to_.element("span", run.text, {{"class", "quiet"}});
        return;
      case Look::kHidden:
        to_.element("span", run.text, {{"class", "hidden"}});
        return;
    }
  }
  void write(const Line& line) {
    for (const Run& run : line) write(run);
  }
  void write(const Cell& cell) {
    if (cell.size() == 1) return write(cell.front());
    for (const Line& line : cell) {
      to_.open("span", {{"class", "line"}});
      write(line);
      to_.close("span");
    }
  }

  void write(const Paragraph& paragraph) {
    const Line& line = paragraph.line;
    if (line.size() == 1 && line.front().look == Look::kStrong) {
      to_.element("h3", line.front().text);
      return;
    }
    to_.open("p");
    write(line);
    to_.close("p");
  }
  void write(const Notice& notice) {
    to_.open("div", {{"class", "notice " + std::string(class_of(notice.tone))}});
    to_.element("h3", notice.head);
    for (const Line& line : notice.lines) {
      to_.open("span", {{"class", "line"}});
      write(line);
      to_.close("span");
    }
    to_.close("div");
  }
  void write(const std::vector<Fact>& facts) {
    to_.open("dl");
    for (const Fact& fact : facts) {
      to_.element("dt", fact.label).open("dd");
      write(fact.value);
      to_.close("dd");
    }
    to_.close("dl");
  }
  void write(const Facts& facts) { write(facts.facts); }
  void write(const Table& table) {
    unsigned parts = 0;
    for (const Column& column : table.columns) parts += column.width;
    to_.open("table", {{"class", "list"}}).open("colgroup");
    for (const Column& column : table.columns)
      to_.single("col", {{"width", std::to_string(column.width * 100 / parts) + "%"}});
    to_.close("colgroup").own("<thead><tr>");
    for (const Column& column : table.columns) to_.element("th", column.title, {{"scope", "col"}});
    to_.own("</tr></thead>\n<tbody>\n");
    for (const auto& row : table.rows) {
      to_.open("tr");
      for (std::size_t i = 0; i < row.size(); ++i) {
        to_.open("td", {{"data-label", table.columns[i].title}});
        write(row[i]);
        to_.own("</td>");
      }
      to_.close("tr");
    }
    to_.own("</tbody>").close("table");
  }
  void write(const DigestBlock& digest) {
    to_.open("div", {{"class", "digest"}});
    to_.element("h3", digest.of);
    if (!digest.note.empty()) to_.element("span", digest.note, {{"class", "quiet"}});
    to_.element("code", to_hex(digest.digest));
    to_.element("div", to_pgp_words(digest.digest), {{"class", "words"}});
    to_.close("div");
  }
  void write(const KeyCard& card) {
    to_.open("div", {{"class", "card"}}).open("div").open("h3");
    to_.text(card.title).element("span", card.state, {{"class", "state"}}).close("h3");
    write(card.facts);
    if (card.fingerprint) {
      write(std::vector<Fact>{{"Fingerprint", cell(to_hex(*card.fingerprint), Look::kCode)},
                              {"in words", cell(to_pgp_words(*card.fingerprint))}});
    }
    to_.close("div");
    if (card.fingerprint) write_code(*card.fingerprint);
    to_.close("div");
  }
  void write(const Timeline& timeline) { write_timeline(timeline, to_); }

  void write_code(const Sha256& fingerprint) {
    const auto code = fingerprint_code(fingerprint);
    if (!code) {
      failure_ = code.error();
      return;
    }
    constexpr std::size_t kBorder = 4;
    const std::string side = std::to_string(code->side + 2 * kBorder);
    std::string path;
    for (const FingerprintCode::Run& run : code->runs()) {
      path += "M" + std::to_string(run.from + kBorder) + " " + std::to_string(run.row + kBorder) +
              "h" + std::to_string(run.to - run.from) + "v1h-" + std::to_string(run.to - run.from) +
              "z";
    }
    to_.open("figure").open("svg", {{"viewBox", "0 0 " + side + " " + side},
                                    {"role", "img"},
                                    {"shape-rendering", "crispEdges"},
                                    {"aria-label", "QR code of the fingerprint"}});
    to_.single("path", {{"d", path}, {"fill", "#000"}}).close("svg");
    to_.element("figcaption", "its fingerprint, for a scanner").close("figure");
  }

  Html to_;
  std::optional<Error> failure_;
};

}  // namespace

Result<std::string> html_report(const Document& document) { return HtmlWriter().run(document); }

}  // namespace pyx::ceremony::report
