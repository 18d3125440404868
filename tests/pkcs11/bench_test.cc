#include "pkcs11/bench.h"

#include "pkcs11/key_generation.h"
#include "pkcs11/objects.h"
#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace bench_test {

using std::chrono::milliseconds;

class BenchOnSoftHsm : public OnSession {
 protected:
  std::size_t objects() { return must(list_objects(session_)).size(); }
};

TEST_F(BenchOnSoftHsm, MeasuresEveryNumberOfThreadsAndLeavesNothing) {
  must(generate(spec_of(KeyType::kP256, Purpose::kSign)));  // somebody else's
  const std::size_t before = objects();
  const auto began = std::chrono::steady_clock::now();
  const auto lines =
      bench_token(login_, {KeyType::kP256, Purpose::kSign, {1, 2, 4}, milliseconds(60)});
  const auto took = std::chrono::steady_clock::now() - began;
  ASSERT_THAT(lines, IsOk());
  ASSERT_EQ(lines->size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    const BenchLine& line = lines->at(i);
    EXPECT_EQ(line.threads, std::vector<unsigned>({1, 2, 4}).at(i));
    EXPECT_FALSE(line.failed);
    EXPECT_GE(line.signatures, line.threads);  // each signs once, however short the time
    EXPECT_GT(line.per_second, 0);
    EXPECT_GT(line.p50_us, 0);
    EXPECT_GE(line.p99_us, line.p50_us);
  }
  EXPECT_GE(took, 3 * milliseconds(60));
  EXPECT_EQ(objects(), before);
}

TEST_F(BenchOnSoftHsm, MeasuresASecretKeyAndARawOne) {
  for (const auto& [type, purpose] : {std::pair(KeyType::kGenericSecret, Purpose::kMac),
                                      std::pair(KeyType::kRsa2048, Purpose::kBlindSign)}) {
    const auto lines = bench_token(login_, {type, purpose, {1}, milliseconds(20)});
    ASSERT_THAT(lines, IsOk()) << to_text(type);
    EXPECT_GT(lines->front().signatures, 0U);
  }
  EXPECT_EQ(objects(), 0U);
}

TEST_F(BenchOnSoftHsm, RefusesAPlanThatMeasuresNothing) {
  const BenchPlan good{KeyType::kP256, Purpose::kSign, {1}, milliseconds(10)};
  BenchPlan plan = good;
  plan.purpose = Purpose::kEncrypt;
  EXPECT_THAT(bench_token(login_, plan), FailsWith(Code::kBadInput));
  plan = good;
  plan.threads = {};
  EXPECT_THAT(bench_token(login_, plan), FailsWith(Code::kBadInput));
  plan.threads = {0};
  EXPECT_THAT(bench_token(login_, plan), FailsWith(Code::kBadInput));
  plan.threads = {257};
  EXPECT_THAT(bench_token(login_, plan), FailsWith(Code::kBadInput));
  plan = good;
  plan.each = milliseconds(0);
  EXPECT_THAT(bench_token(login_, plan), FailsWith(Code::kBadInput));
}

class BenchOnFaultyToken : public OnSoftHsm {
 protected:
  pyx::testing::FaultyModule faulty_;
  std::unique_ptr<Token> token_ = open(faulty_.path());
};

TEST_F(BenchOnFaultyToken, WhatTheTokenSaysToOneMoreThreadSpoilsItsLineOnly) {
  // The first two of the bench: its own and the one of the single thread.
  faulty_.fail("C_OpenSession", CKR_SESSION_COUNT, 1, 2);
  const auto lines = token_->bench({KeyType::kP256, Purpose::kSign, {1, 2, 3}, milliseconds(10)});
  ASSERT_THAT(lines, IsOk());
  EXPECT_FALSE(lines->at(0).failed);
  ASSERT_TRUE(lines->at(1).failed);
  EXPECT_EQ(lines->at(1).failed->ckr, CKR_SESSION_COUNT);
  EXPECT_EQ(lines->at(1).signatures, 0U);
  EXPECT_FALSE(lines->at(2).failed);
  EXPECT_TRUE(must(token_->objects()).empty());
}

TEST_F(BenchOnFaultyToken, AFailureInTheMiddleIsNoSpeed) {
  faulty_.fail("C_Sign", CKR_DEVICE_ERROR, 1, 3);
  const auto lines = token_->bench({KeyType::kP256, Purpose::kSign, {1}, milliseconds(200)});
  ASSERT_THAT(lines, IsOk());
  ASSERT_TRUE(lines->front().failed);
  EXPECT_EQ(lines->front().failed->ckr, CKR_DEVICE_ERROR);
  EXPECT_EQ(lines->front().per_second, 0);
}

TEST_F(BenchOnFaultyToken, AWrongSignatureIsNotMeasured) {
  faulty_.corrupt_signatures();
  EXPECT_THAT(token_->bench({KeyType::kP256, Purpose::kSign, {1}, milliseconds(10)}),
              FailsSaying(Code::kToken, "does not verify"));
  EXPECT_TRUE(must(token_->objects()).empty());
}

TEST_F(BenchOnFaultyToken, ATokenThatCannotMakeTheKeySaysSo) {
  faulty_.fail("C_GenerateKeyPair", CKR_MECHANISM_INVALID);
  EXPECT_THAT(token_->bench({KeyType::kP256, Purpose::kSign, {1}, milliseconds(10)}),
              FailsWithCkr(CKR_MECHANISM_INVALID));
}

}  // namespace bench_test
}  // namespace pyx::pkcs11
