#include "ceremony/transcript/transcript.h"

#include <gmock/gmock.h>

#include "base/file.h"
#include "ceremony/transcript/signature_check.h"
#include "tests/matchers.h"

namespace pyx::ceremony::transcript {
namespace transcript_test {

using ::testing::HasSubstr;

std::string example() {
  return pyx::to_text(read_file(PYX_SOURCE_DIR "/tests/vectors/ceremony-transcript.jsonl").value());
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = text.find('\n', from);
    lines.push_back(text.substr(from, end - from + 1));
    from = end + 1;
  }
  return lines;
}

std::string joined_lines(const std::vector<std::string>& lines, const std::vector<int>& order) {
  std::string text;
  for (const int at : order) text += lines.at(static_cast<std::size_t>(at));
  return text;
}

// The worked example of docs/formats/ceremony-transcript.md, made by Python and OpenSSL.
TEST(TranscriptExample, IsReadAsThePageSays) {
  const ReadTranscript read = read_transcript(example());
  ASSERT_FALSE(read.fault) << read.fault->text;
  const Transcript& transcript = read.transcript;
  ASSERT_EQ(transcript.entries.size(), 4U);
  EXPECT_EQ(transcript.header.mode, Mode::kRehearsal);
  EXPECT_EQ(transcript.header.title, "Nothing");
  EXPECT_EQ(transcript.header.plan, sha256(ByteView()));
  EXPECT_EQ(transcript.header.ceremony.text(), "01938c2e-7000-7000-8000-00000000000a");
  EXPECT_EQ(transcript.header.site, std::nullopt);
  const std::string page =
      pyx::to_text(read_file(PYX_SOURCE_DIR "/docs/formats/ceremony-transcript.md").value());
  EXPECT_THAT(page, HasSubstr(pyx::to_text(entry_leaf(transcript.entries[2]))));
  EXPECT_THAT(page, HasSubstr(to_hex(custody::leaf_hash(entry_leaf(transcript.entries[2])))));
  EXPECT_THAT(page, HasSubstr(to_hex(transcript.roots[3])));
  EXPECT_THAT(page, HasSubstr(to_hex(signed_part(transcript.entries[3]))));
  EXPECT_THAT(page, HasSubstr("`" + to_hex(transcript.roots[4]) + "`"));
}

TEST(TranscriptExample, IsSignedByItsWitness) {
  const SignatureCheck check = check_signatures(read_transcript(example()).transcript);
  EXPECT_FALSE(check.fault) << check.fault->text;
  EXPECT_EQ(check.signatures, 1U);
}

void expect_fault(const std::string& text, FaultKind kind, std::uint64_t entry) {
  const ReadTranscript read = read_transcript(text);
  ASSERT_TRUE(read.fault);
  EXPECT_EQ(to_text(read.fault->kind), to_text(kind)) << read.fault->text;
  EXPECT_EQ(read.fault->entry, entry);
  EXPECT_EQ(read.transcript.roots.size(), read.transcript.entries.size() + 1);
}

class TamperedLines : public ::testing::Test {
 protected:
  std::string in_order(const std::vector<int>& order) const { return joined_lines(lines_, order); }
  const std::vector<std::string> lines_ = lines_of(example());
};

TEST_F(TamperedLines, AMissingOneIsNamed) {
  expect_fault(in_order({0, 2, 3}), FaultKind::kMissing, 1);
  expect_fault(in_order({1, 2, 3}), FaultKind::kMissing, 0);
}

TEST_F(TamperedLines, ARepeatedOneIsNamed) {
  expect_fault(in_order({0, 1, 1, 2, 3}), FaultKind::kRepeated, 2);
}

TEST_F(TamperedLines, ChangedPlacesAreNamed) {
  expect_fault(in_order({0, 2, 1, 3}), FaultKind::kReordered, 1);
  expect_fault(in_order({3, 2, 1, 0}), FaultKind::kReordered, 0);
}

TEST_F(TamperedLines, AnEndThatIsNotThereIsNamed) {
  expect_fault(in_order({0, 1, 2}), FaultKind::kTruncated, 3);
  expect_fault("", FaultKind::kTruncated, 0);
  expect_fault(example().substr(0, example().size() - 1), FaultKind::kTruncated, 3);
}

TEST_F(TamperedLines, WhatStandsBehindTheEndIsNamed) {
  std::string four = lines_[2];
  four.replace(four.find("\"n\":2"), 5, "\"n\":4");
  four.replace(four.find(":02.000Z"), 8, ":04.000Z");
  expect_fault(example() + four, FaultKind::kAppended, 4);
  expect_fault(example() + "x", FaultKind::kAppended, 4);
}

TEST_F(TamperedLines, TimeThatGoesBackIsNamed) {
  std::string text = example();
  text.replace(text.find(":02.000Z"), 8, ":00.999Z");
  expect_fault(text, FaultKind::kTime, 2);
}

TEST_F(TamperedLines, ALineThatIsNoneIsNamed) {
  expect_fault(lines_[0] + "\n" + lines_[1], FaultKind::kMalformed, 1);
  expect_fault(lines_[0] + "{}\n", FaultKind::kMalformed, 1);
}

TEST_F(TamperedLines, AHeaderThatIsNoneIsNamed) {
  std::string zero = lines_[2];
  zero.replace(zero.find("\"n\":2"), 5, "\"n\":0");
  expect_fault(zero, FaultKind::kHeader, 0);
  std::string other = example();
  other.replace(other.find("transcript/v1"), 13, "transcript/v2");
  expect_fault(other, FaultKind::kHeader, 0);
  std::string again = lines_[0];
  again.replace(again.find("\"n\":0"), 5, "\"n\":1");
  expect_fault(lines_[0] + again, FaultKind::kHeader, 1);
}

TEST(TranscriptLines, MayLackTheirEndWhileTheyAreWritten) {
  const std::vector<std::string> lines = lines_of(example());
  const ReadTranscript read = read_lines(lines[0] + lines[1] + "{\"n\":2,");
  EXPECT_FALSE(read.fault);
  EXPECT_EQ(read.transcript.entries.size(), 2U);
}

}  // namespace transcript_test
}  // namespace pyx::ceremony::transcript
