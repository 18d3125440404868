#include "custody/backups/wrap_key.h"

#include "base/reveal.h"
#include "tests/matchers.h"
#include "tests/support/vectors.h"

namespace pyx::custody {
namespace wrap_key_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

Uuid id(int last) {
  return Uuid::parse("01938c2e-7000-7000-8000-0000000000a" + std::to_string(last)).value();
}
NamedEntropy source(std::string name, std::size_t size_bytes, std::uint8_t byte) {
  Bytes bytes(size_bytes, byte);
  return {std::move(name), SecretBytes::take(bytes).value()};
}
std::vector<NamedEntropy> sources(std::uint8_t token = 1, std::uint8_t kernel = 2) {
  std::vector<NamedEntropy> made;
  made.push_back(source("token", 32, token));
  made.push_back(source("kernel", 32, kernel));
  return made;
}
std::string hex_of(const Result<MixedKey>& mixed) { return to_hex(mixed->key.reveal(reveal())); }

// Computed by another program: HKDF-SHA256 without a salt over 05 "token" 0020 (32 x 01)
// 06 "kernel" 0020 (32 x 02), info "pyx/wrap-key/v1" 00, SHA-256("") and the backup's id.
TEST(WrapKey, IsMixedAsTheFormatSays) {
  const auto mixed = mix_wrap_key(sha256(""), id(1), sources());
  ASSERT_THAT(mixed, IsOk());
  EXPECT_EQ(hex_of(mixed), "5c5f503e85170a17f4cd0635f7c4f9bac0288bf0fb39ae3f1dfeb8d509208895");
  ASSERT_EQ(mixed->sources.size(), 2U);
  EXPECT_EQ(mixed->sources[0].name, "token");
  EXPECT_EQ(to_hex(mixed->sources[0].digest),
            "aeeede5efc2e22271e304ae3ca2737d4624e05a730f72244551f5935ee5ab30d");
}
TEST(WrapKey, DependsOnEverySourceTheVaultAndTheBackup) {
  const std::string key = hex_of(mix_wrap_key(sha256(""), id(1), sources()));
  EXPECT_NE(key, hex_of(mix_wrap_key(sha256(""), id(1), sources(3, 2))));
  EXPECT_NE(key, hex_of(mix_wrap_key(sha256(""), id(1), sources(1, 3))));
  EXPECT_NE(key, hex_of(mix_wrap_key(sha256("a"), id(1), sources())));
  EXPECT_NE(key, hex_of(mix_wrap_key(sha256(""), id(2), sources())));
  auto with_dice = sources();
  with_dice.push_back(source("dice", 3, '6'));
  EXPECT_NE(key, hex_of(mix_wrap_key(sha256(""), id(1), with_dice)));
}
TEST(WrapKey, WithoutASourceOrWithoutEnoughIsRefused) {
  EXPECT_THAT(mix_wrap_key(sha256(""), id(1), {}), FailsWith(Code::kBadInput));
  std::vector<NamedEntropy> few;
  few.push_back(source("dice", 31, '6'));
  EXPECT_THAT(mix_wrap_key(sha256(""), id(1), few), FailsWith(Code::kBadInput));
  few.push_back(source("kernel", 32, 1));
  EXPECT_THAT(mix_wrap_key(sha256(""), id(1), few), IsOk());
}
TEST(WrapKey, AnEmptyOrHugeSourceOrOneThatStandsTwiceIsNamed) {
  auto wrong = sources();
  wrong.push_back({"dice", SecretBytes()});
  EXPECT_THAT(mix_wrap_key(sha256(""), id(1), wrong), FailsSaying(Code::kBadInput, "dice"));
  wrong.back() = source("dice", 1025, 1);
  EXPECT_THAT(mix_wrap_key(sha256(""), id(1), wrong), FailsSaying(Code::kBadInput, "dice"));
  wrong.back() = source("kernel", 32, 1);
  EXPECT_THAT(mix_wrap_key(sha256(""), id(1), wrong), FailsSaying(Code::kBadInput, "kernel"));
}

}  // namespace wrap_key_test
}  // namespace pyx::custody
