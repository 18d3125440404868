#include "custody/evidence/checkpoint.h"

#include <gmock/gmock.h>

#include "tests/matchers.h"

namespace pyx::custody {
namespace checkpoint_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;

// C2SP tlog-checkpoint, the example.
constexpr std::string_view kExample =
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
constexpr std::string_view kRoot = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

std::string with_size(std::string_view size) {
  return "example.com/log\n" + std::string(size) + "\n" + std::string(kRoot) + "\n";
}

TEST(Checkpoint, TheExampleOfTheStandardIsReadAndWrittenBack) {
  const auto checkpoint = parse_checkpoint(kExample);
  ASSERT_THAT(checkpoint, IsOk());
  EXPECT_EQ(checkpoint->origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint->size, 20852163U);
  EXPECT_EQ(to_hex(checkpoint->root),
            "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62");
  EXPECT_EQ(checkpoint_text(*checkpoint), kExample);
}

TEST(Checkpoint, AnOriginWithBlanksIsAllowedAsTheGoChecksumDatabaseHasOne) {
  const auto checkpoint = parse_checkpoint("go.sum database tree\n7\n" + std::string(kRoot) + "\n");
  ASSERT_THAT(checkpoint, IsOk());
  EXPECT_EQ(checkpoint->origin, "go.sum database tree");
}

TEST(Checkpoint, TheEmptyTreeHasSizeZero) {
  const auto checkpoint = parse_checkpoint(with_size("0"));
  ASSERT_THAT(checkpoint, IsOk());
  EXPECT_EQ(checkpoint->size, 0U);
}

TEST(Checkpoint, TheLargestSizeIsReadAndOneMoreIsRefused) {
  const auto checkpoint = parse_checkpoint(with_size("18446744073709551615"));
  ASSERT_THAT(checkpoint, IsOk());
  EXPECT_EQ(checkpoint->size, ~std::uint64_t{0});
  EXPECT_EQ(checkpoint_text(*checkpoint), with_size("18446744073709551615"));
  EXPECT_THAT(parse_checkpoint(with_size("18446744073709551616")), FailsWith(Code::kBadInput));
}

TEST(Checkpoint, ASizeWrittenInAnotherWayIsRefused) {
  for (const std::string_view size : {"", "00", "01", "007", "+1", "-1", "-0", " 1", "1 ", "0x1",
                                      "1e3", "1.0", "\u0661", "1\r"}) {
    EXPECT_THAT(parse_checkpoint(with_size(size)), FailsSaying(Code::kBadInput, "bad tree size"))
        << size;
  }
}

TEST(Checkpoint, AnExtensionLineOrAMissingLineIsRefused) {
  const std::string text(kExample);
  for (const std::string& bad :
       {std::string(), std::string("\n"), std::string("\n\n"), text + "extension\n", text + "\n",
        text + "x", text.substr(0, text.size() - 1), std::string("a\n1\n")}) {
    EXPECT_THAT(parse_checkpoint(bad), FailsSaying(Code::kBadInput, "three lines")) << bad;
  }
}

TEST(Checkpoint, AnEmptyOriginOrOneWithControlCharactersIsRefused) {
  const std::string tail = "\n1\n" + std::string(kRoot) + "\n";
  for (const std::string_view origin : {"", "a\tb", "a\r", "\x7f"}) {
    EXPECT_THAT(parse_checkpoint(std::string(origin) + tail),
                FailsSaying(Code::kBadInput, "bad origin"));
  }
}

TEST(Checkpoint, ARootThatIsNot32BytesOfStrictBase64IsRefused) {
  const std::string head = "example.com/log\n1\n";
  const std::string root(kRoot);
  for (const std::string& bad :
       {std::string(), root.substr(0, root.size() - 1), root + "=", "A" + root,
        root.substr(0, root.size() - 2) + "J=", root.substr(0, root.size() - 4),
        root.substr(0, root.size() - 1) + "A", " " + root}) {
    EXPECT_THAT(parse_checkpoint(head + bad + "\n"), FailsSaying(Code::kBadInput, "bad root hash"))
        << bad;
  }
}

TEST(Checkpoint, AnOverlongTextIsRefused) {
  EXPECT_THAT(parse_checkpoint(std::string(1000, 'a') + std::string(kExample)),
              FailsSaying(Code::kBadInput, "too long"));
}

TEST(Checkpoint, TheOriginOfAVaultIsItsIdInHex) {
  EXPECT_EQ(log_origin(sha256("")),
            "pyx/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace checkpoint_test
}  // namespace pyx::custody
