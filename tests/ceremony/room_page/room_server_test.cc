#include "ceremony/room_page/room_server.h"

#include <gmock/gmock.h>

#include <csignal>
#include <thread>

#include "tests/ceremony/room_page/browser.h"
#include "tests/matchers.h"

namespace pyx::ceremony::room_page {
namespace room_server_test {

using pyx::testing::FailsSaying;
using testing::Browser;
using testing::fetched;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

running::Moment titled(const std::string& title) {
  running::Moment moment;
  moment.title = title;
  return moment;
}

class ServedRoom : public ::testing::Test {
 protected:
  SystemClock clock_;
  std::unique_ptr<RoomServer> server_ = RoomServer::start(0, clock_, titled("one")).value();
};

TEST_F(ServedRoom, APortIsChosenAndTheAddressNamesIt) {
  EXPECT_NE(server_->port(), 0);
  EXPECT_EQ(server_->address(), "http://127.0.0.1:" + std::to_string(server_->port()) + "/");
}

TEST_F(ServedRoom, ShowsTheLastMoment) {
  EXPECT_THAT(fetched("/moment", server_->port()), HasSubstr("\"title\":\"one\""));
  server_->show(titled("another"));
  const std::string now = fetched("/moment", server_->port());
  EXPECT_THAT(now, HasSubstr("\"title\":\"another\""));
  EXPECT_THAT(now, Not(HasSubstr("\"one\"")));
  EXPECT_FALSE(server_->failure());
}

TEST_F(ServedRoom, TimesGoOnWithoutANewMoment) {
  running::Moment moment = titled("timed");
  moment.step_planned = std::chrono::minutes(5);
  server_->show(moment);
  EXPECT_THAT(fetched("/moment", server_->port()), HasSubstr("0:00 of 5 min"));
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  EXPECT_THAT(fetched("/moment", server_->port()), Not(HasSubstr("0:00 of 5 min")));
}

TEST_F(ServedRoom, AForeignNameOrAnotherMethodGetsNothing) {
  Browser foreign(server_->port());
  foreign.send("GET /moment HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  EXPECT_THAT(foreign.receive(), StartsWith("HTTP/1.1 421 "));
  Browser posts(server_->port());
  posts.send(testing::request("POST /moment HTTP/1.1", server_->port()) + "answer=yes");
  EXPECT_THAT(posts.receive(), StartsWith("HTTP/1.1 405 "));
}

TEST_F(ServedRoom, ManyBrowsersWatchAtOnce) {
  std::vector<Browser> browsers;
  for (int i = 0; i < 20; ++i) browsers.emplace_back(server_->port());
  for (Browser& one : browsers) one.send(testing::request("GET /moment HTTP/1.1", server_->port()));
  for (Browser& one : browsers) EXPECT_THAT(one.receive(), StartsWith("HTTP/1.1 200 OK"));
}

TEST_F(ServedRoom, APortThatIsTakenIsSaidSo) {
  EXPECT_THAT(RoomServer::start(server_->port(), clock_, titled("other")),
              FailsSaying(Code::kConflict, "is taken"));
}

TEST_F(ServedRoom, NobodyElseOnTheNetworkReachesIt) {
  // Of 127.0.0.0/8, which is this machine too, only the one address is listened on.
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(server_->port());
  ASSERT_EQ(::inet_pton(AF_INET, "127.0.0.2", &address.sin_addr), 1);
  EXPECT_NE(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ::close(socket);
}

TEST_F(ServedRoom, ItsThreadTakesNoSignal) {
  static volatile std::sig_atomic_t here = 0;
  static pthread_t main_thread;
  main_thread = ::pthread_self();
  const auto before =
      std::signal(SIGUSR1, [](int) { here = ::pthread_equal(::pthread_self(), main_thread); });
  ::kill(::getpid(), SIGUSR1);
  for (int i = 0; i < 100 && here == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  std::signal(SIGUSR1, before);
  EXPECT_NE(here, 0);
}

TEST(RoomServer, EndsWhileSomebodyIsConnected) {
  SystemClock clock;
  auto server = RoomServer::start(0, clock, titled("one")).value();
  Browser idle(server->port());
  idle.send("GET");
  server.reset();
  EXPECT_EQ(idle.receive(), "");
}

}  // namespace room_server_test
}  // namespace pyx::ceremony::room_page
