#include "custody/backups/token_matrix_file.h"

#include "tests/matchers.h"
#include "tests/support/matrix_example.h"

namespace pyx::custody {
namespace token_matrix_file_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::matrix_of;

const pkcs11::TokenIdentity kMint{"17", "SoftHSM v2", "SoftHSM project", "mint"};
const pkcs11::TokenIdentity kSpare{"18", "NSS 3", "Mozilla Foundation", "spare"};
const Time kTime = Time(Duration(1'795'000'000'000));

TokenMatrixFile example() { return matrix_of(kMint, kSpare, kTime, {KeyType::kP256}); }
std::string text() { return pyx::to_text(encode_matrix(example()).value()); }
// With `from` replaced by `to`, which must not be read.
void refused(std::string_view from, std::string_view to) {
  std::string changed = text();
  const std::size_t at = changed.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  changed.replace(at, from.size(), to);
  EXPECT_THAT(parse_matrix(as_bytes(changed)), FailsWith(Code::kBadInput)) << to;
}

TEST(TokenMatrixFile, IsReadAsItIsWritten) {
  const auto read = parse_matrix(as_bytes(text()));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->time, kTime);
  EXPECT_EQ(read->tokens[1].token.manufacturer, "Mozilla Foundation");
  EXPECT_EQ(read->tokens[0].firmware, "2.6");
  ASSERT_EQ(read->rows.size(), 6U);
  EXPECT_EQ(read->rows[0].why, "the token failed (C_UnwrapKey: CKR_MECHANISM_INVALID)");
  EXPECT_TRUE(pkcs11::can_restore(read->rows, KeyType::kP256, kMint, kSpare));
  EXPECT_FALSE(pkcs11::can_restore(read->rows, KeyType::kP256, kSpare, kMint));
  EXPECT_EQ(encode_matrix(*read).value(), encode_matrix(example()).value());
}
TEST(TokenMatrixFile, TellsTheTokenBesideOne) {
  EXPECT_EQ(example().other_than(kMint)->token.serial, "18");
  EXPECT_EQ(example().other_than(kSpare)->token.serial, "17");
  for (const pkcs11::TokenIdentity& other :
       {pkcs11::TokenIdentity{"19", kMint.model, kMint.manufacturer, "mint"},
        pkcs11::TokenIdentity{"17", "SoftHSM v3", kMint.manufacturer, "mint"}})
    EXPECT_EQ(example().other_than(other), nullptr);
}
TEST(TokenMatrixFile, WhatIsUnknownMissingOrWrongIsRefused) {
  refused("urn:pyx:token-matrix:v1", "urn:pyx:token-matrix:v2");
  refused("\"time\"", "\"when\"");
  refused("\"rows\"", "\"more\":1,\"rows\"");
  refused("\"from\":0", "\"from\":1");
  refused("\"to\":1", "\"to\":2");
  refused("\"from\":0", "\"from\":-1");
  refused("\"works\"", "\"perhaps\"");
  refused("\"p-256\"", "\"p-521\"");
  refused("\"firmware\":\"2.6\"", "\"firmware\":\"\"");
  refused("\"serial\":\"17\"", "\"serial\":\"\"");
  refused("C_UnwrapKey", std::string(200, 'x'));
  refused("{\"type\"", "[{\"type\"");
}
TEST(TokenMatrixFile, OfOneTokenOrOfThreeIsRefused) {
  EXPECT_FALSE(encode_matrix(matrix_of(kMint, kMint, kTime, {})).ok());
  TokenMatrixFile other = example();
  other.rows[0].to = {"19", "Model", "Maker", ""};
  EXPECT_THAT(encode_matrix(other), FailsSaying(Code::kBadInput, "between its two tokens"));
}
TEST(TokenMatrixFile, WhatATokenAnsweredIsCut) {
  TokenMatrixFile chatty = example();
  chatty.rows[0].why = std::string(1000, 'x');
  const auto read = parse_matrix(encode_matrix(chatty).value());
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->rows[0].why.size(), 160U);
}
TEST(TokenMatrixFile, MoreThan256KibAreRefused) {
  std::string large = text();
  large.append(kMatrixMostBytes + 1 - large.size(), ' ');
  EXPECT_THAT(parse_matrix(as_bytes(large)), FailsWith(Code::kBadInput));
  large.pop_back();
  EXPECT_THAT(parse_matrix(as_bytes(large)), IsOk());
}

}  // namespace token_matrix_file_test
}  // namespace pyx::custody
