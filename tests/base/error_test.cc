#include "base/error.h"

#include <gmock/gmock.h>

#include <set>

namespace pyx {
namespace error_test {

TEST(Error, EachCodeHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(Code::kBug); ++code) {
    names.insert(code_name(static_cast<Code>(code)));
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(Code::kBug) + 1);
}

// The wire promises these.
TEST(Error, CodeNamesAreThoseOfTheWire) {
  EXPECT_EQ(code_name(Code::kBadInput), "bad-input");
  EXPECT_EQ(code_name(Code::kRefused), "refused");
  EXPECT_EQ(code_name(Code::kFrozen), "frozen");
  EXPECT_EQ(code_name(Code::kAskPerson), "ask-person");
}

// PKCS#11 v3.1, section 6.1. The first and the last too: the table is searched by halves.
TEST(Error, CkrNamesAreThoseOfTheStandard) {
  EXPECT_EQ(ckr_name(0x000), "CKR_OK");
  EXPECT_EQ(ckr_name(0x005), "CKR_GENERAL_ERROR");
  EXPECT_EQ(ckr_name(0x032), "CKR_DEVICE_REMOVED");
  EXPECT_EQ(ckr_name(0x06a), "CKR_KEY_UNEXTRACTABLE");
  EXPECT_EQ(ckr_name(0x0a0), "CKR_PIN_INCORRECT");
  EXPECT_EQ(ckr_name(0x0b3), "CKR_SESSION_HANDLE_INVALID");
  EXPECT_EQ(ckr_name(0x101), "CKR_USER_NOT_LOGGED_IN");
  EXPECT_EQ(ckr_name(0x150), "CKR_BUFFER_TOO_SMALL");
  EXPECT_EQ(ckr_name(0x190), "CKR_CRYPTOKI_NOT_INITIALIZED");
  EXPECT_EQ(ckr_name(0x203), "CKR_KEY_EXHAUSTED");
}

TEST(Error, EachKnownCkrIsFoundByItsNumber) {
  std::set<std::string> names;
  for (unsigned long ckr = 0; ckr <= 0x203; ++ckr) {
    const std::string name = ckr_name(ckr);
    if (!name.starts_with("CKR_0x")) names.insert(name);
  }
  EXPECT_EQ(names.size(), 98U);
}

TEST(Error, AnUnknownCkrKeepsItsNumber) {
  EXPECT_EQ(ckr_name(0x80000171), "CKR_0x80000171");
  EXPECT_EQ(ckr_name(0x004), "CKR_0x00000004");
}

// Trap 31: the token's answer must not be lost on the way.
TEST(Error, DescribesTheCallAndTheControl) {
  Error failure = error(Code::kToken, "cannot sign");
  EXPECT_EQ(describe(failure), "cannot sign");
  failure.call = "C_Sign";
  failure.ckr = 0x30;
  EXPECT_EQ(describe(failure), "cannot sign (C_Sign: CKR_DEVICE_ERROR)");
  EXPECT_EQ(describe(refused("ACT-QUORUM", "one is missing")), "one is missing [ACT-QUORUM]");
}

TEST(Error, RemembersWhereItWasMade) {
  const Error failure = error(Code::kBug, "");
  EXPECT_NE(std::string_view(failure.where.file_name()).find("error_test.cc"),
            std::string_view::npos);
  EXPECT_EQ(refused("ACT-ONCE", "").code, Code::kRefused);
}

}  // namespace error_test
}  // namespace pyx
