#include "ceremony/report/evidence_part.h"

#include <filesystem>

#include "base/pgp_words.h"
#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace evidence_part_test {

using pyx::testing::CeremonyRecord;
using pyx::testing::text_of;
using ::testing::HasSubstr;
using ::testing::Not;

class EvidenceOf : public ::testing::Test {
 protected:
  EvidenceOf() { room_.whole(); }
  CeremonyRecord room_;
};

TEST_F(EvidenceOf, HasEveryDigest) {
  const std::string text = text_of(digests_section(reading_of(room_)));
  const transcript::Header& header = room_.writer->transcript().header;
  EXPECT_THAT(text, HasSubstr("The transcript: " + to_hex(room_.writer->root()) + ", root of"));
  EXPECT_THAT(text, HasSubstr("The plan: " + to_hex(header.plan) +
                              ", of plan.toml; read aloud, "
                              "entry "));
  EXPECT_THAT(text, HasSubstr("The site: " + to_hex(*header.site)));
  EXPECT_THAT(text, HasSubstr("The vault: " + to_hex(room_.vault.books().vault)));
  EXPECT_THAT(text, HasSubstr("The policy: " + to_hex(room_.vault.books().policy.digest)));
}

TEST_F(EvidenceOf, TellsADigestOnceHoweverOftenItWasRead) {
  CeremonyRecord other;
  other.open();
  other.opening();
  const std::string digest(64, 'a');
  for (const char* what : {"founding statement", "founding statement signed by alice"})
    other.put(transcript::Kind::kDigestRead,
              {{"what", what}, {"digest", digest}, {"people", "alice"}});
  EXPECT_THAT(text_of(digests_section(reading_of(other))),
              HasSubstr("Read aloud: founding statement: " + digest + ", entries "));
  EXPECT_THAT(text_of(digests_section(reading_of(other))),
              HasSubstr("; also as founding statement signed by alice"));
}

TEST_F(EvidenceOf, HasWhatWasLookedAt) {
  const std::string text = text_of(looked_at_section(reading_of(room_)));
  EXPECT_THAT(text, HasSubstr("vault | 0123456789abcdef | Test v1 | Test | nothing foreign on it"));
  EXPECT_THAT(text, HasSubstr("entropy | good | "));
  EXPECT_THAT(text, HasSubstr("dave | 2026-11-23 09:0"));
  EXPECT_THAT(text, HasSubstr("pyx act execute | " + to_hex(sha256("made the key\n")) +
                              " | 13 | here, unchanged"));
}

TEST_F(EvidenceOf, SaysHowFarAWatchIsOff) {
  CeremonyRecord other;
  other.open();
  other.put(transcript::Kind::kClock,
            {{"person", "dave"}, {"watch", to_rfc3339(other.vault.clock.now())}});
  EXPECT_THAT(text_of(looked_at_section(reading_of(other))), HasSubstr("10 s behind the host"));
}

TEST_F(EvidenceOf, OfAPublicCopyHidesWhatIsNotPublic) {
  const std::string text = text_of(looked_at_section(redacted(room_)));
  EXPECT_THAT(text, HasSubstr("vault | [hidden] | [hidden] | [hidden] | [hidden]"));
  EXPECT_THAT(text, HasSubstr("not in this copy"));
  EXPECT_THAT(text_of(things_section(redacted(room_))),
              HasSubstr("stick | sealed | olga, dave | [hidden] | [hidden]"));
}

TEST_F(EvidenceOf, HasThingsWithTheirNumbers) {
  EXPECT_THAT(text_of(things_section(reading_of(room_))),
              HasSubstr("stick | sealed | olga, dave | A-00417 | safe 2, upper shelf"));
}

TEST_F(EvidenceOf, SaysWhoSignedSectionsAndTheEnd) {
  const Reading reading = reading_of(room_);
  const std::string text = text_of(signatures_section(reading, person_records(reading.transcript)));
  EXPECT_THAT(text, HasSubstr("section opening | "));
  EXPECT_THAT(text, HasSubstr("the end, completed | "));
  EXPECT_THAT(text, HasSubstr("carol"));
}

TEST_F(EvidenceOf, SaysHowToCheckIt) {
  EXPECT_THAT(text_of(checking_section(reading_of(room_))),
              HasSubstr("\npyx ceremony verify BUNDLE --root HEX\n"));
  CeremonyRecord rehearsal(transcript::Mode::kRehearsal);
  rehearsal.whole();
  EXPECT_THAT(text_of(checking_section(reading_of(rehearsal, transcript::Mode::kRehearsal))),
              HasSubstr("pyx ceremony verify BUNDLE --rehearsal --root HEX"));
}

TEST_F(EvidenceOf, NothingIsSaidSo) {
  room_.set_text("");
  const Reading reading = reading_of(room_);
  EXPECT_THAT(text_of(digests_section(reading)), HasSubstr("No entry could be read"));
  EXPECT_THAT(text_of(looked_at_section(reading)), HasSubstr("Nothing of this kind"));
  EXPECT_THAT(text_of(things_section(reading)), HasSubstr("No thing is on record"));
}

}  // namespace evidence_part_test
}  // namespace pyx::ceremony::report
