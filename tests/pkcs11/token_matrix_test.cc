// Trap 16: a pair of mechanisms is believed when a signature has verified.
#include "pkcs11/token_matrix.h"

#include <algorithm>
#include <set>

#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_nss.h"
#include "tests/support/opencryptoki.h"

namespace pyx::pkcs11 {
namespace token_matrix_test {

using pyx::testing::OpenCryptoki;
using Rows = std::vector<MatrixRow>;

const TokenIdentity& token_of(const Rows& rows, std::string_view manufacturer) {
  for (const MatrixRow& row : rows) {
    if (row.from.manufacturer == manufacturer) return row.from;
  }
  throw std::runtime_error("no such token in the matrix");
}
// The pairs of mechanisms by which the type was seen to come across, in our format or not.
std::vector<std::string> ways(const Rows& rows, KeyType type, std::string_view from) {
  std::vector<std::string> found;
  for (const MatrixRow& row : rows) {
    if (row.type != type || row.from.manufacturer != from) continue;
    if (row.outcome != MatrixOutcome::kWorks) continue;
    found.push_back(row.wrapped_by + " " + row.unwrapped_by + (row.rfc5649 ? " rfc5649" : ""));
  }
  return found;
}
MatrixRow row_of(const Rows& rows, KeyType type, std::string_view from, std::string_view wrapped_by,
                 std::string_view unwrapped_by) {
  for (const MatrixRow& row : rows) {
    if (row.type == type && row.from.manufacturer == from && row.wrapped_by == wrapped_by &&
        row.unwrapped_by == unwrapped_by) {
      return row;
    }
  }
  throw std::runtime_error("no such row in the matrix");
}

constexpr std::string_view kSoftHsm = "SoftHSM project";
constexpr std::string_view kNss = "Mozilla Foundation";
constexpr std::array kTypesThatMove = {KeyType::kRsa2048, KeyType::kP256, KeyType::kP384,
                                       KeyType::kGenericSecret, KeyType::kAes256};

class MatrixOfSoftHsm : public OnSoftHsm {
 protected:
  pyx::testing::SoftHsmToken second_ = softhsm_.make_token("second");
};

TEST_F(MatrixOfSoftHsm, TwoOfAKindHandEachOtherAllButEd25519) {
  const auto rows = must(
      token_matrix({softhsm_token_.uri(), softhsm_token_.pin()}, {second_.uri(), second_.pin()}));
  const TokenIdentity& first = rows.front().from;
  const TokenIdentity& second = rows.front().to;
  EXPECT_EQ(first.serial, softhsm_token_.serial());
  EXPECT_EQ(second.serial, second_.serial());
  for (const KeyType type : kTypesThatMove) {
    EXPECT_TRUE(can_restore(rows, type, first, second)) << to_text(type);
    EXPECT_TRUE(can_restore(rows, type, second, first)) << to_text(type);
  }
  EXPECT_TRUE(can_restore(rows, KeyType::kRsa4096, first, second));
  EXPECT_FALSE(can_restore(rows, KeyType::kEd25519, first, second));
  EXPECT_FALSE(can_restore({}, KeyType::kP256, first, second));
  EXPECT_FALSE(can_restore(rows, KeyType::kP256, first, first));
  for (const MatrixRow& row : rows) {
    if (row.type != KeyType::kEd25519) continue;
    EXPECT_EQ(row.outcome, MatrixOutcome::kNotWrapped);
    EXPECT_FALSE(row.why.empty());
    EXPECT_FALSE(row.rfc5649);
  }
}

TEST_F(MatrixOfSoftHsm, NothingIsLeftBehind) {
  must(token_matrix({softhsm_token_.uri(), softhsm_token_.pin()}, {second_.uri(), second_.pin()}));
  EXPECT_TRUE(must(open()->objects()).empty());
  EXPECT_TRUE(must(must(open_token(second_.uri(), second_.pin()))->objects()).empty());
}

TEST_F(MatrixOfSoftHsm, OneTokenIsNoPair) {
  EXPECT_THAT(token_matrix({softhsm_token_.uri(), softhsm_token_.pin()},
                           {softhsm_token_.uri(), softhsm_token_.pin()}),
              FailsWith(Code::kConflict));
}

TEST_F(MatrixOfSoftHsm, BetweenTwoImplementationsTheNumbersDiffer) {
  const NssDatabase database;
  const auto rows = must(
      token_matrix({softhsm_token_.uri(), softhsm_token_.pin()}, {database.uri(), database.pin()}));
  const TokenIdentity& softhsm = token_of(rows, kSoftHsm);
  const TokenIdentity& nss = token_of(rows, kNss);
  for (const KeyType type : kTypesThatMove) {
    EXPECT_TRUE(can_restore(rows, type, softhsm, nss)) << to_text(type);
    EXPECT_TRUE(can_restore(rows, type, nss, softhsm)) << to_text(type);
    EXPECT_THAT(ways(rows, type, kSoftHsm),
                ::testing::Contains("CKM_AES_KEY_WRAP_PAD CKM_AES_KEY_WRAP_KWP rfc5649"));
    EXPECT_THAT(ways(rows, type, kNss),
                ::testing::Contains("CKM_AES_KEY_WRAP_KWP CKM_AES_KEY_WRAP_PAD rfc5649"));
  }
}

// CKR_OK at each call, and another key: what the padding of NSS softokn's 0x210A adds stays in it.
TEST_F(MatrixOfSoftHsm, APairThatSaysOkAndMakesAnotherKeyDoesNotWork) {
  const NssDatabase database;
  const auto rows = must(
      token_matrix({softhsm_token_.uri(), softhsm_token_.pin()}, {database.uri(), database.pin()}));
  const MatrixRow row =
      row_of(rows, KeyType::kGenericSecret, kNss, "CKM_AES_KEY_WRAP_PAD", "CKM_AES_KEY_WRAP");
  EXPECT_EQ(row.outcome, MatrixOutcome::kWrongKey) << row.why;
  EXPECT_FALSE(row.rfc5649);
  EXPECT_EQ(row.why, "the answer is another one than before");
}

// On a token whose C_Sign lies, nothing works.
TEST_F(MatrixOfSoftHsm, ASignatureThatDoesNotVerifyMakesNoRowGood) {
  pyx::testing::FaultyModule faulty;
  TokenUri lying = second_.uri();
  lying.module_path = faulty.path();
  faulty.corrupt_signatures();
  const auto rows =
      must(token_matrix({softhsm_token_.uri(), softhsm_token_.pin()}, {lying, second_.pin()}));
  EXPECT_FALSE(rows.empty());
  for (const MatrixRow& row : rows) {
    // A key for encryption is not asked for a signature.
    if (row.to.serial != second_.serial() || row.type == KeyType::kAes256) continue;
    EXPECT_NE(row.outcome, MatrixOutcome::kWorks) << to_text(row.type) << " " << row.wrapped_by;
  }
}

TEST_F(MatrixOfSoftHsm, WithOpenCryptokiThereIsNoWayInOurFormat) {
  OpenCryptoki& other = OpenCryptoki::of_this_process();
  if (other.absent()) GTEST_SKIP() << *other.absent();
  const auto rows =
      must(token_matrix({softhsm_token_.uri(), softhsm_token_.pin()}, {other.uri(), other.pin()}));
  const TokenIdentity& softhsm = token_of(rows, kSoftHsm);
  const auto from_there = std::ranges::find_if(
      rows, [&](const MatrixRow& row) { return !same_token(row.from, softhsm); });
  ASSERT_NE(from_there, rows.end());
  for (const KeyType type : kTypesThatMove) {
    EXPECT_FALSE(can_restore(rows, type, softhsm, from_there->from)) << to_text(type);
    EXPECT_FALSE(can_restore(rows, type, from_there->from, softhsm)) << to_text(type);
  }
  EXPECT_EQ(row_of(rows, KeyType::kP256, from_there->from.manufacturer, "", "").outcome,
            MatrixOutcome::kNotMade);
}

}  // namespace token_matrix_test
}  // namespace pyx::pkcs11
