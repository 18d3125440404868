#include "ceremony/transcript/verify.h"

#include <filesystem>

#include "base/file.h"
#include "ceremony/transcript/redact.h"
#include "custody/evidence/export.h"
#include "tests/ceremony/transcript/ceremony_record.h"

namespace pyx::ceremony::transcript {
namespace verify_test {

namespace fs = std::filesystem;
using pyx::testing::CeremonyRecord;
using pyx::testing::FailsWith;
using pyx::testing::must;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Verified : public ::testing::Test {
 protected:
  CeremonyReport verify(const fs::path& folder, Trust trust = {}) const {
    CeremonyReport report = must(verify_bundle(folder, trust));
    EXPECT_EQ(report.faults.empty(), report.verdict != Verdict::kNotAcceptable);
    return report;
  }
  std::vector<std::string> faults(Trust trust = {}) const {
    std::vector<std::string> kinds;
    for (const Fault& fault : verify(room_.bundle(), std::move(trust)).faults)
      kinds.emplace_back(to_text(fault.kind));
    return kinds;
  }
  Trust by_root() const { return {Mode::kReal, room_.vault.books().vault, {}}; }
  void put(std::string_view name, std::string_view text) {
    must(write_file(room_.bundle() / name, as_bytes(text), Overwrite::kYes));
  }
  CeremonyRecord room_;
};

// Control RECORD-WHOLE.
TEST_F(Verified, IsCleanAndAuthenticatedByTheVault) {
  room_.whole();
  const CeremonyReport report = verify(room_.bundle(), by_root());
  ASSERT_THAT(report.faults, IsEmpty()) << report.faults.front().text;
  EXPECT_EQ(report.verdict, Verdict::kClean);
  EXPECT_TRUE(report.authenticated);
  EXPECT_EQ(report.size, room_.writer->size());
  EXPECT_EQ(report.root, room_.writer->root());
  EXPECT_EQ(report.hidden, 0U);
  EXPECT_LT(report.begun, report.ended);
  EXPECT_THAT(report.facts, Contains("11 steps done, 0 skipped, 11 initialled"));
  EXPECT_THAT(report.facts, Contains(HasSubstr("an act in the log names the first")));
  EXPECT_THAT(report.facts, Contains("1 output of terminals is as it was"));
}

TEST_F(Verified, WithoutARootIsNotAuthenticated) {
  room_.whole();
  const CeremonyReport report = verify(room_.bundle());
  EXPECT_EQ(report.verdict, Verdict::kClean);
  EXPECT_FALSE(report.authenticated);
}

TEST_F(Verified, ByARosterIsAuthenticated) {
  room_.whole();
  EXPECT_TRUE(verify(room_.bundle(), {Mode::kReal, {}, room_.vault.books().policy}).authenticated);
  const CeremonyRecord other;
  EXPECT_THAT(faults({Mode::kReal, {}, other.vault.books().policy}), ElementsAre("roster"));
}

TEST_F(Verified, OfAnotherVaultIsNotAcceptable) {
  room_.whole();
  EXPECT_THAT(faults({Mode::kReal, sha256("another vault"), {}}), ElementsAre("log"));
}

TEST_F(Verified, ARehearsalIsNeverReal) {
  CeremonyRecord rehearsal(Mode::kRehearsal);
  rehearsal.whole();
  const CeremonyReport report = verify(rehearsal.bundle());
  ASSERT_EQ(report.faults.size(), 1U);
  EXPECT_EQ(report.faults.front().kind, FaultKind::kMode);
  EXPECT_EQ(verify(rehearsal.bundle(), {Mode::kRehearsal, {}, {}}).verdict, Verdict::kClean);
}

TEST_F(Verified, ARealOneIsNoRehearsal) {
  room_.whole();
  EXPECT_THAT(faults({Mode::kRehearsal, {}, {}}), ElementsAre("mode"));
}

TEST_F(Verified, WithAnotherPlanOrSiteIsNotAcceptable) {
  room_.whole();
  put(kPlanFile, "version = 1\n");
  EXPECT_THAT(faults(), ElementsAre("plan"));
  put(kSiteFile, "version = 1\n");
  EXPECT_THAT(faults(), ElementsAre("plan", "site"));
}

TEST_F(Verified, WithAnotherOutputIsNotAcceptableAndWithoutItIsClean) {
  room_.whole();
  const fs::path shown = output_path(room_.bundle(), sha256("made the key\n"));
  must(write_file(shown, as_bytes("made no key\n"), Overwrite::kYes));
  EXPECT_THAT(faults(), ElementsAre("output"));
  fs::remove(shown);
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(Verified, WithDeviationsSaysSo) {
  room_.open();
  room_.opening();
  room_.sign(Kind::kObjection, {{"person", "carol"}, {"text", "too fast"}}, {"carol"});
  room_.crash("{");
  room_.work();
  room_.closing();
  room_.end();
  const CeremonyReport report = verify(room_.bundle(), by_root());
  EXPECT_EQ(report.verdict, Verdict::kDeviations);
  ASSERT_EQ(report.departures.size(), 2U);
  EXPECT_EQ(report.departures[0].what, "objection");
  EXPECT_EQ(report.departures[1].what, "crash");
}

TEST_F(Verified, WithoutItsLogIsNotAcceptableWhereActsAreNamed) {
  room_.whole();
  fs::remove_all(room_.bundle() / kLogFolder);
  EXPECT_THAT(faults(), ElementsAre("log"));
}

TEST_F(Verified, WithALogThatEndsBeforeTheActsIsNotAcceptable) {
  room_.whole();
  fs::remove_all(room_.bundle() / kLogFolder);
  // The same people at another vault: its log is whole, and holds nothing of this.
  pyx::testing::MemoryVault other;
  pyx::testing::MemoryAccess access(other);
  must(custody::export_log(access, room_.bundle() / kLogFolder));
  EXPECT_THAT(faults(), Contains("log"));
}

TEST_F(Verified, WithADamagedLogIsNotAcceptable) {
  room_.whole();
  put("log/checkpoint", "x");
  EXPECT_THAT(faults(), ElementsAre("log"));
}

TEST_F(Verified, RedactedHasTheSameRootAndVerdict) {
  room_.whole();
  const fs::path copy = room_.beside("copy");
  must(redact(room_.bundle(), copy, Level::kPublic));
  const CeremonyReport report = verify(copy, by_root());
  EXPECT_EQ(report.verdict, Verdict::kClean);
  EXPECT_TRUE(report.authenticated);
  EXPECT_EQ(report.root, room_.writer->root());
  EXPECT_EQ(report.hidden, 12U);
  EXPECT_THAT(report.facts, Contains("the site was not looked at: not here"));
}

TEST_F(Verified, TruncatedIsNotAcceptable) {
  room_.whole();
  const std::string text = room_.text();
  room_.set_text(text.substr(0, text.rfind('\n', text.size() - 2) + 1));
  EXPECT_THAT(faults(), ElementsAre("truncated"));
}

TEST_F(Verified, AnythingButABundleIsAnError) {
  EXPECT_THAT(verify_bundle(room_.beside("nothing"), {}), FailsWith(Code::kNotFound));
}

TEST(Verdicts, HaveTheirWords) {
  EXPECT_EQ(to_text(Verdict::kClean), "clean");
  EXPECT_EQ(to_text(Verdict::kDeviations), "clean with deviations");
  EXPECT_EQ(to_text(Verdict::kNotAcceptable), "not acceptable");
}

}  // namespace verify_test
}  // namespace pyx::ceremony::transcript
