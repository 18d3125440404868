#include "ceremony/second_token_child.h"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <memory>
#include <thread>

#include "ceremony/second_token_messages.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace second_token_child_test {

namespace messages = second_token;
using pyx::testing::IsOk;
using std::chrono::milliseconds;

// The child's part in a thread; what it does with real tokens is in second_token_process_test.cc.
class SecondTokenChild : public ::testing::Test {
 protected:
  SecondTokenChild() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) std::abort();
    near_ = std::make_unique<MessageSocket>(Descriptor(ends[0]), milliseconds(5000));
    child_ = std::thread([end = ends[1]] {
      MessageSocket socket(Descriptor(end), milliseconds(0));
      serve_second_token(socket);
    });
  }
  ~SecondTokenChild() override {
    near_.reset();
    child_.join();
  }
  Code code_of_answer() {
    const auto answer = near_->receive();
    if (!answer || answer->kind != messages::kFailed) return Code::kStore;
    return messages::read_error(answer->bytes).code;
  }
  std::unique_ptr<MessageSocket> near_;
  std::thread child_;
};

TEST_F(SecondTokenChild, NothingIsAskedOfATokenThatIsNotOpen) {
  for (const auto kind : {messages::kDestroy, messages::kAnswerOnce, messages::kRestore}) {
    ASSERT_THAT(near_->send(kind, Bytes(16)), IsOk());
    const Code code = code_of_answer();
    EXPECT_TRUE(code == Code::kBug || code == Code::kBadInput);
  }
}

TEST_F(SecondTokenChild, AMessageOfAnUnknownKindIsRefusedAndTheNextIsServed) {
  for (int i = 0; i < 2; ++i) {
    ASSERT_THAT(near_->send(99, ByteView()), IsOk());
    EXPECT_EQ(code_of_answer(), Code::kBug);
  }
}

TEST_F(SecondTokenChild, AModuleThatIsNotThereIsSaid) {
  messages::OpenAsk ask;
  ask.uri.module_path = "/nowhere/module.so";
  ask.uri.serial = "1";
  ASSERT_THAT(near_->send(messages::kOpen, messages::encode(ask)), IsOk());
  ASSERT_THAT(near_->send(messages::kSecret, *SecretBytes::random(8)), IsOk());
  ASSERT_THAT(near_->send(messages::kSecret, *SecretBytes::random(32)), IsOk());
  EXPECT_EQ(code_of_answer(), Code::kNotFound);
}

}  // namespace second_token_child_test
}  // namespace pyx::ceremony
