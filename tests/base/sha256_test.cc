#include "base/sha256.h"

#include <string>
#include <thread>
#include <vector>

#include "base/hex.h"
#include "tests/matchers.h"

namespace pyx {
namespace sha256_test {

using testing::FailsWith;

constexpr std::string_view kAbc =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

// FIPS 180-4, the examples of NIST's "Secure Hash Standard" pages.
TEST(Sha256Digest, GivesTheExamplesOfTheStandard) {
  EXPECT_EQ(to_hex(sha256("abc")), kAbc);
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(to_hex(sha256(std::string(1000000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256Digest, PartsCountAsOneAfterAnother) {
  EXPECT_EQ(to_hex(sha256_of({as_bytes("a"), as_bytes(""), as_bytes("bc")})), kAbc);
  EXPECT_EQ(sha256_of({}), sha256(""));
}

TEST(Sha256Digest, ThreadsDoNotDisturbEachOther) {
  std::vector<std::jthread> threads;
  std::vector<int> wrong(4);
  for (int& count : wrong) {
    threads.emplace_back([&count] {
      for (int i = 0; i < 2000; ++i) count += to_hex(sha256("abc")) == kAbc ? 0 : 1;
    });
  }
  threads.clear();
  EXPECT_EQ(wrong, std::vector<int>(4));
}

TEST(Sha256Digest, ReadsItsOwnHex) { EXPECT_EQ(sha256_from_hex(kAbc).value(), sha256("abc")); }

TEST(Sha256Digest, UpperCaseOtherLengthsAndOtherCharactersAreRefused) {
  std::string upper(kAbc);
  upper[0] = 'B';
  std::string foreign(kAbc);
  foreign[63] = 'g';
  EXPECT_THAT(sha256_from_hex(upper), FailsWith(Code::kBadInput));
  EXPECT_THAT(sha256_from_hex(foreign), FailsWith(Code::kBadInput));
  EXPECT_THAT(sha256_from_hex(kAbc.substr(1)), FailsWith(Code::kBadInput));
  EXPECT_THAT(sha256_from_hex(kAbc.substr(2)), FailsWith(Code::kBadInput));
  EXPECT_THAT(sha256_from_hex(std::string(kAbc) + "00"), FailsWith(Code::kBadInput));
  EXPECT_THAT(sha256_from_hex(""), FailsWith(Code::kBadInput));
}

TEST(Sha384Digest, GivesTheExampleOfTheStandard) {
  EXPECT_EQ(to_hex(sha384(as_bytes("abc"))),
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
            "8086072ba1e7cc2358baeca134c825a7");
}

}  // namespace sha256_test
}  // namespace pyx
