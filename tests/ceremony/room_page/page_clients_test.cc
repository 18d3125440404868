#include "ceremony/room_page/page_clients.h"

#include <gmock/gmock.h>
#include <sys/eventfd.h>

#include <thread>

#include "tests/ceremony/room_page/browser.h"

namespace pyx::ceremony::room_page {
namespace page_clients_test {

using std::chrono::milliseconds;
using testing::Browser;

// Echoes a line once it is whole.
std::optional<std::string> echo(std::string_view bytes) {
  if (!bytes.ends_with('\n')) return std::nullopt;
  return "you said " + std::string(bytes);
}

class ServedClients : public ::testing::Test {
 protected:
  ServedClients() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const at = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_.get(), at, size) != 0 || ::listen(socket_.get(), 16) != 0 ||
        ::getsockname(socket_.get(), at, &size) != 0)
      std::abort();
    port_ = ntohs(address.sin_port);
  }
  ~ServedClients() override {
    ::eventfd_write(wake_.get(), 1);
    if (thread_.joinable()) thread_.join();
    EXPECT_EQ(ended_, "");
  }
  void serve(std::size_t most, Duration whole, Answer answer = echo) {
    thread_ = std::thread([this, most, whole, answer] {
      ended_ = PageClients(socket_.get(), wake_.get(), most, whole).serve(answer);
    });
  }

  const Descriptor socket_;
  const Descriptor wake_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  std::uint16_t port_ = 0;
  std::string ended_;
  std::thread thread_;
};

TEST_F(ServedClients, AnAnswerComesOnceEnoughWasSaidAndEndsTheConnection) {
  serve(4, std::chrono::seconds(5));
  Browser browser(port_);
  browser.send("hel");
  browser.send("lo\n");
  EXPECT_EQ(browser.receive(), "you said hello\n");
}

TEST_F(ServedClients, WhatIsSentBesideTheQuestionDoesNotCutTheAnswerOff) {
  const std::string large(std::size_t{4} << 20U, 'x');
  serve(4, std::chrono::seconds(5), [&](std::string_view) { return large; });
  Browser browser(port_);
  browser.send("a\n");
  browser.send(std::string(100000, 'y'));
  EXPECT_EQ(browser.receive().size(), large.size());
}

TEST_F(ServedClients, WhoIsSlowIsCutAndHoldsNobodyUp) {
  serve(4, milliseconds(300));
  Browser slow(port_);
  slow.send("hel");
  Browser other(port_);
  other.send("me\n");
  EXPECT_EQ(other.receive(), "you said me\n");
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(slow.receive(), "");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(9));
}

TEST_F(ServedClients, WhoDoesNotTakeHisAnswerIsCut) {
  const std::string large(std::size_t{64} << 20U, 'x');
  serve(4, milliseconds(300), [&](std::string_view) { return large; });
  Browser browser(port_);
  browser.send("a\n");
  std::this_thread::sleep_for(milliseconds(1200));
  EXPECT_LT(browser.receive().size(), large.size());
}

TEST_F(ServedClients, OfTooManyTheOldestGivesWay) {
  serve(3, std::chrono::seconds(30));
  std::vector<Browser> idle;
  for (int i = 0; i < 20; ++i) idle.emplace_back(port_);
  Browser newest(port_);
  newest.send("me\n");
  EXPECT_EQ(newest.receive(), "you said me\n");
  EXPECT_EQ(idle.front().receive(), "");
}

TEST_F(ServedClients, ManyOneAfterTheOtherAreServed) {
  serve(4, std::chrono::seconds(5));
  for (int i = 0; i < 200; ++i) {
    Browser browser(port_);
    browser.send("me\n");
    ASSERT_EQ(browser.receive(), "you said me\n");
  }
}

TEST_F(ServedClients, WhoLeavesAtOnceIsForgotten) {
  serve(2, std::chrono::seconds(5));
  for (int i = 0; i < 10; ++i) Browser(port_).send("m");
  Browser last(port_);
  last.send("me\n");
  EXPECT_EQ(last.receive(), "you said me\n");
}

}  // namespace page_clients_test
}  // namespace pyx::ceremony::room_page
