#include "ceremony/report/pdf_digest.h"

#include "base/pgp_words.h"

namespace pyx::ceremony::report {
namespace {

constexpr std::size_t kRowBytes = 8;  // of which words stand in one row
constexpr TextStyle kOfStyle{9.2, Face::kBold};
constexpr TextStyle kNoteStyle{7.8, Face::kPlain, kQuietInk};
constexpr TextStyle kHexStyle{9.6};
constexpr TextStyle kWordStyle{9};

}  // namespace

void draw_digest(PageFlow& to, const DigestBlock& digest) {
  constexpr double kIndent = 10;
  constexpr double kAtLeast = 84;
  constexpr double kLineWide = PageFlow::kRight - PageFlow::kLeft - kIndent;
  const double x = PageFlow::kLeft + kIndent;
  to.need(kAtLeast);
  const double top = to.y();
  to.text(cell(digest.of), x, kLineWide, kOfStyle);
  if (!digest.note.empty()) to.text(cell(digest.note), x, kLineWide, kNoteStyle);
  to.text(cell(to_hex(digest.digest), Look::kCode), x, kLineWide, kHexStyle);
  const ByteView bytes = digest.digest;
  for (std::size_t at = 0; at < bytes.size(); at += kRowBytes)
    to.text(cell(to_pgp_words(bytes.subspan(at, kRowBytes))), x, kLineWide, kWordStyle);
  to.canvas().ink(kRuleInk);
  to.canvas().fill(PageFlow::kLeft, top, 2.4, to.y() - top);
  to.canvas().ink(kTextInk);
  to.down(10);
}

}  // namespace pyx::ceremony::report
