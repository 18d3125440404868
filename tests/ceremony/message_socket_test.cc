#include "ceremony/message_socket.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>

#include "base/reveal.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace message_socket_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using std::chrono::milliseconds;

class MessageSockets : public ::testing::Test {
 protected:
  MessageSockets() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) std::abort();
    raw_ = ends[1];
    near_ = std::make_unique<MessageSocket>(Descriptor(ends[0]), milliseconds(300));
    far_ = std::make_unique<MessageSocket>(Descriptor(ends[1]), milliseconds(300));
  }
  int raw_ = -1;
  std::unique_ptr<MessageSocket> near_;
  std::unique_ptr<MessageSocket> far_;
};

TEST_F(MessageSockets, BringAMessageWithItsKind) {
  ASSERT_THAT(near_->send(7, as_bytes("hello")), IsOk());
  const auto got = far_->receive();
  ASSERT_THAT(got, IsOk());
  EXPECT_EQ(got->kind, 7);
  EXPECT_EQ(to_text(got->bytes), "hello");
}

TEST_F(MessageSockets, BringAnEmptyMessage) {
  ASSERT_THAT(near_->send(1, ByteView()), IsOk());
  const auto got = far_->receive();
  ASSERT_THAT(got, IsOk());
  EXPECT_TRUE(got->bytes.empty());
}

TEST_F(MessageSockets, BringASecretToLockedMemory) {
  Bytes raw = to_bytes("s3cret");
  ASSERT_THAT(near_->send(2, *SecretBytes::take(raw)), IsOk());
  const auto got = far_->receive_secret(2);
  ASSERT_THAT(got, IsOk());
  EXPECT_EQ(as_text(got->reveal(reveal())), "s3cret");
}

TEST_F(MessageSockets, RefuseASecretOfAnotherKindAndAnEmptyOne) {
  ASSERT_THAT(near_->send(3, as_bytes("x")), IsOk());
  EXPECT_THAT(far_->receive_secret(2), FailsWith(Code::kBadInput));
  ASSERT_THAT(far_->send(2, ByteView()), IsOk());
  EXPECT_THAT(near_->receive_secret(2), FailsWith(Code::kBadInput));
}

TEST_F(MessageSockets, SayThatTheOtherSideIsGone) {
  far_.reset();
  EXPECT_THAT(near_->receive(), FailsWith(Code::kRetry));
}

TEST_F(MessageSockets, SayThatTheOtherSideIsSilent) {
  EXPECT_THAT(near_->receive(), FailsWith(Code::kRetry));
}

TEST_F(MessageSockets, DoNotWaitForTheRestOfAMessageForEver) {
  const std::uint8_t head[] = {1, 0, 0, 0, 9, 'x'};
  ASSERT_EQ(::write(raw_, head, sizeof head), static_cast<ssize_t>(sizeof head));
  EXPECT_THAT(near_->receive(), FailsWith(Code::kRetry));
}

TEST_F(MessageSockets, RefuseALengthBeyondTheBound) {
  const std::uint8_t head[] = {1, 0xff, 0xff, 0xff, 0xff};
  ASSERT_EQ(::write(raw_, head, sizeof head), static_cast<ssize_t>(sizeof head));
  EXPECT_THAT(near_->receive(), FailsWith(Code::kBug));
  EXPECT_THAT(near_->send(1, Bytes(kMostMessageBytes + 1)), FailsWith(Code::kBug));
}

}  // namespace message_socket_test
}  // namespace pyx::ceremony
