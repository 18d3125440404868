// Shares and records exchanged with second implementations (tests/independent), both ways. Trap 8:
// what only the program that made them can read is no backup. PYX_SLIP39_PROGRAM names
// any other program that takes the words of slip39.py, as tests/independent/npm/exchange does.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/hex.h"
#include "tests/custody/shares/shares_fixture.h"
#include "tests/support/temp_folder.h"

namespace pyx::shares {
namespace exchange_test {

namespace fs = std::filesystem;
using testing::Backup;
using testing::copy_of;
using ::testing::ElementsAre;
using testing::secret_hex;
using testing::secret_of;
using ::testing::StartsWith;
using testing::text_of;
using testing::words_of;

// Secrets of this test only go through files in a folder of its own.
class Exchange : public ::testing::Test {
 protected:
  std::vector<std::string> run(const std::string& program, const std::string& input) const {
    const fs::path in = folder_.path() / "in";
    const fs::path out = folder_.path() / "out";
    std::ofstream(in) << input;
    const std::string line = program + " <'" + in.string() + "' >'" + out.string() + "'";
    EXPECT_EQ(std::system(line.c_str()), 0) << line;
    std::ifstream results(out);
    std::vector<std::string> lines;
    for (std::string one; std::getline(results, one);) lines.push_back(one);
    return lines;
  }
  static std::string python(const std::string& script) {
    return "python3 -B '" PYX_SOURCE_DIR "/tests/independent/" + script + "' ";
  }
  // Another program with the words of slip39.py, if one is named.
  static std::string other_program() {
    const char* const named = std::getenv("PYX_SLIP39_PROGRAM");
    return named != nullptr ? std::string(named) + " " : python("slip39.py");
  }
  fs::path record_file(const ShareSet& set) const {
    const fs::path path = folder_.path() / "record.json";
    std::ofstream(path) << pyx::to_text(encode_share_set(set));
    return path;
  }
  const pyx::testing::TempFolder folder_;
};

std::string lines_of(const std::vector<const Share*>& shares) {
  std::string lines;
  for (const Share* share : shares) lines += text_of(words_of(*share)) + "\n";
  return lines;
}

struct Case {
  Scheme scheme;
  std::string groups;  // as slip39.py takes them
  std::size_t size_bytes = 16;
  unsigned exponent = 0;
  std::string passphrase;
};
std::vector<Case> cases() {
  return {{{1, {{1, 1}}}, "1 1/1", 16, 0, ""},
          {{1, {{2, 3}}}, "1 2/3", 32, 0, ""},
          {{1, {{5, 9}}}, "1 5/9", 30, 1, "TREZOR"},
          {{2, {{2, 3}, {1, 1}, {3, 5}}}, "2 2/3,1/1,3/5", 18, 0, "two words ~"},
          {{3, {{16, 16}, {2, 2}, {1, 1}}}, "3 16/16,2/2,1/1", 32, 0, ""}};
}

// The last members of the last groups: what is interpolated, not what is random.
std::vector<const Share*> last_of(const ShareTable& shares, const Scheme& scheme) {
  std::vector<const Share*> some;
  for (std::size_t group = shares.size() - scheme.group_threshold; group < shares.size(); ++group) {
    const auto& row = shares[group];
    for (std::size_t at = row.size() - scheme.groups[group].threshold; at < row.size(); ++at)
      some.push_back(&row[at]);
  }
  return some;
}

TEST_F(Exchange, WhatPyxSplitsAnotherProgramCombines) {
  for (const Case& one : cases()) {
    const SecretBytes secret = SecretBytes::random(one.size_bytes).value();
    const SecretBytes passphrase = secret_of(to_bytes(one.passphrase));
    const auto shares = split(secret, one.scheme, {one.exponent, {}, &passphrase}).value();
    const auto given = run(other_program() + "combine",
                           lines_of(last_of(shares, one.scheme)) + "\n" + one.passphrase);
    ASSERT_EQ(given.size(), 1U) << one.groups;
    EXPECT_TRUE(equal_ct(secret_hex(given[0]), secret)) << one.groups;
  }
}

TEST_F(Exchange, WhatAnotherProgramSplitsPyxCombines) {
  for (const Case& one : cases()) {
    const SecretBytes secret = SecretBytes::random(one.size_bytes).value();
    const SecretBytes passphrase = secret_of(to_bytes(one.passphrase));
    const auto lines =
        run(other_program() + "split " + one.groups + " " + std::to_string(one.exponent),
            to_hex(secret.reveal(reveal())) + "\n\n" + one.passphrase);
    ShareTable shares(one.scheme.groups.size());
    for (const std::string& line : lines) {
      Share share = from_words(words_of(line)).value();
      shares.at(share.group).push_back(std::move(share));
    }
    const auto tried = try_every_combination(shares, one.scheme, secret, &passphrase);
    EXPECT_THAT(tried, pyx::testing::IsOk()) << one.groups;
  }
}

// The other program is no better than its own test.
TEST_F(Exchange, TheOtherProgramPassesTheOfficialVectors) {
  const std::string vectors = "'" PYX_SOURCE_DIR "/tests/vectors/slip39.json'";
  EXPECT_THAT(run(python("slip39.py") + "vectors " + vectors + " TREZOR", ""), ElementsAre());
}
TEST_F(Exchange, TheOtherProgramRefusesWhatPyxRefuses) {
  const SecretBytes secret = SecretBytes::random(16).value();
  const auto one = split(secret, {1, {{2, 3}}}).value();
  const auto other = split(secret, {1, {{2, 3}}}, {0, {one[0][0].identifier}, nullptr}).value();
  EXPECT_THAT(run(other_program() + "combine", lines_of({&one[0][0], &other[0][1]})),
              ElementsAre(StartsWith("refused")));
}

// docs/formats/shares.md suffices to write a second reader.
TEST_F(Exchange, ASecondReaderOfTheRecordSaysOfEachShareWhatPyxSays) {
  Backup backup;
  const auto made = backup.two_of_three_groups();
  const auto next = backup.two_of_three(2);
  Share changed = copy_of(made.shares[0][1]);
  changed.value.reveal_mutable(reveal())[31] ^= 1U;
  EXPECT_THAT(run(python("share_set.py") + record_file(made.set).string(),
                  lines_of({&made.shares[0][0], &changed, &next.shares[0][0]})),
              ElementsAre("alice", "wrong value", "other set"));
  EXPECT_THAT(run(python("share_set.py") + record_file(made.set).string(),
                  lines_of({&made.shares[1][0], &made.shares[2][0], &made.shares[1][2]})),
              ElementsAre("dora", "notary", "frida", "secret good"));
  ShareSet other = next.set;
  other.secret[0] ^= 1U;
  EXPECT_THAT(run(python("share_set.py") + record_file(other).string(),
                  lines_of({&next.shares[0][0], &next.shares[0][2]})),
              ElementsAre("alice", "carol", "secret wrong"));
}

}  // namespace exchange_test
}  // namespace pyx::shares
