#include "ceremony/cli/matrix_view.h"

#include <gmock/gmock.h>

#include "tests/support/matrix_example.h"

namespace pyx::ceremony {
namespace matrix_view_test {

using pyx::testing::matrix_of;
using ::testing::HasSubstr;
using ::testing::Not;

const pkcs11::TokenIdentity kMint{"17", "SoftHSM v2", "SoftHSM project", "mint"};

std::string words(const std::string& second_model) {
  return matrix_in_words(matrix_of(kMint, {"18", second_model, "Maker", "spare"},
                                   Time(Duration(1'795'000'000'000)),
                                   {KeyType::kP256, KeyType::kAes256}));
}

TEST(MatrixView, TellsForBothDirectionsWhatComesBackAndWhatDoesNot) {
  EXPECT_THAT(words("NSS 3"),
              HasSubstr("  from SoftHSM v2, serial 17, firmware 2.6\n"
                        "    to NSS 3, serial 18, firmware 2.6\n"
                        "    come back: p-256, aes-256\n"
                        "    do NOT come back: rsa-2048, p-384, ed25519, generic-secret\n"
                        "  from NSS 3, serial 18, firmware 2.6\n"
                        "    to SoftHSM v2, serial 17, firmware 2.6\n"
                        "    come back: none\n"));
}
TEST(MatrixView, TellsWhenItWasMade) { EXPECT_THAT(words("NSS 3"), HasSubstr("of 2026-")); }
TEST(MatrixView, WhatATokenCallsItselfMovesNoCursor) {
  EXPECT_THAT(words("NSS\x1b[2J\n3"), Not(HasSubstr("\x1b")));
  EXPECT_THAT(words("NSS\n3"), Not(HasSubstr("NSS\n3")));
}

}  // namespace matrix_view_test
}  // namespace pyx::ceremony
