#include "ceremony/report/pdf_digest.h"

#include "base/pgp_words.h"
#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace pdf_digest_test {

using pyx::testing::must;
using pyx::testing::read_pdf;
using ::testing::HasSubstr;

// What is read aloud off the paper is the digest.
TEST(PdfDigest, IsReadOffInHexAndInWords) {
  const Sha256 digest = sha256("a plan");
  Bytes pdf;
  must(draw_pages({}, pyx::testing::sink_into(pdf), [&](PageFlow& to) {
    draw_digest(to, {"The plan", digest, "of plan.toml"});
  }));
  const auto pages = read_pdf(pdf);
  ASSERT_EQ(pages.size(), 1U);
  const std::size_t from = pages.front().find("The plan\nof plan.toml\n" + to_hex(digest) + "\n");
  ASSERT_NE(from, std::string::npos) << pages.front();
  std::string words = pages.front().substr(from + 22 + 64 + 1);
  words = words.substr(0, words.find("page "));
  for (char& c : words) c = c == '\n' ? ' ' : c;
  EXPECT_THAT(words, HasSubstr(to_pgp_words(digest)));
}

}  // namespace pdf_digest_test
}  // namespace pyx::ceremony::report
