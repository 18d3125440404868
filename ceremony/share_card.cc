#include "ceremony/share_card.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/reveal.h"
#include "ceremony/qr_code.h"
#include "custody/shares/mnemonic.h"
#include "custody/shares/row_check.h"

namespace pyx::ceremony {
namespace {

constexpr double kLeft = kCardSideMargin;
constexpr double kRight = kCardWidth - kCardSideMargin;
constexpr double kTop = kCardEndMargin;
constexpr double kBottom = kCardHeight - kCardEndMargin;

constexpr double kHairline = 0.3;
constexpr double kLine = 0.8;
constexpr double kBar = 2.4;

constexpr Pen kTitle{Face::kBold, 24};
constexpr Pen kHolder{Face::kBold, 24, Align::kRight};
constexpr Pen kSmall{Face::kPlain, 8};
constexpr Pen kSmallRight{Face::kPlain, 8, Align::kRight};
constexpr Pen kLabel{Face::kBold, 8};
constexpr Pen kLabelRight{Face::kBold, 8, Align::kRight};
constexpr Pen kValue{Face::kPlain, 9};
constexpr Pen kBody{Face::kPlain, 8.5};
constexpr Pen kBodyNumber{Face::kBold, 8.5};
constexpr Pen kDigits{Face::kMono, 9};
constexpr Pen kWord{Face::kMono, 15};
constexpr Pen kCheck{Face::kMonoBold, 15, Align::kRight};

constexpr std::array<std::string_view, 3> kWhatToDo = {
    "Keep it locked away, alone. Show it to nobody, and let no camera or scanner see it before the "
    "day it is needed.",
    "Once a year, alone, type it into \"pyx share drill\": that says whether it is still good and "
    "gives you a receipt to sign.",
    "Lost, seen by somebody, or damaged? Tell the officers the same day: they make new shares, and "
    "these words die."};

// As large as fits.
Pen fitted(CardCanvas& canvas, Pen pen, std::string_view text, double width) {
  const double wide = canvas.width_of(pen, text);
  if (wide > width) pen.size *= width / wide;
  return pen;
}

std::string capitalised(std::string text) {
  if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

// Where the font has no letters for a name, its id below says which vault it is.
std::string shown_name(CardCanvas& canvas, const std::string& name) {
  return canvas.has_letters(kValue, name) ? name : "(its name is not in this font's letters)";
}

void draw_head(CardCanvas& canvas, const ShareFacts& facts) {
  constexpr double kGap = 24;
  constexpr double kTitleStand = kTop + 50;
  const std::string title = capitalised(title_of(facts));
  const double left = kRight - kLeft - kGap - canvas.width_of(kTitle, title);
  canvas.text(kLeft, kTop + 8, kLabel, "PYX CUSTODY");
  canvas.text(kRight, kTop + 8, kLabelRight, "SECRET: FOR ITS HOLDER ONLY");
  canvas.rule(kLeft, kRight, kTop + 17, kBar);
  canvas.text(kLeft, kTitleStand, kTitle, title);
  canvas.text(kRight, kTitleStand, fitted(canvas, kHolder, facts.holder, left), facts.holder);
  canvas.text(kLeft, kTitleStand + 17, kValue, capitalised(opening_of(facts)) + ".");
  canvas.text(kRight, kTitleStand + 17, kSmallRight, "holder");
}

void draw_facts(CardCanvas& canvas, const ShareFacts& facts) {
  constexpr double kValues = kLeft + 56;
  constexpr double kPitch = 13;
  constexpr double kGap = 6;
  double y = kTop + 97;
  const auto value = [&](const Pen& pen, const std::string& text) {
    canvas.text(kValues, y, fitted(canvas, pen, text, kRight - kValues), text);
    y += kPitch;
  };
  canvas.text(kLeft, y, kLabel, "Vault");
  value(kValue, shown_name(canvas, facts.vault_name));
  value(kDigits, short_hex(facts.vault));
  value(kValue, short_words(facts.vault));
  y += kGap;
  canvas.text(kLeft, y, kLabel, "Set");
  value(kDigits, facts.set.text());
  value(kValue, "version " + std::to_string(facts.version) + ", made " + day_of(facts.created));
  y += kGap;
  canvas.text(kLeft, y, kLabel, "Its record");
  value(kDigits, short_hex(facts.record));
  value(kValue, short_words(facts.record));
}

void draw_words(CardCanvas& canvas, const std::vector<std::string_view>& words,
                std::string_view checks) {
  constexpr double kBegin = kTop + 227;
  constexpr double kPitch = 23;
  constexpr double kColumn = 145;
  constexpr double kNumberEnd = 16;
  constexpr double kWordBegin = 23;
  canvas.text(kLeft, kBegin, kLabel, "The words");
  canvas.text(kRight, kBegin, kLabelRight, "Check");
  canvas.rule(kLeft, kRight, kBegin + 6, kLine);
  double y = kBegin + 6;
  for (std::size_t row = 0; row < shares::row_count(words.size()); ++row) {
    y += kPitch;
    const double stand = y - 6.8;
    for (std::size_t at = 0; at < shares::kRowWords; ++at) {
      const std::size_t number = row * shares::kRowWords + at;
      if (number >= words.size()) break;
      const double x = kLeft + static_cast<double>(at) * kColumn;
      canvas.text(x + kNumberEnd, stand, kSmallRight, std::to_string(number + 1));
      canvas.text(x + kWordBegin, stand, kWord, words[number]);
    }
    canvas.text(kRight, stand, kCheck,
                checks.substr(row * shares::kRowCheckLetters, shares::kRowCheckLetters));
    canvas.rule(kLeft, kRight, y, kHairline);
  }
  canvas.text(kLeft, y + 12, kSmall,
              "Two letters belong to each row. When it is typed, other letters say that one of its "
              "words is wrong.");
}

// Runs of dark modules in one piece: no light seams between them.
void draw_code(CardCanvas& canvas, const QrCode& code, double x, double y, double side) {
  const double module = side / static_cast<double>(code.side);
  const ByteView modules = code.modules.reveal(reveal());
  for (std::size_t row = 0; row < code.side; ++row) {
    for (std::size_t from = 0; from < code.side;) {
      std::size_t to = from;
      while (to < code.side && modules[row * code.side + to] == 1) ++to;
      if (to > from) {
        canvas.fill(x + static_cast<double>(from) * module, y + static_cast<double>(row) * module,
                    static_cast<double>(to - from) * module, module);
      }
      from = std::max(to, from + 1);
    }
  }
}

// Returns where the next line stands.
double draw_paragraph(CardCanvas& canvas, double x, double y, double width, const Pen& pen,
                      std::string_view text) {
  constexpr double kLeading = 1.35;
  std::string line;
  const auto flush = [&] {
    canvas.text(x, y, pen, line);
    y += kLeading * pen.size;
    line.clear();
  };
  for (const std::string_view word : shares::words_in(text)) {
    const std::string longer = line.empty() ? std::string(word) : line + " " + std::string(word);
    if (!line.empty() && canvas.width_of(pen, longer) > width) {
      flush();
      line = word;
    } else {
      line = longer;
    }
  }
  flush();
  return y;
}

void draw_signature(CardCanvas& canvas, double x, double y, std::string_view who) {
  constexpr double kDate = 84;
  canvas.rule(x, kRight - kDate - 14, y, kLine);
  canvas.rule(kRight - kDate, kRight, y, kLine);
  canvas.text(x, y + 10, kSmall, who);
  canvas.text(kRight - kDate, y + 10, kSmall, "date");
}

void draw_foot(CardCanvas& canvas, const QrCode& code) {
  constexpr double kSide = 150;
  constexpr double kCodeTop = kBottom - kSide - 12;
  constexpr double kTexts = kLeft + kSide + 28;
  draw_code(canvas, code, kLeft, kCodeTop, kSide);
  canvas.text(kLeft, kBottom - 1, kSmall, "The same words, for a scanner.");
  double y = kCodeTop + 6;
  canvas.text(kTexts, y, kLabel, "What to do with this card");
  y += 14;
  for (std::size_t at = 0; at < kWhatToDo.size(); ++at) {
    canvas.text(kTexts, y, kBodyNumber, std::to_string(at + 1));
    y = draw_paragraph(canvas, kTexts + 12, y, kRight - kTexts - 12, kBody, kWhatToDo.at(at)) + 3;
  }
  draw_signature(canvas, kTexts, kBottom - 47, "typed back and received by the holder");
  draw_signature(canvas, kTexts, kBottom - 11, "handed over by");
}

}  // namespace

Result<void> draw_share_card(const ShareFacts& facts, const shares::ShareWords& words,
                             PdfSink sink) {
  PYX_ASSIGN(const shares::Share share, shares::from_words(words));
  PYX_ASSIGN(const shares::ShareWords whole, shares::to_words(share));
  PYX_ASSIGN(const SecretBytes checks, shares::row_checks(whole));
  PYX_ASSIGN(const QrCode code, qr_code(whole.text()));
  CardCanvas canvas({kCardWidth, kCardHeight, "Card of a share", facts.created}, std::move(sink));
  draw_head(canvas, facts);
  draw_facts(canvas, facts);
  draw_words(canvas, shares::words_in(as_text(whole.text().reveal(reveal()))),
             as_text(checks.reveal(reveal())));
  draw_foot(canvas, code);
  return canvas.finish();
}

}  // namespace pyx::ceremony
