#include "ceremony/transcript/redact.h"

#include <filesystem>

#include "base/file.h"
#include "ceremony/transcript/signature_check.h"
#include "tests/ceremony/transcript/ceremony_record.h"

namespace pyx::ceremony::transcript {
namespace redact_test {

namespace fs = std::filesystem;
using pyx::testing::CeremonyRecord;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using ::testing::HasSubstr;
using ::testing::Not;

class Redacted : public ::testing::Test {
 protected:
  Redacted() { room_.whole(); }
  std::string copy(Level level) {
    done_ = must(redact(room_.bundle(), to_, level));
    return pyx::to_text(must(read_file(to_ / kTranscriptFile)));
  }
  CeremonyRecord room_;
  fs::path to_ = room_.beside("copy");
  Redaction done_;
};

TEST_F(Redacted, ToThePublicLevelShowsNoNameNoPlaceAndNoSerial) {
  const std::string text = copy(Level::kPublic);
  for (const char* const hidden :
       {"A-00417", "upper shelf", "0123456789abcdef\"", "olga example", "nothing foreign"}) {
    EXPECT_THAT(room_.text(), HasSubstr(hidden));
    EXPECT_THAT(text, Not(HasSubstr(hidden)));
  }
  EXPECT_FALSE(fs::exists(to_ / kSiteFile));
  EXPECT_FALSE(fs::exists(to_ / kOutputsFolder));
  EXPECT_TRUE(fs::exists(to_ / kLogFolder / "checkpoint"));
  EXPECT_EQ(done_.entries, room_.writer->size());
  EXPECT_EQ(done_.hidden, 12U) << "5 names, host, 4 of the token, bag and place";
}

TEST_F(Redacted, ToTheRestrictedLevelHidesWhatIsSecretOfTheSite) {
  const std::string text = copy(Level::kRestricted);
  EXPECT_THAT(text, Not(HasSubstr("A-00417")));
  EXPECT_THAT(text, Not(HasSubstr("upper shelf")));
  EXPECT_THAT(text, HasSubstr("olga example"));
  EXPECT_TRUE(fs::exists(to_ / kSiteFile));
  EXPECT_TRUE(fs::exists(to_ / kOutputsFolder));
  EXPECT_EQ(done_.hidden, 2U);
}

TEST_F(Redacted, VerifiesUnderTheSameRootAndSignatures) {
  const ReadTranscript read = read_transcript(copy(Level::kPublic));
  ASSERT_FALSE(read.fault) << read.fault->text;
  EXPECT_EQ(read.transcript.roots, room_.writer->transcript().roots);
  EXPECT_FALSE(check_signatures(read.transcript).fault);
  EXPECT_EQ(read.transcript.hidden, 12U);
}

TEST_F(Redacted, MayBeRedactedFurther) {
  copy(Level::kRestricted);
  const fs::path further = room_.beside("further");
  EXPECT_EQ(must(redact(to_, further, Level::kPublic)).hidden, 12U);
}

TEST_F(Redacted, IsNotWrittenOverAnything) {
  fs::create_directory(to_);
  EXPECT_THAT(redact(room_.bundle(), to_, Level::kPublic), FailsWith(Code::kConflict));
}

TEST_F(Redacted, IsNotMadeOfWhatWasTamperedWith) {
  std::string text = room_.text();
  text.replace(text.find("A-00417"), 7, "A-00418");
  room_.set_text(text);
  EXPECT_THAT(redact(room_.bundle(), to_, Level::kPublic), RefusedBy("RECORD-WHOLE"));
  EXPECT_FALSE(fs::exists(to_));
}

TEST_F(Redacted, FollowsNoLinkOutOfTheBundle) {
  fs::create_symlink("/etc/passwd", room_.bundle() / kLogFolder / "more");
  EXPECT_THAT(redact(room_.bundle(), to_, Level::kPublic), FailsWith(Code::kBadInput));
}

}  // namespace redact_test
}  // namespace pyx::ceremony::transcript
