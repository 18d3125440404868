#include "ceremony/report/fingerprint_code.h"

#include <cstdlib>

#include "tests/ceremony/drawn_card.h"
#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace fingerprint_code_test {

using pyx::testing::DrawnCard;
using pyx::testing::must;

TEST(FingerprintCode, IsReadAsItsHexDigitsByAScanner) {
  const Sha256 digest = sha256("a key");
  const FingerprintCode code = must(fingerprint_code(digest));
  Bytes pdf;
  CardCanvas canvas({300, 300, "", Time{}}, pyx::testing::sink_into(pdf));
  for (const FingerprintCode::Run& run : code.runs()) {
    canvas.fill(40 + static_cast<double>(run.from) * 5, 40 + static_cast<double>(run.row) * 5,
                static_cast<double>(run.to - run.from) * 5, 5);
  }
  must(canvas.finish());
  EXPECT_EQ(DrawnCard(pdf).scanned(), to_hex(digest) + "\n");
}

TEST(FingerprintCode, RunsCoverExactlyWhatIsDark) {
  const FingerprintCode code = must(fingerprint_code(sha256("another")));
  std::vector<std::uint8_t> drawn(code.dark.size());
  for (const FingerprintCode::Run& run : code.runs()) {
    for (std::size_t x = run.from; x < run.to; ++x) ++drawn.at(run.row * code.side + x);
  }
  EXPECT_EQ(drawn, code.dark);
}

}  // namespace fingerprint_code_test
}  // namespace pyx::ceremony::report
