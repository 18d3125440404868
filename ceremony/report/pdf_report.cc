#include "ceremony/report/pdf_report.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/pgp_words.h"
#include "ceremony/report/fingerprint_code.h"
#include "ceremony/report/page_flow.h"
#include "ceremony/report/pdf_digest.h"
#include "ceremony/report/pdf_table.h"
#include "ceremony/report/pdf_timeline.h"

namespace pyx::ceremony::report {
namespace {

constexpr double kFull = PageFlow::kRight - PageFlow::kLeft;
constexpr TextStyle kParagraph{8.8};
constexpr TextStyle kSubhead{9.4, Face::kSerifBold};
constexpr double kRoomBelowSubhead = 130;

struct NoticeInks {
  Ink edge;
  Ink head;
};
NoticeInks inks_of_notice(Tone tone) {
  switch (tone) {
    case Tone::kGood:
      return {{0.11, 0.42, 0.26}, {0.08, 0.325, 0.184}};
    case Tone::kCaution:
      return {{0.54, 0.35, 0}, {0.36, 0.235, 0}};
    case Tone::kBad:
      return {{0.61, 0.11, 0.11}, {0.48, 0.07, 0.07}};
    case Tone::kNeutral:
      return {kRuleInk, kTextInk};
  }
  return {kRuleInk, kTextInk};
}

class PdfWriter {
 public:
  PdfWriter(PageFlow& to, std::optional<Error>& failure) : to_(to), failure_(failure) {}

  void run(const Document& document) {
    draw_title(document);
    for (const Section& section : document.sections) {
      draw_heading(section);
      for (const Block& block : section.blocks) {
        std::visit([this](const auto& one) { draw_block(one); }, block);
      }
    }
  }

 private:
  void draw_title(const Document& document) {
    to_.down(6);
    to_.text(cell(document.kind, Look::kQuiet), PageFlow::kLeft, kFull, {10});
    to_.down(2);
    to_.text(cell(document.title), PageFlow::kLeft, kFull, {21, Face::kSerifBold, kTextInk, 1.2});
    to_.down(4);
  }

  // So much stays together with a heading: a notice, the first row of a table, or the first key.
  static double room_below(const Section& section) {
    const std::size_t first = std::min<std::size_t>(section.blocks.size(), 2);
    double room = 110;
    for (std::size_t i = 0; i < first; ++i) {
      if (std::holds_alternative<KeyCard>(section.blocks[i])) room = std::max(room, 190.0);
      if (std::holds_alternative<Table>(section.blocks[i])) room = std::max(room, 200.0);
    }
    return room;
  }

  void draw_heading(const Section& section) {
    to_.need(room_below(section));
    to_.down(15);
    to_.text(cell(section.title), PageFlow::kLeft, kFull, {13.5, Face::kSerifBold});
    to_.rule(kRuleInk, 0.7);
    to_.down(7);
  }

  void draw_block(const Paragraph& paragraph) {
    const Line& line = paragraph.line;
    if (line.size() == 1 && line.front().look == Look::kStrong) {
      to_.need(kRoomBelowSubhead);
      to_.down(5);
      to_.text(cell(line.front().text), PageFlow::kLeft, kFull, kSubhead);
      to_.down(2);
      return;
    }
    to_.text({line}, PageFlow::kLeft, kFull, kParagraph);
    to_.down(5);
  }

  // The bar at its side runs along as much of it as stands on a page.
  void draw_block(const Notice& notice) {
    const NoticeInks inks = inks_of_notice(notice.tone);
    const double x = PageFlow::kLeft + 14;
    to_.need(48);
    double top = to_.y();
    std::size_t page = to_.page();
    const auto side = [&](double bottom) {
      to_.canvas().ink(inks.edge);
      to_.canvas().fill(PageFlow::kLeft, top, 5, bottom - top);
    };
    to_.text(cell(notice.head), x, kFull - 14, {16, Face::kSerifBold, inks.head});
    double bottom = to_.y();
    for (const Line& line : notice.lines) {
      const auto lines = broken(to_.canvas(), {line}, kFull - 14, kParagraph);
      to_.need(static_cast<double>(lines.size()) * kParagraph.line_height());
      if (to_.page() != page) {
        // What was above stands on the page before, and its bar was drawn there line by line.
        page = to_.page();
        top = to_.y();
      }
      to_.text({line}, x, kFull - 14, kParagraph);
      bottom = to_.y();
      side(bottom);
      to_.down(3);
    }
    if (notice.lines.empty()) side(bottom);
    to_.down(8);
  }

  void draw_block(const Facts& facts) {
    draw_facts(to_, facts.facts, PageFlow::kRight);
    to_.down(5);
  }
  void draw_block(const Table& table) { draw_table(to_, table); }
  void draw_block(const DigestBlock& digest) { draw_digest(to_, digest); }
  void draw_block(const Timeline& timeline) { draw_timeline(to_, timeline); }

  void draw_block(const KeyCard& card) {
    constexpr double kCode = 84;
    to_.need(kCode + 40);
    to_.down(3);
    to_.rule(kQuietInk, 0.7);
    to_.down(5);
    const double top = to_.y();
    const std::size_t page = to_.page();
    if (card.fingerprint) draw_code(*card.fingerprint, PageFlow::kRight - kCode, top, kCode);
    const double right = PageFlow::kRight - (card.fingerprint ? kCode + 16 : 0);
    Line head = line(card.title, Look::kStrong);
    head.push_back({"   " + card.state, Look::kQuiet});
    to_.text({head}, PageFlow::kLeft, right - PageFlow::kLeft, {10});
    to_.down(2);
    std::vector<Fact> facts = card.facts;
    if (card.fingerprint) {
      facts.push_back({"Fingerprint", cell(to_hex(*card.fingerprint), Look::kCode)});
      facts.push_back({"in words", cell(to_pgp_words(*card.fingerprint))});
    }
    draw_facts(to_, facts, right);
    if (card.fingerprint && to_.page() == page && to_.y() < top + kCode)
      to_.down(top + kCode - to_.y());
    to_.down(5);
  }

  void draw_code(const Sha256& fingerprint, double x, double y, double side) {
    const auto code = fingerprint_code(fingerprint);
    if (!code) {
      failure_ = code.error();
      return;
    }
    const double module = side / static_cast<double>(code->side);
    to_.canvas().ink({});
    for (const FingerprintCode::Run& run : code->runs()) {
      to_.canvas().fill(x + static_cast<double>(run.from) * module,
                        y + static_cast<double>(run.row) * module,
                        static_cast<double>(run.to - run.from) * module, module);
    }
  }

  PageFlow& to_;
  std::optional<Error>& failure_;
};

}  // namespace

Result<void> pdf_report(const Document& document, PdfSink sink) {
  Frame frame;
  frame.head = document.kind + ": " + document.title;
  frame.right = document.verdict;
  frame.bands = document.bands;
  frame.foot = document.foot;
  frame.digest = document.root;
  frame.made = document.made;
  std::optional<Error> failure;
  PYX_TRY(draw_pages(std::move(frame), std::move(sink),
                     [&](PageFlow& to) { PdfWriter(to, failure).run(document); }));
  if (failure) return *failure;
  return {};
}

}  // namespace pyx::ceremony::report
