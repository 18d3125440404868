#include "ceremony/transcript/writer.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "base/file.h"
#include "ceremony/transcript/signature_check.h"
#include "tests/ceremony/transcript/ceremony_record.h"

namespace pyx::ceremony::transcript {
namespace writer_test {

using pyx::testing::CeremonyRecord;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using ::testing::HasSubstr;

constexpr std::string_view kSoftware = "pyx 0.0.0";

class WriterOfARecord : public ::testing::Test {
 protected:
  Result<Writer> resume() { return Writer::resume(room_.bundle(), kSoftware, room_.vault.clock); }
  CeremonyRecord room_;
};

TEST_F(WriterOfARecord, WritesWhatIsReadAgain) {
  room_.whole();
  const ReadTranscript read = read_transcript(room_.text());
  ASSERT_FALSE(read.fault) << read.fault->text;
  EXPECT_EQ(read.transcript.roots, room_.writer->transcript().roots);
  EXPECT_EQ(read.transcript.header.ceremony, room_.writer->transcript().header.ceremony);
  EXPECT_FALSE(check_signatures(read.transcript).fault);
}

TEST_F(WriterOfARecord, PutsNothingBehindTheEnd) {
  room_.whole();
  EXPECT_TRUE(room_.writer->ended());
  EXPECT_THAT(room_.writer->append(Kind::kNote, {{"text", "x"}}), FailsWith(Code::kConflict));
  EXPECT_THAT(room_.writer->draft(Kind::kEnd, {{"outcome", "completed"}}),
              FailsWith(Code::kConflict));
  room_.writer.reset();
  EXPECT_THAT(resume(), FailsSaying(Code::kConflict, "came to its end"));
}

TEST_F(WriterOfARecord, MakesNoTranscriptWhereThereIsOne) {
  room_.open();
  EXPECT_THAT(
      Writer::create(room_.bundle(), {Mode::kReal, "One key", "pyx", "", {}}, room_.vault.clock),
      FailsWith(Code::kConflict));
}

TEST_F(WriterOfARecord, MakesNothingOfABadHeader) {
  EXPECT_THAT(Writer::create(room_.bundle(), {Mode::kReal, "", "pyx", "", {}}, room_.vault.clock),
              FailsSaying(Code::kBadInput, "title"));
  EXPECT_FALSE(std::filesystem::exists(room_.bundle()));
}

TEST_F(WriterOfARecord, IsAlone) {
  room_.open();
  EXPECT_THAT(resume(), FailsSaying(Code::kConflict, "another process"));
}

TEST_F(WriterOfARecord, SignsWhatIsSignedAndNothingElse) {
  room_.open();
  EXPECT_THAT(room_.writer->append(Kind::kEnd, {{"outcome", "completed"}}),
              FailsWith(Code::kConflict));
  EXPECT_THAT(room_.writer->draft(Kind::kNote, {{"text", "x"}}), FailsWith(Code::kConflict));
  EXPECT_THAT(room_.writer->append(Kind::kHeader, {}), FailsWith(Code::kConflict));
}

TEST_F(WriterOfARecord, TakesSignaturesOnlyOfTheEntryThatComesNext) {
  room_.open();
  room_.opening();
  const Draft draft = must(room_.writer->draft(Kind::kSection, {{"section", "work"}}));
  const Draft other = must(room_.writer->draft(Kind::kSection, {{"section", "work"}}));
  EXPECT_THAT(room_.writer->append_signed(draft, room_.envelopes({"dave"}, other.statement)),
              FailsWith(Code::kBadInput));
  room_.put(Kind::kNote, {{"text", "something happened"}});
  EXPECT_THAT(room_.writer->append_signed(draft, room_.envelopes({"dave"}, draft.statement)),
              FailsWith(Code::kConflict));
}

TEST_F(WriterOfARecord, ShowsWhatIsToBeSigned) {
  room_.open();
  const Draft draft = must(room_.writer->draft(Kind::kSection, {{"section", "work"}}));
  EXPECT_THAT(draft.text, HasSubstr(to_hex(room_.writer->root())));
  EXPECT_THAT(draft.text, HasSubstr("section: work"));
}

TEST_F(WriterOfARecord, WritesNothingWhileTheClockIsBehind) {
  room_.open();
  const Time last = room_.writer->transcript().entries.back().time;
  room_.vault.clock.set(last - std::chrono::seconds(5));
  EXPECT_THAT(room_.writer->append(Kind::kNote, {{"text", "x"}}), IsOk());
  EXPECT_EQ(room_.writer->transcript().entries.back().time, last);
  room_.vault.clock.set(last - std::chrono::milliseconds(5001));
  EXPECT_THAT(room_.writer->append(Kind::kNote, {{"text", "x"}}), RefusedBy("CLOCK-SANE"));
}

TEST_F(WriterOfARecord, GoesOnAfterAnIntermissionWithoutAWord) {
  room_.open();
  room_.opening();
  room_.put(Kind::kIntermission, {});
  const std::uint64_t size = room_.writer->size();
  room_.writer.reset();
  room_.writer.emplace(must(resume()));
  EXPECT_EQ(room_.writer->size(), size);
}

TEST_F(WriterOfARecord, TellsOfACrash) {
  room_.open();
  const std::uint64_t size = room_.writer->size();
  room_.crash("{\"n\":");
  ASSERT_EQ(room_.writer->size(), size + 1);
  const Entry& crash = room_.writer->transcript().entries.back();
  EXPECT_EQ(crash.kind, Kind::kCrash);
  EXPECT_EQ(crash.text("entries"), std::to_string(size));
  EXPECT_EQ(crash.text("torn"), "5");
  EXPECT_EQ(crash.text("torn_digest"), to_hex(sha256("{\"n\":")));
  EXPECT_FALSE(read_lines(room_.text()).fault);
}

// kill -9 at any byte of an entry: what was acknowledged stays, what is torn is cut off and told.
TEST_F(WriterOfARecord, GoesOnWhereverTheLastLineIsTorn) {
  room_.open();
  const std::string before = room_.text();
  room_.put(Kind::kNote, {{"text", "the last"}});
  const std::string after = room_.text();
  const std::uint64_t size = room_.writer->size();
  for (std::size_t cut = before.size(); cut < after.size(); cut += 7) {
    room_.writer.reset();
    room_.set_text(after.substr(0, cut));
    room_.writer.emplace(must(resume()));
    ASSERT_EQ(room_.writer->size(), size) << cut;
    EXPECT_EQ(room_.writer->transcript().entries.back().text("torn"),
              std::to_string(cut - before.size()));
    EXPECT_EQ(room_.text().substr(0, before.size()), before);
  }
}

TEST_F(WriterOfARecord, GoesNoFurtherWhenAnythingElseIsWrong) {
  room_.open();
  room_.opening();
  const std::string good = room_.text();
  room_.writer.reset();
  for (const auto& [from, to] : {std::pair{"\"roles\"", "\"rules\""},
                                 {"olga example", "olga exampel"},
                                 {"\"step\":{\"salt\":\"", "\"step\":{\"salt\":\" "}}) {
    std::string bad = good;
    bad.replace(bad.find(from), std::string_view(from).size(), to);
    room_.set_text(bad);
    EXPECT_THAT(resume(), RefusedBy("RECORD-WHOLE")) << from;
    EXPECT_EQ(room_.text(), bad) << "nothing is written";
  }
}

TEST_F(WriterOfARecord, BeginsAnewWhenTheHeaderIsTorn) {
  room_.open();
  room_.writer.reset();
  room_.set_text(room_.text().substr(0, 20));
  EXPECT_THAT(resume(), FailsSaying(Code::kConflict, "begin anew"));
}

TEST_F(WriterOfARecord, ResumesNothingThatIsNotThere) {
  EXPECT_THAT(resume(), FailsWith(Code::kNotFound));
}

// A real kill -9, at some moment: every entry that append() acknowledged is there.
TEST_F(WriterOfARecord, KeepsWhatItAcknowledgedWhenItIsKilled) {
  room_.open();
  const std::uint64_t opened = room_.writer->size();
  int acknowledged[2];
  ASSERT_EQ(pipe(acknowledged), 0);
  const pid_t child = fork();
  if (child == 0) {
    for (;;) {
      if (!room_.writer->append(Kind::kNote, {{"text", "once more"}})) _exit(1);
      const char one = 'x';
      if (write(acknowledged[1], &one, 1) != 1) _exit(1);
    }
  }
  close(acknowledged[1]);
  char read_one = 0;
  std::uint64_t count = 0;
  while (count < 25 && read(acknowledged[0], &read_one, 1) == 1) ++count;
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status));
  while (read(acknowledged[0], &read_one, 1) == 1) ++count;
  close(acknowledged[0]);
  room_.writer.reset();
  room_.writer.emplace(must(resume()));
  // The crash entry, and at most one entry that was on disk and not acknowledged yet.
  EXPECT_GE(room_.writer->size(), opened + count + 1);
  EXPECT_LE(room_.writer->size(), opened + count + 2);
}

}  // namespace writer_test
}  // namespace pyx::ceremony::transcript
