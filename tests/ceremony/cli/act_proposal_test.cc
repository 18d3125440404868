#include "ceremony/cli/act_proposal.h"

#include <gmock/gmock.h>

#include <sstream>

#include "tests/ceremony/cli/desk.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace act_proposal_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using ::pyx::testing::RefusedBy;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ActProposal : public ::testing::Test {
 protected:
  ActProposal() {
    ask_.profile = "issuer-p256";
    ask_.name = "issuer-2027";
  }
  PolicyInForce in_force() { return *policy_in_force(vault_, *vault_.info()); }
  Result<Proposal> made(const ProposalTerms& terms = {}) {
    return put_together(ask_, terms, vault_, *vault_.info(), in_force(), context_);
  }
  std::unique_ptr<Signer> olga() {
    const SignerPlace place{desk_.folder() / "olga.key",
                            SecretSource{SecretSource::File{desk_.folder() / "passphrase"}},
                            {},
                            {}};
    return open_signer(place, output_).value();
  }
  testing::Desk desk_;
  testing::FakeVault vault_{desk_.store};
  std::ostringstream said_;
  Output output_{said_, said_, Colour::kNo};
  Context context_{output_, {}, desk_.clock, desk_.open_vault, desk_.open_token};
  ProposalAsk ask_;
};

TEST_F(ActProposal, HasTheRulesLifetimeAndAFreshNonce) {
  const auto one = made();
  const auto other = made();
  ASSERT_THAT(one, IsOk());
  EXPECT_EQ(one->act.not_before, desk_.clock.now());
  EXPECT_EQ(one->act.expires, desk_.clock.now() + std::chrono::hours(24));
  EXPECT_EQ(one->act.vault, desk_.store->id);
  EXPECT_NE(one->act.nonce, other->act.nonce);
  EXPECT_THAT(one->act.proposer, IsEmpty());
}

TEST_F(ActProposal, ALifetimeAtTheRulesIsTakenAndALongerOneRefused) {
  EXPECT_THAT(made({std::nullopt, std::chrono::hours(24)}), IsOk());
  EXPECT_THAT(made({std::nullopt, std::chrono::hours(24) + Duration(1)}), RefusedBy("ACT-QUORUM"));
  EXPECT_THAT(made({desk_.clock.now() + std::chrono::hours(24), std::nullopt}),
              FailsSaying(Code::kBadInput, "--not-before"));
}

TEST_F(ActProposal, IsSignedWithTheNonceThatItWasGivenAndShownBefore) {
  auto proposal = made();
  proposal->act.nonce = Bytes(custody::kNonceBytes, 7);
  const auto signer = olga();
  std::string shown;
  const auto record = propose(*proposal, "olga", *signer, vault_, in_force(),
                              [&](const std::string& words) -> Result<void> {
                                shown = words;
                                return {};
                              });
  ASSERT_THAT(record, IsOk());
  EXPECT_EQ(record->act.nonce, proposal->act.nonce);
  EXPECT_EQ(record->act.proposer, "olga");
  EXPECT_THAT(shown, HasSubstr("issuer-2027"));
  EXPECT_THAT(shown, HasSubstr("the policy's profile issuer-p256"));
}

TEST_F(ActProposal, WhoDoesNotLikeWhatHeReadsSignsNothing) {
  const auto signer = olga();
  EXPECT_THAT(
      propose(*made(), "olga", *signer, vault_, in_force(),
              [](const std::string&) -> Result<void> { return error(Code::kRefused, "no"); }),
      FailsWith(Code::kRefused));
  EXPECT_THAT(desk_.store->acts, IsEmpty());
}

TEST_F(ActProposal, OfKeysAheadSaysWhichAndHowManyMore) {
  desk_.make_mint();
  ask_ = {};
  ask_.type = policies::ActType::kKeysSchedule;
  ask_.ahead = true;
  const auto proposal = made();
  ASSERT_THAT(proposal, IsOk());
  EXPECT_THAT(proposal->keys, SizeIs(15));  // 3 denominations, weeks 0 to 4
  EXPECT_EQ(proposal->more_keys, 0U);
  EXPECT_THAT(proposal->change, HasSubstr("eur-5"));
}

}  // namespace act_proposal_test
}  // namespace pyx::ceremony
