#include "custody/signing/sign_request.h"

#include <gtest/gtest.h>

namespace pyx::custody {
namespace sign_request_test {

Uuid key_ending_in(char digit) {
  return Uuid::parse(std::string("01938c2e-7000-7000-8000-00000000000") + digit).value();
}
std::string digest_of(const Uuid& key, const std::vector<Bytes>& messages) {
  return to_hex(request_digest(key, messages));
}

// Every digest here is computed from docs/formats/leaves.md with Python's hashlib; the first is the
// page's worked example.
TEST(RequestDigest, OfTheWorkedExampleIsThatOfThePage) {
  EXPECT_EQ(digest_of(key_ending_in('1'), {to_bytes("coin 1"), to_bytes("coin 2")}),
            "5f742a62830da5bc135e6afeceabe111c9f0d407eafc86079566b104988f6c02");
}
TEST(RequestDigest, HangsOnTheOrderOfTheMessages) {
  EXPECT_EQ(digest_of(key_ending_in('1'), {to_bytes("coin 2"), to_bytes("coin 1")}),
            "3cfd43a669b5b029390ee5312b3f826204274d79c2daa932b8bddc7987824a51");
}
TEST(RequestDigest, HangsOnTheKey) {
  EXPECT_EQ(digest_of(key_ending_in('2'), {to_bytes("coin 1"), to_bytes("coin 2")}),
            "932090e682ffbb18a576eb578ab0601ed01b064c3cfb325e9fd05386ca5c68b3");
}
TEST(RequestDigest, HangsOnWhereOneMessageEndsAndTheNextBegins) {
  EXPECT_EQ(digest_of(key_ending_in('1'), {to_bytes("coin 1coin 2")}),
            "9982bad36fd46a70085f7a2e98928df225cd4c5232ecdda957fb500e39978b11");
}
TEST(RequestDigest, OfOneEmptyMessageIsNotThatOfNoMessage) {
  EXPECT_EQ(digest_of(key_ending_in('1'), {Bytes()}),
            "514ef370e3f761b2f21e2981a9b3bb27fa77d5e6c9b6835b03e9c7e0c4e1ad6d");
  EXPECT_EQ(digest_of(key_ending_in('1'), {}),
            "5de78c68822dd20e584ca20f5e7505366e3e71836e9a6522ea34f440953a6327");
}
// 256 does not fit into one byte of the count.
TEST(RequestDigest, CountsTheMostMessagesInFourBytesBigEndian) {
  std::vector<Bytes> messages;
  for (std::size_t i = 0; i < kMostMessages; ++i)
    messages.push_back({static_cast<std::uint8_t>(i)});
  EXPECT_EQ(digest_of(key_ending_in('1'), messages),
            "1c81a724d1c77d5e5136a67c5acd7df7f185de72095b94ac5bc89cf2ae370be0");
}

}  // namespace sign_request_test
}  // namespace pyx::custody
