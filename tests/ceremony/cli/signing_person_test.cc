#include "ceremony/cli/signing_person.h"

#include <filesystem>
#include <sstream>

#include "tests/ceremony/cli/desk.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace signing_person_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using ::pyx::testing::RefusedBy;

namespace fs = std::filesystem;

class SigningPerson : public ::testing::Test {
 protected:
  SignerPlace place(const std::string& person) const {
    return {desk_.folder() / (person + ".key"), SecretSource{SecretSource::File{pass_}}, {}, {}};
  }
  testing::Desk desk_;
  std::ostringstream said_;
  Output output_{said_, said_, Colour::kNo};
  fs::path pass_ = desk_.folder() / "passphrase";
};

TEST_F(SigningPerson, IsFoundInThePolicyByTheKey) {
  const auto signer = open_signer(place("alice"), output_);
  ASSERT_THAT(signer, IsOk());
  const auto policy = policies::parse_policy(desk_.policy_text(), "policy.toml");
  ASSERT_THAT(policy, IsOk());
  const auto person = person_of(*policy, (*signer)->public_key(), std::nullopt);
  ASSERT_THAT(person, IsOk());
  EXPECT_EQ((*person)->id, "alice");
  EXPECT_THAT(person_of(*policy, (*signer)->public_key(), "alice"), IsOk());
  EXPECT_THAT(person_of(*policy, (*signer)->public_key(), "bob"), RefusedBy("ACT-QUORUM"));
}

TEST_F(SigningPerson, WhomThePolicyDoesNotKnowIsRefused) {
  const auto signer = open_signer(place("mallory"), output_);
  ASSERT_THAT(signer, IsOk());
  const auto policy = policies::parse_policy(desk_.policy_text(), "policy.toml");
  ASSERT_THAT(policy, IsOk());
  EXPECT_THAT(person_of(*policy, (*signer)->public_key(), std::nullopt), RefusedBy("ACT-QUORUM"));
}

TEST_F(SigningPerson, WithAWrongPassphraseIsToldWithoutIt) {
  desk_.write("passphrase", "four tin keys\n");
  const auto signer = open_signer(place("alice"), output_);
  ASSERT_THAT(signer, FailsWith(Code::kAskPerson));
  EXPECT_THAT(describe(signer.error()), ::testing::Not(::testing::HasSubstr("tin")));
}

TEST_F(SigningPerson, WhosePassphraseFileOthersMayReadIsRefused) {
  fs::permissions(pass_, fs::perms::others_read, fs::perm_options::add);
  EXPECT_THAT(open_signer(place("alice"), output_), FailsWith(Code::kBadInput));
}

TEST_F(SigningPerson, IsAskedForNothingWhenTheFileIsNoKey) {
  desk_.write("alice.key", "hello");
  SignerPlace nobody_there = place("alice");
  nobody_there.passphrase = SecretSource{};  // a prompt would fail with kAskPerson here
  EXPECT_THAT(check_signer(nobody_there, output_), FailsSaying(Code::kBadInput, "alice.key"));
  EXPECT_THAT(open_signer(nobody_there, output_), FailsSaying(Code::kBadInput, "alice.key"));
}

// A signer whose key is on the token with serial number 17.
class OnToken17 final : public Signer {
 public:
  explicit OnToken17(const PublicKey& key) : key_(key) {}
  const PublicKey& public_key() const override { return key_; }
  Result<custody::Envelope> sign_statement(ByteView) const override {
    return error(Code::kBug, "unused");
  }
  std::optional<std::string> token_serial() const override { return "17"; }

 private:
  PublicKey key_;
};

// ACT-QUORUM: whoever runs the vault has the PIN of its token.
TEST_F(SigningPerson, IsNobodyWithAKeyOnTheVaultsOwnToken) {
  const auto file = open_signer(place("alice"), output_);
  ASSERT_THAT(file, IsOk());
  const auto policy = policies::parse_policy(desk_.policy_text(), "policy.toml");
  ASSERT_THAT(policy, IsOk());
  const OnToken17 token((*file)->public_key());
  EXPECT_THAT(signing_person(*policy, token, place("alice"), {"4", "17"}), RefusedBy("ACT-QUORUM"));
  EXPECT_THAT(signing_person(*policy, token, place("alice"), {"4", "1"}), IsOk());
  EXPECT_THAT(signing_person(*policy, **file, place("alice"), {"17"}), IsOk());
}

TEST_F(SigningPerson, OnATokenIsTakenByUriAndMustNameTheKey) {
  Arguments given;
  given.add("--key", "pkcs11:token=alice?module-path=/m.so");
  EXPECT_THAT(signer_place(given), FailsSaying(Code::kBadInput, "--key: "));
  Arguments better;
  better.add("--key", "pkcs11:token=alice;id=%01?module-path=/m.so");
  const auto place = signer_place(better);
  ASSERT_THAT(place, IsOk());
  ASSERT_TRUE(place->token);
  EXPECT_EQ(place->token->uri.object_id, Bytes{1});
  EXPECT_THAT(check_signer(*place, output_), FailsWith(Code::kNotFound));
}

// A vault that hands out another policy than it names could make an officer see other rules.
class LyingVault final : public custody::VaultAccess {
 public:
  Result<custody::VaultInfo> info() override { return error(Code::kBug, "unused"); }
  Result<Bytes> policy_bytes() override { return to_bytes("version = 1\n"); }
  Result<std::vector<custody::ActRecord>> acts() override { return error(Code::kBug, "unused"); }
  Result<custody::ActRecord> act(const Uuid&) override { return error(Code::kBug, "unused"); }
  Result<std::vector<custody::KeyRecord>> keys() override { return error(Code::kBug, "unused"); }
  Result<std::vector<custody::FreezeRecord>> freezes() override {
    return error(Code::kBug, "unused");
  }
  Result<Bytes> blob(const Sha256&) override { return error(Code::kBug, "unused"); }
  Result<custody::ActRecord> propose(const custody::Envelope&,
                                     const std::optional<Bytes>&) override {
    return error(Code::kBug, "unused");
  }
  Result<custody::ActRecord> decide(const Uuid&, const custody::Envelope&) override {
    return error(Code::kBug, "unused");
  }
  Result<custody::FreezeRecord> freeze(const custody::Envelope&) override {
    return error(Code::kBug, "unused");
  }
  Result<std::vector<custody::BackupRecord>> backups() override {
    return error(Code::kBug, "unused");
  }
  Result<std::uint64_t> record_share(const custody::Envelope&) override {
    return error(Code::kBug, "unused");
  }
  Result<std::vector<custody::BudgetRecord>> budgets() override {
    return error(Code::kBug, "unused");
  }
  Result<std::vector<custody::OpenRequest>> open_requests() override {
    return error(Code::kBug, "unused");
  }
  Result<custody::LoweredBudget> lower(const custody::Envelope&) override {
    return error(Code::kBug, "unused");
  }
  Result<custody::ActRecord> execute(const Uuid&) override { return error(Code::kBug, "unused"); }
  Result<std::string> checkpoint() override { return error(Code::kBug, "unused"); }
  Result<std::vector<Bytes>> leaves(std::uint64_t, std::uint64_t) override {
    return error(Code::kBug, "unused");
  }
};

TEST_F(SigningPerson, PolicyInForceMustBeTheOneThatIsNamed) {
  LyingVault vault;
  custody::VaultInfo info;
  info.policy = sha256("another policy");
  EXPECT_THAT(policy_in_force(vault, info), RefusedBy("FAIL-CLOSED"));
}

}  // namespace signing_person_test
}  // namespace pyx::ceremony
