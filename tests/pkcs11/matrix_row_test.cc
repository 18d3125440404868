#include "pkcs11/matrix_row.h"

#include <gmock/gmock.h>

#include <set>
#include <vector>

namespace pyx::pkcs11 {
namespace matrix_row_test {

const TokenIdentity kHere{"1", "Model", "Maker", "mint"};
const TokenIdentity kThere{"2", "Model", "Maker", "spare"};

MatrixRow working(KeyType type) {
  return {type,
          kHere,
          kThere,
          "CKM_AES_KEY_WRAP_PAD",
          "CKM_AES_KEY_WRAP_PAD",
          true,
          MatrixOutcome::kWorks,
          ""};
}
bool comes(const MatrixRow& row, KeyType type, const TokenIdentity& to = kThere) {
  return can_restore(std::vector<MatrixRow>{row}, type, kHere, to);
}

TEST(MatrixRow, OneThatWorksInOurFormatSaysThatTheKeyComesBack) {
  EXPECT_TRUE(comes(working(KeyType::kP256), KeyType::kP256));
  EXPECT_TRUE(comes(working(KeyType::kRsa2048), KeyType::kRsa4096));
}
TEST(MatrixRow, OfAnotherTypeDirectionTokenFormatOrOutcomeSaysNothing) {
  EXPECT_FALSE(comes(working(KeyType::kP256), KeyType::kP384));
  EXPECT_FALSE(comes(working(KeyType::kGenericSecret), KeyType::kAes256));
  EXPECT_FALSE(
      can_restore(std::vector<MatrixRow>{working(KeyType::kP256)}, KeyType::kP256, kThere, kHere));
  for (const TokenIdentity& other : {TokenIdentity{"3", "Model", "Maker", "spare"},
                                     TokenIdentity{"2", "Model 2", "Maker", "spare"},
                                     TokenIdentity{"2", "Model", "Maker 2", "spare"}})
    EXPECT_FALSE(comes(working(KeyType::kP256), KeyType::kP256, other));
  MatrixRow row = working(KeyType::kP256);
  row.rfc5649 = false;
  EXPECT_FALSE(comes(row, KeyType::kP256));
  row = working(KeyType::kP256);
  row.outcome = MatrixOutcome::kWrongKey;
  EXPECT_FALSE(comes(row, KeyType::kP256));
  EXPECT_FALSE(can_restore({}, KeyType::kP256, kHere, kThere));
}
TEST(MatrixRow, EachOutcomeIsReadAsItIsWritten) {
  std::set<std::string_view> texts;
  for (const MatrixOutcome outcome :
       {MatrixOutcome::kWorks, MatrixOutcome::kWrongKey, MatrixOutcome::kNotMade,
        MatrixOutcome::kNotWrapped, MatrixOutcome::kNotUnwrapped, MatrixOutcome::kDoesNotSign}) {
    texts.insert(to_text(outcome));
    EXPECT_EQ(matrix_outcome_from(to_text(outcome)), outcome);
  }
  EXPECT_EQ(texts.size(), 6U);
  EXPECT_EQ(matrix_outcome_from("?"), std::nullopt);
}

}  // namespace matrix_row_test
}  // namespace pyx::pkcs11
