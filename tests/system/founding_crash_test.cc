// ACT-ONCE while a vault is founded: a child process is killed at every named crash point of a
// founding, as by a power cut; the step is repeated, and there is one vault with one key each.

#include <gmock/gmock.h>

#include "custody/founding/founding.h"
#include "pkcs11/open_token.h"
#include "tests/support/crashes.h"

namespace pyx::custody {
namespace founding_crash_test {

namespace fs = std::filesystem;
using pyx::testing::CrashPage;
using pyx::testing::dies_at;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::LiveVault;
using pyx::testing::must;
using pyx::testing::objects_on_token;
using pyx::testing::plant_foreign_key;
using pyx::testing::RefusedBy;
using pyx::testing::test_name;
using ::testing::SizeIs;

const CrashPage kPage("Founding");

constexpr std::size_t kForeign = 2;  // two halves of somebody else's key
constexpr std::size_t kOurs = 5;     // two halves of log key and canary key each, and the marker

// What was on the token or in the folder, read past the vault.
std::string durable(const LiveVault& vault) {
  const fs::path& folder = vault.folder.path();
  std::string files;
  for (const char* file : {"token-uri", "policy.toml", "plan.json", "founding.json"}) {
    if (fs::exists(folder / "draft" / file))
      files += (files.empty() ? "" : ", ") + std::string(file);
  }
  std::string words = files.empty() ? "no draft" : "draft: " + files;
  if (fs::exists(folder / "draft.gone")) words += "; draft.gone";
  words += "; " + pyx::testing::last_leaf(vault);
  const std::size_t ours = must(vault.open_token()->objects()).size() - kForeign;
  words += ours == 0       ? "; nothing on the token"
           : ours == 4     ? "; both keys"
           : ours == kOurs ? "; both keys and the marker"
                           : "; " + std::to_string(ours) + " objects";
  return words;
}

Result<void> abandon(LiveVault& vault) {
  const auto token = vault.open_token();
  return abandon_draft(vault.folder.path(), *token);
}

// What the next start finds, and who must do what until the step that crashed is done.
struct TakenUp {
  std::string found;
  std::string who;
};

TakenUp take_up_draft(LiveVault& vault) {
  EXPECT_THAT(read_draft(vault.folder.path()), FailsWith(Code::kNotFound));
  EXPECT_TRUE(has_draft(vault.folder.path()));
  must(vault.draft());
  must(vault.sign_founding());
  must(vault.finish());
  return {"a draft without its statement", "the operator: `init --draft` again, or `abandon`"};
}

TakenUp take_up_finish(LiveVault& vault) {
  if (Vault::open(vault.options())) return {"the vault", "nobody"};
  must(vault.finish());
  return {"a founding that is not finished", "the operator: `init --finish` again"};
}

TakenUp take_up_abandon(LiveVault& vault) {
  TakenUp taken{"no draft", "nobody"};
  if (has_draft(vault.folder.path())) {
    must(abandon(vault));
    taken = {"the whole draft", "the operator: `abandon` again"};
  }
  EXPECT_THAT(abandon(vault), FailsWith(Code::kNotFound));
  EXPECT_THAT(must(vault.open_token()->objects()), SizeIs(kForeign));
  vault.found();
  return taken;
}

struct Step {
  std::string name;
  std::function<void(LiveVault&)> before;
  std::function<void(LiveVault&)> work;
  std::function<TakenUp(LiveVault&)> take_up;
};

void draft_and_sign(LiveVault& vault) {
  must(vault.draft());
  must(vault.sign_founding());
}
const Step kDrafting = {"drafting", [](LiveVault&) {},
                        [](LiveVault& vault) { must(vault.draft()); }, take_up_draft};
const Step kFinishing = {"finishing", draft_and_sign,
                         [](LiveVault& vault) { must(vault.finish()); }, take_up_finish};
const Step kAbandoning = {"abandoning", draft_and_sign,
                          [](LiveVault& vault) { must(abandon(vault)); }, take_up_abandon};

struct Case {
  std::string_view point;
  Step step;
  friend void PrintTo(const Case& one, std::ostream* to) { *to << one.point; }
};

class FoundingCrash : public ::testing::TestWithParam<Case> {};

TEST_P(FoundingCrash, IsTakenUpAndLeavesOneVaultWithOneKeyEach) {
  const auto& [point, step] = GetParam();
  LiveVault vault(LiveVault::Start::kTokenOnly);
  const Uuid foreign = plant_foreign_key(vault);
  step.before(vault);
  dies_at(point, [&vault, &work = step.work] { work(vault); });
  const std::string then = durable(vault);
  const TakenUp taken = step.take_up(vault);
  pyx::testing::saw({std::string(point), step.name, then, taken.found, taken.who});

  vault.open();
  vault.id = must(vault->info()).id;
  EXPECT_THAT(vault->canary(), IsOk());
  EXPECT_THAT(vault.leaves(), SizeIs(1));
  expect_log_verifies(vault);
  EXPECT_FALSE(fs::exists(vault.folder.path() / "draft"));
  EXPECT_FALSE(fs::exists(vault.folder.path() / "draft.gone"));
  constexpr std::size_t kAnchor = 1;  // of the opening (STATE-FRESH)
  EXPECT_THAT(must(vault.open_token()->objects()), SizeIs(kOurs + kForeign + kAnchor));
  EXPECT_EQ(objects_on_token(vault, foreign), kForeign);
}

INSTANTIATE_TEST_SUITE_P(At, FoundingCrash,
                         ::testing::Values(Case{"crash-point:found-plan-written", kDrafting},
                                           Case{"crash-point:found-keys-made", kDrafting},
                                           Case{"crash-point:found-before-commit", kFinishing},
                                           Case{"crash-point:found-store-written", kFinishing},
                                           Case{"crash-point:found-marked", kFinishing},
                                           Case{"crash-point:draft-moved-away", kFinishing},
                                           Case{"crash-point:abandon-keys-destroyed", kAbandoning},
                                           Case{"crash-point:draft-moved-away", kAbandoning}),
                         [](const auto& one) {
                           return test_name(one.param.point) + "While" + one.param.step.name;
                         });

// A draft that was cut off before its statement can be abandoned as well as taken up: nobody can
// sign it, and its keys must not stay.
TEST(CutOffDraft, CanBeAbandoned) {
  for (const std::string_view point :
       {"crash-point:found-plan-written", "crash-point:found-keys-made"}) {
    LiveVault vault(LiveVault::Start::kTokenOnly);
    const Uuid foreign = plant_foreign_key(vault);
    dies_at(point, [&] { must(vault.draft()); });
    EXPECT_EQ(must(token_uri_of_draft(vault.folder.path())), pkcs11::to_text(vault.token.uri()));
    must(abandon(vault));
    EXPECT_FALSE(has_draft(vault.folder.path()));
    EXPECT_THAT(must(vault.open_token()->objects()), SizeIs(kForeign));
    EXPECT_EQ(objects_on_token(vault, foreign), kForeign);
    vault.found();
  }
}

// TOKEN-BOUND: what a crash left on one token is not taken up on another, where nobody would ever
// sweep it.
TEST(CutOffDraft, IsTakenUpOnItsOwnTokenOnly) {
  LiveVault vault(LiveVault::Start::kTokenOnly);
  const auto other = vault.softhsm.make_token("another");
  dies_at("crash-point:found-keys-made", [&] { must(vault.draft()); });
  {
    const auto token = must(pkcs11::open_token(other.uri(), other.pin()));
    EXPECT_THAT(draft_vault(vault.folder.path(), as_bytes(vault.policy()), "policy",
                            pkcs11::to_text(other.uri()), *token, vault.clock),
                RefusedBy("TOKEN-BOUND"));
    EXPECT_THAT(abandon_draft(vault.folder.path(), *token), RefusedBy("TOKEN-BOUND"));
    EXPECT_THAT(must(token->objects()), SizeIs(0));
  }
  EXPECT_EQ(must(token_uri_of_draft(vault.folder.path())), pkcs11::to_text(vault.token.uri()));
  vault.found();
}

}  // namespace founding_crash_test
}  // namespace pyx::custody
