#include "ceremony/token_exposure.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "tests/support/temp_folder.h"

namespace pyx::ceremony {
namespace token_exposure_test {

using custody::Exposure;
using ::testing::HasSubstr;

std::vector<pkcs11::RuleFinding> rules(std::optional<TokenRule> without = std::nullopt) {
  std::vector<pkcs11::RuleFinding> all;
  for (const TokenRule rule : kTokenRules) {
    pkcs11::RuleFinding finding;
    finding.rule = rule;
    finding.outcome = rule == without ? RuleOutcome::kNotEnforced : RuleOutcome::kEnforced;
    all.push_back(std::move(finding));
  }
  return all;
}

// KEY-EXPOSED
TEST(TokenExposure, ATokenThatEnforcesNonExtractionExposesNothing) {
  for (const SecondUse use : {SecondUse::kProve, SecondUse::kRestore}) {
    EXPECT_EQ(exposure_of(rules(), use, TokenStorage::kOnDisk).exposure, Exposure::kNone);
  }
}

TEST(TokenExposure, EachRuleThatIsMissingExposesARestoredKey) {
  for (const TokenRule rule : {TokenRule::kSensitive, TokenRule::kExtractable,
                               TokenRule::kModifiable, TokenRule::kCopies}) {
    const auto found = exposure_of(rules(rule), SecondUse::kRestore, TokenStorage::kInMemory);
    EXPECT_EQ(found.exposure, Exposure::kExposed);
    EXPECT_THAT(found.manner, HasSubstr(std::string(to_text(rule))));
  }
}

TEST(TokenExposure, AProofOnSuchATokenExposesNothingIfItsStorageIsInMemory) {
  const auto found =
      exposure_of(rules(TokenRule::kExtractable), SecondUse::kProve, TokenStorage::kInMemory);
  EXPECT_EQ(found.exposure, Exposure::kNone);
  EXPECT_THAT(found.manner, HasSubstr("in memory only"));
}

TEST(TokenExposure, AProofThereExposesIfTheStorageIsOnADiskOrNobodyKnows) {
  for (const TokenStorage storage : {TokenStorage::kOnDisk, TokenStorage::kUnknown}) {
    EXPECT_EQ(exposure_of(rules(TokenRule::kExtractable), SecondUse::kProve, storage).exposure,
              Exposure::kExposed);
  }
}

TEST(TokenExposure, AHostMediatedRestoreAlwaysExposes) {
  EXPECT_EQ(exposure_of(rules(), SecondUse::kRestoreThroughHost, TokenStorage::kInMemory).exposure,
            Exposure::kExposed);
}

TEST(TokenExposure, WhatWasNotFoundOutIsNotEnforced) {
  EXPECT_EQ(exposure_of({}, SecondUse::kRestore, TokenStorage::kOnDisk).exposure,
            Exposure::kExposed);
}

TEST(TokenExposure, TellsEachRuleThatAKeyRestsOnAndTheTokenDoesNotEnforce) {
  for (const SecondUse use :
       {SecondUse::kProve, SecondUse::kRestore, SecondUse::kRestoreThroughHost}) {
    EXPECT_TRUE(exposure_of(rules(), use, TokenStorage::kOnDisk).not_enforced.empty());
    for (const TokenRule rule : {TokenRule::kUsage, TokenRule::kAllowedMechanisms,
                                 TokenRule::kCopies, TokenRule::kSensitive}) {
      EXPECT_EQ(exposure_of(rules(rule), use, TokenStorage::kOnDisk).not_enforced,
                std::vector{rule});
    }
  }
  // What came back was not born there, whatever the token tells of that.
  EXPECT_TRUE(exposure_of(rules(TokenRule::kLocal), SecondUse::kRestore, TokenStorage::kOnDisk)
                  .not_enforced.empty());
  EXPECT_EQ(exposure_of({}, SecondUse::kProve, TokenStorage::kUnknown).not_enforced.size(), 6U);
}

// KEY-EXPOSED
TEST(TokenExposure, WhatIsNotEnforcedBesideNonExtractionExposesNothing) {
  for (const TokenRule rule : {TokenRule::kUsage, TokenRule::kAllowedMechanisms}) {
    EXPECT_EQ(exposure_of(rules(rule), SecondUse::kRestore, TokenStorage::kOnDisk).exposure,
              Exposure::kNone);
  }
}

TEST(TokenExposure, MannersFitIntoTheRecord) {
  for (const SecondUse use :
       {SecondUse::kProve, SecondUse::kRestore, SecondUse::kRestoreThroughHost}) {
    for (const TokenStorage storage :
         {TokenStorage::kUnknown, TokenStorage::kOnDisk, TokenStorage::kInMemory}) {
      EXPECT_LE(exposure_of({}, use, storage).manner.size(), 256U);
    }
  }
}

pkcs11::TokenUri nss_in(const std::filesystem::path& folder) {
  pkcs11::TokenUri uri;
  uri.init_reserved = "configdir='sql:" + folder.string() + "' certPrefix='' flags=";
  return uri;
}

TEST(TokenStorage, OfAFolderInSharedMemoryIsInMemory) {
  if (!std::filesystem::is_directory("/dev/shm")) GTEST_SKIP() << "there is no /dev/shm here";
  EXPECT_EQ(storage_of(nss_in("/dev/shm")), TokenStorage::kInMemory);
}

TEST(TokenStorage, IsUnknownWithoutAFolderThatIsThere) {
  EXPECT_EQ(storage_of({}), TokenStorage::kUnknown);
  EXPECT_EQ(storage_of(nss_in("/nowhere/at/all")), TokenStorage::kUnknown);
}

TEST(TokenStorage, OfAnythingElseIsTakenForADisk) {
  EXPECT_EQ(storage_of(nss_in("/proc")), TokenStorage::kOnDisk);  // neither tmpfs nor ramfs
}

}  // namespace token_exposure_test
}  // namespace pyx::ceremony
