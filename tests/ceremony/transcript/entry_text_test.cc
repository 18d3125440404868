#include "ceremony/transcript/entry_text.h"

#include <gmock/gmock.h>

#include "base/pgp_words.h"

namespace pyx::ceremony::transcript {
namespace entry_text_test {

using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(Mode mode) {
  Header header;
  header.title = "Genesis";
  header.mode = mode;
  header.ceremony = Uuid::parse("01938c2e-7000-7000-8000-00000000000a").value();
  const Time time = from_rfc3339("2026-11-23T09:00:02.000Z").value();
  const Entry entry =
      make_entry(17, time, Kind::kObjection, {{"person", "carol"}, {"text", "the seal is torn"}})
          .value();
  return text_to_sign(entry, header, sha256("root"));
}

TEST(TextToSign, ShowsWhatStandsBeforeAndTheEntryItself) {
  const std::string text = text_of(Mode::kReal);
  EXPECT_THAT(text, HasSubstr("Genesis"));
  EXPECT_THAT(text, HasSubstr("01938c2e-7000-7000-8000-00000000000a"));
  EXPECT_THAT(text, HasSubstr("17 entries, root " + to_hex(sha256("root"))));
  EXPECT_THAT(text, HasSubstr(to_pgp_words(sha256("root"))));
  EXPECT_THAT(text, HasSubstr("objection, 2026-11-23T09:00:02.000Z"));
  EXPECT_THAT(text, HasSubstr("  text: the seal is torn\n"));
  EXPECT_THAT(text, Not(HasSubstr("REHEARSAL")));
}

TEST(TextToSign, SaysOfARehearsalThatItIsOne) {
  EXPECT_THAT(text_of(Mode::kRehearsal), HasSubstr("REHEARSAL, of no effect"));
}

}  // namespace entry_text_test
}  // namespace pyx::ceremony::transcript
