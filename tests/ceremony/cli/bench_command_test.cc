#include <gmock/gmock.h>

#include "ceremony/cli/commands.h"
#include "ceremony/cli/open_vault.h"
#include "tests/ceremony/cli/desk.h"
#include "tests/pkcs11/softhsm_fixture.h"
#include "tests/support/token_stub.h"

namespace pyx::ceremony {
namespace bench_command_test {

using testing::Desk;
using ::testing::HasSubstr;

class BenchOnSoftHsm : public ::testing::Test {
 protected:
  BenchOnSoftHsm() { desk_.open_token = open_token; }

  ExitCode run(std::vector<std::string> more) {
    more.insert(more.begin(), {"bench", "--token", token_.uri_text(), "--each", "1s"});
    return desk_.run(bench_commands(), more);
  }

  Desk desk_;
  pyx::testing::SoftHsm softhsm_;
  pyx::testing::SoftHsmToken token_ = softhsm_.make_token();
};

TEST_F(BenchOnSoftHsm, ShowsATableAndSaysWhatItDid) {
  ASSERT_EQ(run({"--type", "p-256", "--threads", "1"}), ExitCode::kDone) << desk_.words();
  EXPECT_THAT(desk_.data(), HasSubstr("KEY    PURPOSE  THREADS  SIGN/S"));
  EXPECT_THAT(desk_.data(), HasSubstr("\np-256  sign     1        "));
  EXPECT_THAT(desk_.words(), HasSubstr("keys that are on the token are not used"));
  EXPECT_THAT(desk_.words(),
              HasSubstr("1 session key made and destroyed; the token has 0 objects, as before"));
}

TEST_F(BenchOnSoftHsm, AsJsonGivesEachLine) {
  ASSERT_EQ(run({"--type", "generic-secret", "--threads", "2", "--output", "json"}),
            ExitCode::kDone)
      << desk_.data();
  const json::object object = desk_.json();
  ASSERT_EQ(object.at("lines").as_array().size(), 2U);
  const json::value& line = object.at("lines").at(1);
  EXPECT_EQ(line.at("scheme").as_string(), "hmac-sha256");
  EXPECT_EQ(line.at("threads").as_int64(), 2);
  EXPECT_GT(line.at("per_second").as_int64(), 100);
  EXPECT_TRUE(line.at("failed").is_null());
  EXPECT_EQ(object.at("objects").as_int64(), 0);
  EXPECT_EQ(object.at("token").at("label").as_string(), token_.label());
}

// A token that makes one object at each measurement and cannot do Ed25519.
class LitteringToken final : public pyx::testing::TokenStub {
 public:
  explicit LitteringToken(std::size_t litter) : TokenStub({}), litter_(litter) {}
  Result<std::vector<pkcs11::ObjectFacts>> objects() override {
    return std::vector<pkcs11::ObjectFacts>(objects_);
  }
  Result<std::vector<pkcs11::BenchLine>> bench(const pkcs11::BenchPlan& plan) override {
    objects_ += litter_;
    if (plan.type == KeyType::kEd25519) {
      Error unknown = error(Code::kToken, "no such mechanism");
      unknown.ckr = 0x70;
      unknown.call = "C_GenerateKeyPair";
      return unknown;
    }
    return std::vector<pkcs11::BenchLine>{{1, 10, 10.0, 5.0, 6.0, {}}};
  }

 private:
  std::size_t litter_;
  std::size_t objects_ = 3;
};

ExitCode run_on(Desk& desk, std::size_t litter, const std::vector<std::string>& more) {
  desk.open_token = [litter](const pkcs11::TokenUri&, const SecretSource&) {
    return Result<std::unique_ptr<pkcs11::Token>>(std::make_unique<LitteringToken>(litter));
  };
  std::vector<std::string> words = {"bench", "--token", "pkcs11:serial=1?module-path=/m.so"};
  words.insert(words.end(), more.begin(), more.end());
  return desk.run(bench_commands(), words);
}

TEST(Bench, WhatTheTokenCannotDoStandsInTheTable) {
  Desk desk;
  ASSERT_EQ(run_on(desk, 0, {"--type", "ed25519", "--type", "p-384"}), ExitCode::kDone)
      << desk.words();
  EXPECT_THAT(desk.data(), HasSubstr("CKR_MECHANISM_INVALID"));
  EXPECT_THAT(desk.data(), HasSubstr("p-384    sign     1        10"));
  EXPECT_THAT(desk.words(), HasSubstr("1 session key made"));
}

TEST(Bench, FailsWhenTheTokenHoldsMoreThanBefore) {
  Desk desk;
  EXPECT_EQ(run_on(desk, 1, {"--type", "p-256"}), ExitCode::kFailed);
  EXPECT_THAT(desk.words(), HasSubstr("the token has 4 objects, before it had 3"));
  EXPECT_EQ(desk.data(), "");
}

TEST(Bench, RefusesWhatItCannotMeasureBeforeItAsksForThePin) {
  Desk desk;
  EXPECT_EQ(run_on(desk, 0, {"--type", "aes-256"}), ExitCode::kUsage);
  EXPECT_THAT(desk.words(), HasSubstr("--type: \"aes-256\" is no type of key that signs"));
  EXPECT_EQ(run_on(desk, 0, {"--threads", "0"}), ExitCode::kUsage);
  EXPECT_EQ(run_on(desk, 0, {"--threads", "65"}), ExitCode::kUsage);
  EXPECT_EQ(run_on(desk, 0, {"--each", "61s"}), ExitCode::kUsage);
  EXPECT_THAT(desk.words(), HasSubstr("--each: is longer than 1m"));
}

}  // namespace bench_command_test
}  // namespace pyx::ceremony
