#include "policies/grant.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace pyx::policies {
namespace grant_test {

constexpr std::array kAllPurposes = {Purpose::kSign,     Purpose::kBlindSign, Purpose::kMac,
                                     Purpose::kEncrypt,  Purpose::kCoin,      Purpose::kCoinSeed,
                                     Purpose::kEnvelope, Purpose::kAnswer};

std::vector<Purpose> served_by(Access access) {
  std::vector<Purpose> served;
  std::ranges::copy_if(kAllPurposes, std::back_inserter(served),
                       [&](Purpose purpose) { return serves(access, purpose); });
  return served;
}

TEST(Grant, RawSignaturesAreMadeByKeysOfPurposeSignAndMacOnly) {
  EXPECT_THAT(served_by(Access::kSign), ::testing::ElementsAre(Purpose::kSign, Purpose::kMac));
}

TEST(Grant, NoOtherAccessUsesAKeyThatSignsWhatACallerChose) {
  for (const Access access : kAccesses) {
    if (access == Access::kSign) continue;
    EXPECT_FALSE(serves(access, Purpose::kSign)) << to_text(access);
    EXPECT_FALSE(serves(access, Purpose::kMac)) << to_text(access);
  }
}

TEST(Grant, NothingUsesAKeyOfPurposeEncrypt) {
  for (const Access access : kAccesses)
    EXPECT_FALSE(serves(access, Purpose::kEncrypt)) << to_text(access);
}

TEST(Grant, ActsAndLogUseNoKeys) {
  for (const Access access : kAccesses) {
    const bool none = access == Access::kActs || access == Access::kLog;
    EXPECT_EQ(uses_keys(access), !none) << to_text(access);
    EXPECT_EQ(served_by(access).empty(), none) << to_text(access);
  }
}

TEST(Grant, TheOperationsOfAMintUseItsKeys) {
  for (const Access access :
       {Access::kCoinsMint, Access::kCoinsCheck, Access::kCoinsExchange, Access::kCoinsRedeem})
    EXPECT_THAT(served_by(access),
                ::testing::ElementsAre(Purpose::kCoin, Purpose::kCoinSeed, Purpose::kEnvelope));
  EXPECT_THAT(served_by(Access::kBlindSign), ::testing::ElementsAre(Purpose::kBlindSign));
  for (const Access access : {Access::kAnswerSign, Access::kLedgerAttest})
    EXPECT_THAT(served_by(access), ::testing::ElementsAre(Purpose::kAnswer));
}

TEST(Grant, WhatAnAccessNeedsItMayUse) {
  for (const Access access : kAccesses)
    for (const Purpose purpose : needed_by(access))
      EXPECT_TRUE(serves(access, purpose)) << to_text(access) << " " << to_text(purpose);
  EXPECT_THAT(needed_by(Access::kCoinsExchange),
              ::testing::ElementsAre(Purpose::kCoin, Purpose::kEnvelope));
}

}  // namespace grant_test
}  // namespace pyx::policies
