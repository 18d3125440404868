#include <gmock/gmock.h>

#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/desk.h"

namespace pyx::ceremony {
namespace token_commands_test {

using testing::Desk;
using ::testing::HasSubstr;

// A token that can only be asked what it can.
class ProbedToken final : public pkcs11::Token {
 public:
  const pkcs11::TokenIdentity& identity() const override { return identity_; }
  Result<pkcs11::KeyFacts> generate(const pkcs11::KeySpec&) override { return unused(); }
  Result<pkcs11::KeyFacts> inspect(const pkcs11::KeySpec&) override { return unused(); }
  Result<std::vector<pkcs11::ObjectFacts>> objects() override { return unused(); }
  Result<void> destroy(const Uuid&) override { return unused(); }
  Result<std::vector<Bytes>> sign(std::span<const pkcs11::SignJob>) override { return unused(); }
  Result<std::optional<Bytes>> read_marker() override { return unused(); }
  Result<void> write_marker(ByteView) override { return unused(); }
  Result<pkcs11::ProbeReport> probe(pkcs11::ProbeScope) override {
    return pkcs11::ProbeReport{"a module\x1b[2J",
                               "model 7",
                               "1.0",
                               {{"sign ecdsa-sha256 with p-256", pkcs11::Seen::kWorks, 0, "", ""},
                                {"wrap ed25519", pkcs11::Seen::kFails, 0x69, "C_WrapKey", "alas"}},
                               {{TokenRule::kSensitive, RuleOutcome::kEnforced,
                                 "CKR_ATTRIBUTE_SENSITIVE", "C_GetAttributeValue", "reading"},
                                {TokenRule::kAllowedMechanisms, RuleOutcome::kNotEnforced, "CKR_OK",
                                 "C_Sign", "padded RSA"}}};
  }

 private:
  static Error unused() { return error(Code::kBug, "unused"); }
  pkcs11::TokenIdentity identity_;
};

TEST(TokenProbe, ShowsWhatWasSeen) {
  Desk desk;
  std::string pin;
  desk.open_token = [&](const pkcs11::TokenUri&, const SecretSource& source) {
    pin = to_text(source);
    return Result<std::unique_ptr<pkcs11::Token>>(std::make_unique<ProbedToken>());
  };
  ASSERT_EQ(
      desk.run(token_commands(), {"token", "probe", "--token", "pkcs11:serial=1?module-path=/m.so",
                                  "--pin-source", "fd:3"}),
      ExitCode::kDone)
      << desk.words();
  EXPECT_EQ(pin, "fd:3");
  EXPECT_THAT(desk.data(), HasSubstr("sign ecdsa-sha256 with p-256  works"));
  EXPECT_THAT(desk.data(), HasSubstr("C_WrapKey: CKR_KEY_NOT_WRAPPABLE  alas"));
  EXPECT_THAT(desk.data(), HasSubstr("a module\\u001b[2J"));
}

TEST(TokenProbe, AsJsonGivesEachLine) {
  Desk desk;
  desk.open_token = [](const pkcs11::TokenUri&, const SecretSource&) {
    return Result<std::unique_ptr<pkcs11::Token>>(std::make_unique<ProbedToken>());
  };
  ASSERT_EQ(desk.run(token_commands(), {"token", "probe", "--token",
                                        "pkcs11:serial=1?module-path=/m.so", "--output", "json"}),
            ExitCode::kDone);
  EXPECT_EQ(desk.json().at("lines").at(1).at("ckr").as_string(), "CKR_KEY_NOT_WRAPPABLE");
}

TEST(TokenProbe, WrongUriIsAUsageErrorThatDoesNotQuoteIt) {
  Desk desk;
  EXPECT_EQ(desk.run(token_commands(), {"token", "probe", "--token",
                                        "pkcs11:serial=1?module-path=/m.so&pin-value=1234"}),
            ExitCode::kUsage);
  EXPECT_THAT(desk.words(), HasSubstr("--token: "));
  EXPECT_THAT(desk.words(), ::testing::Not(HasSubstr("1234")));
}

TEST(TokenList, OfAModuleThatIsNotThereFails) {
  Desk desk;
  EXPECT_EQ(desk.run(token_commands(), {"token", "list", "--module", "/no/such/module.so"}),
            ExitCode::kFailed);
}

}  // namespace token_commands_test
}  // namespace pyx::ceremony
