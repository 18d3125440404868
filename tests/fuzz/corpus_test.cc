// The kept corpus of every fuzz target, run once with whatever compiler and sanitizer builds the
// tests: what a fuzzer has found stays mended. PYX_WRITE_CORPUS=DIR writes the honest examples
// anew.

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "base/file.h"
#include "tests/fuzz/honest_examples.h"
#include "tests/fuzz/target.h"
#include "tests/support/temp_folder.h"

namespace pyx::fuzz {
namespace corpus_test {

namespace fs = std::filesystem;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::uintmax_t kMostFileBytes = 65536;
const fs::path kCorpus = PYX_SOURCE_DIR "/tests/fuzz/corpus";

std::vector<fs::path> files_of(std::string_view target) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kCorpus / target)) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

class Corpus : public ::testing::TestWithParam<Target> {
 protected:
  // Throws if there is none for the target.
  static const std::map<std::string, Bytes>& mine() {
    static const Examples kExamples = honest_examples();
    return kExamples.at(std::string(GetParam().name));
  }
};

TEST_P(Corpus, IsRunThroughItsTargetAndHoldsWhatIsAccepted) {
  const auto [name, run] = GetParam();
  ASSERT_TRUE(fs::is_directory(kCorpus / name)) << name << " has no corpus";
  std::size_t accepted = 0;
  for (const fs::path& file : files_of(name)) {
    SCOPED_TRACE(file.string());
    EXPECT_LE(fs::file_size(file), kMostFileBytes) << "a seed is small";
    const auto bytes = read_file(file);
    ASSERT_TRUE(bytes.ok());
    if (run(*bytes) == Outcome::kAccepted) ++accepted;
  }
  EXPECT_GT(accepted, 0U) << "nothing in the corpus reaches what lies behind the reader";
}

// The targets read as the readers do, or the corpus would be worth nothing.
TEST_P(Corpus, EveryHonestExampleIsAccepted) {
  for (const auto& [name, bytes] : mine()) {
    EXPECT_EQ(GetParam().run(bytes), Outcome::kAccepted) << name << ": " << to_text(bytes);
  }
}

// What is cut short is refused in order, or is whole without its end; never more.
TEST_P(Corpus, EveryHonestExampleMayBeCutAnywhere) {
  for (const auto& [name, bytes] : mine()) {
    const std::size_t step = bytes.size() / 64 + 1;
    for (std::size_t size = 0; size < bytes.size(); size += step) {
      const Outcome outcome = GetParam().run(ByteView(bytes).first(size));
      EXPECT_TRUE(outcome == Outcome::kAccepted || outcome == Outcome::kRefused);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, Corpus,
                         ::testing::ValuesIn(all_targets().begin(), all_targets().end()),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(CorpusFolders, AreThoseOfTheTargets) {
  std::set<std::string> folders;
  for (const auto& entry : fs::directory_iterator(kCorpus)) {
    folders.insert(entry.path().filename().string());
  }
  std::set<std::string> targets;
  for (const Target& target : all_targets()) targets.emplace(target.name);
  EXPECT_EQ(folders, targets);
}

TEST(FuzzTarget, AnythingThatDoesNotHoldEndsTheProcess) {
  EXPECT_DEATH(must_hold(false, "two is three"), "does not hold: two is three");
  must_hold(true, "two is two");
}

TEST(HonestExamples, AreWrittenWhereTheyAreAskedFor) {
  const testing::TempFolder nowhere;
  const char* const asked = std::getenv("PYX_WRITE_CORPUS");
  const fs::path folder = asked != nullptr ? fs::path(asked) : nowhere.path();
  for (const auto& [target, examples] : honest_examples()) {
    fs::create_directories(folder / target);
    for (const auto& [name, bytes] : examples) {
      const fs::path file = folder / target / name;
      EXPECT_TRUE(write_file(file, bytes, Overwrite::kYes).ok()) << file;
      fs::permissions(file, fs::perms(0644));
    }
  }
}

}  // namespace corpus_test
}  // namespace pyx::fuzz
