#include "ceremony/report/blank_cards.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ceremony/report/page_flow.h"
#include "custody/shares/row_check.h"

namespace pyx::ceremony::report {
namespace {

constexpr std::size_t kMostWords = 33;   // of 32 bytes, as a backup's are
constexpr std::size_t kFewerWords = 20;  // of 16 bytes, as a PIN's are
constexpr double kCardWide = PageFlow::kRight - PageFlow::kLeft;
constexpr double kRowHigh = 34;
constexpr double kCheckWide = 52;

struct CardToWrite {
  const planning::Item* item = nullptr;
  std::string person;  // his name; empty: of nobody in particular
};

std::vector<CardToWrite> cards_of(const planning::Plan& plan, const planning::Values& values,
                                  std::span<const planning::Participant> people) {
  std::vector<CardToWrite> cards;
  for (const planning::Item& item : plan.items) {
    // What is in the safe or with its holder was written on before.
    if (item.kind != planning::ItemKind::kCard || item.place != planning::Place::kTable) continue;
    if (item.each.empty()) cards.push_back({&item, ""});
    for (const std::string& id : planning::people_named(item.each, values, people)) {
      const auto person = std::ranges::find(people, id, &planning::Participant::id);
      cards.push_back({&item, person->name});
    }
  }
  return cards;
}

class CardWriter {
 public:
  CardWriter(PageFlow& to, Names names) : to_(to), names_(names) {}

  void draw(const CardToWrite& card) {
    to_.down(4);
    to_.text(cell(card.item->id), PageFlow::kLeft, kCardWide, {21, Face::kSerifBold});
    to_.text(cell(card.item->meaning), PageFlow::kLeft, kCardWide, {9.5});
    to_.down(14);
    draw_blank("of", names_ == Names::kOfTheDay ? card.person : "", 300);
    draw_blank("number of its envelope", "", 300);
    draw_blank("token or backup, version, day", "", 300);
    to_.down(8);
    to_.canvas().ink(kQuietInk);
    to_.canvas().text(PageFlow::kRight, to_.y() + 6, {Face::kPlain, 7.5, Align::kRight}, "letters");
    for (std::size_t row = 0; row < shares::row_count(kMostWords); ++row) draw_row(row);
    to_.down(12);
    to_.text({line("Write what the screen shows you, alone: each word by its number, and the two "
                   "letters of each row. A share of a PIN has " +
                   std::to_string(kFewerWords) + " words, that of a backup " +
                   std::to_string(kMostWords) + "; strike out what stays empty."),
              line("Type it back before you leave the screen. Then into the envelope, seal it, and "
                   "sign across the seal. Spoilt? It is destroyed in front of everybody.")},
             PageFlow::kLeft, kCardWide, {9.5});
  }

 private:
  void draw_blank(std::string_view label, const std::string& value, double width) {
    CardCanvas& canvas = to_.canvas();
    const double stand = to_.y() + 12;
    const double from = PageFlow::kLeft + 150;
    canvas.ink(kQuietInk);
    canvas.text(PageFlow::kLeft, stand, {Face::kPlain, 8.5}, label);
    canvas.rule(from, from + width, stand + 3, 0.5);
    if (!value.empty()) {
      draw_first(broken(canvas, cell(value, Look::kStrong), width, {10}), from, stand);
    }
    to_.down(22);
  }
  void draw_first(const std::vector<BrokenLine>& lines, double x, double y) {
    if (!lines.empty()) report::draw(to_.canvas(), lines.front(), x, y);
  }

  void draw_row(std::size_t row) {
    CardCanvas& canvas = to_.canvas();
    const double word_wide = (kCardWide - kCheckWide) / static_cast<double>(shares::kRowWords);
    const double stand = to_.y() + kRowHigh - 9;
    for (std::size_t at = 0; at < shares::kRowWords; ++at) {
      const std::size_t number = row * shares::kRowWords + at + 1;
      if (number > kMostWords) break;
      const double x = PageFlow::kLeft + static_cast<double>(at) * word_wide;
      canvas.ink(kQuietInk);
      canvas.text(x + 14, stand, {Face::kPlain, 8, Align::kRight}, std::to_string(number));
      canvas.rule(x + 19, x + word_wide - 10, stand + 2, 0.6);
    }
    // A box for the letters of the row.
    const double left = PageFlow::kRight - kCheckWide + 14;
    canvas.ink(kQuietInk);
    canvas.rule(left, PageFlow::kRight, stand + 5, 0.6);
    canvas.rule(left, PageFlow::kRight, stand - 15, 0.6);
    canvas.fill(left, stand - 15, 0.6, 20);
    canvas.fill(PageFlow::kRight - 0.6, stand - 15, 0.6, 20);
    to_.down(kRowHigh);
  }

  PageFlow& to_;
  const Names names_;
};

}  // namespace

std::size_t cards_needed(const planning::Plan& plan, const planning::Values& values,
                         std::span<const planning::Participant> people) {
  return cards_of(plan, values, people).size();
}

Result<void> blank_cards(const planning::Plan& plan, const planning::Values& values,
                         std::span<const planning::Participant> people, Names names, PdfSink sink) {
  Frame frame;
  frame.head = "Card of a ceremony: " + plan.title;
  frame.right = "SECRET once it is written on";
  frame.foot = "the plan";
  frame.digest = plan.digest;
  const auto cards = cards_of(plan, values, people);
  return draw_pages(std::move(frame), std::move(sink), [&](PageFlow& to) {
    CardWriter writer(to, names);
    for (std::size_t i = 0; i < cards.size(); ++i) {
      if (i > 0) to.next_page();
      writer.draw(cards[i]);
    }
  });
}

}  // namespace pyx::ceremony::report
