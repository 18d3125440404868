// pyxd as who runs it sees it: its user, the service manager, new certificates under load.

#include <gmock/gmock.h>
#include <pwd.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <thread>

#include "base/file.h"
#include "custody/client/client.h"
#include "tests/support/certificates.h"
#include "tests/support/notify_socket.h"
#include "tests/support/served_vault.h"

namespace pyx::testing {
namespace daemon_test {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::chrono::seconds kSoon{20};

bool comes_true(const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + kSoon;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

class Daemon : public ::testing::Test {
 protected:
  std::string said() const { return to_text(must(read_file(served_.log()))); }
  bool says(const std::string& words) const {
    return comes_true([&] { return said().find(words) != std::string::npos; });
  }
  std::string pin() const {
    const std::string line = to_text(must(read_file(served_.vault.token.pin_file())));
    return line.substr(0, line.find('\n'));
  }
  // Puts a line in front of the configuration.
  void configure(const std::string& line) const {
    const std::string before = to_text(must(read_file(served_.config())));
    must(write_file(served_.config(), as_bytes(line + "\n" + before), Overwrite::kYes));
  }
  Result<client::Reply> get(const std::string& path, const client::TransportOptions& as) const {
    PYX_ASSIGN(const auto transport, client::open_transport(as));
    return transport->exchange({.path = path});
  }
  bool is_served(const client::TransportOptions& as) const {
    const auto reply = get("/livez", as);
    return reply && reply->status == 200;
  }

  ServedVault served_;
};

// ---- Whose rights it has --------------------------------------------------------------------

// HOST-CONFINED on the real daemon, at work.
TEST_F(Daemon, StartedByRootServesAsTheUserOfItsConfiguration) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  const Uuid key = served_.make_active_keys({"issuer-p-256"}).front();
  const passwd* const nobody = getpwnam("nobody");
  for (const auto& folder :
       {served_.folder(), served_.vault.folder.path(), served_.vault.softhsm.folder()}) {
    ASSERT_EQ(chown(folder.c_str(), nobody->pw_uid, nobody->pw_gid), 0);
    for (const auto& one : std::filesystem::recursive_directory_iterator(folder)) {
      ASSERT_EQ(chown(one.path().c_str(), nobody->pw_uid, nobody->pw_gid), 0);
    }
  }
  configure("user = \"nobody\"");
  served_.start();
  const std::string id = std::to_string(nobody->pw_uid);
  EXPECT_EQ(must(served_.pyxd().status("Uid")), id + "\t" + id + "\t" + id + "\t" + id);
  EXPECT_EQ(must(served_.pyxd().status("CapEff")), "0000000000000000");
  EXPECT_EQ(must(served_.pyxd().status("NoNewPrivs")), "1");
  client::ClientOptions options;
  options.transport = served_.client();
  const auto client = must(client::Client::open(options));
  EXPECT_THAT(client->sign(key, {to_bytes("a coin")}), IsOk());
}

// Every thread, from before the first connection on.
TEST_F(Daemon, ServesBehindAFilterOfSystemCalls) {
  served_.start();
  if (said().find("a sanitizer's build") != std::string::npos) GTEST_SKIP() << "no filter here";
  EXPECT_EQ(must(served_.pyxd().status("Seccomp")), "2");
  const auto tasks = "/proc/" + std::to_string(served_.pyxd().pid()) + "/task";
  std::size_t threads = 0;
  for (const auto& task : std::filesystem::directory_iterator(tasks)) {
    EXPECT_THAT(to_text(must(read_file(task.path() / "status"))),
                AllOf(HasSubstr("Seccomp:\t2"), HasSubstr("NoNewPrivs:\t1")));
    ++threads;
  }
  EXPECT_GT(threads, 5U);
}

TEST_F(Daemon, SaysWhenItIsNotConfined) {
  const std::string text = to_text(must(read_file(served_.config())));
  must(write_file(served_.config(), as_bytes(text + "[confinement]\nsystem_calls = false\n"),
                  Overwrite::kYes));
  served_.start();
  EXPECT_TRUE(says("\"event\":\"unconfined\""));
  EXPECT_EQ(must(served_.pyxd().status("Seccomp")), "0");
}

// ---- What it tells -------------------------------------------------------------------------

TEST_F(Daemon, TellsItsNumbers) {
  const Uuid key = served_.make_active_keys({"issuer-p-256"}).front();
  served_.start();
  client::ClientOptions options;
  options.transport = served_.client();
  const auto client = must(client::Client::open(options));
  for (unsigned i = 0; i < 3; ++i) {
    ASSERT_THAT(client->sign(key, {to_bytes("a coin"), to_bytes("another")}), IsOk());
  }
  const auto reply = must(get("/metrics", served_.client("auditor-desk")));
  EXPECT_EQ(reply.status, 200U);
  EXPECT_THAT(
      reply.body,
      AllOf(HasSubstr("pyx_signatures_total{key=\"" + key.text() + "\"} 6\n"),
            HasSubstr("pyx_client_requests_total{client=\"issuer\",status=\"2xx\"} "),
            HasSubstr("pyx_requests_total{method=\"POST\",route=\"/v1/keys/{id}/sign\","
                      "status=\"2xx\"} 3\n"),
            HasSubstr("pyx_commit_requests_sum 3\n"), HasSubstr("pyx_requests_unsettled "),
            HasSubstr("pyx_process_resident_memory_bytes "), HasSubstr("pyx_canary_ok 1\n"),
            HasSubstr("pyx_certificate_not_after_timestamp_seconds{certificate=\"server\"} 1"),
            Not(HasSubstr(pin()))));
  EXPECT_EQ(must(get("/metrics", served_.client("officers-desk"))).status, 200U);
}

// SECRET-NEVER, trap 29: at the level that tells most.
TEST_F(Daemon, AtLevelDebugTellsEachRequestAndNoSecret) {
  const Uuid key = served_.make_active_keys({"issuer-p-256"}).front();
  const std::string text = to_text(must(read_file(served_.config())));
  must(
      write_file(served_.config(), as_bytes(text + "[log]\nlevel = \"debug\"\n"), Overwrite::kYes));
  served_.start();
  client::ClientOptions options;
  options.transport = served_.client();
  const auto client = must(client::Client::open(options));
  ASSERT_THAT(client->sign(key, {to_bytes("a coin of the realm")}), IsOk());
  ASSERT_TRUE(says("\"route\":\"/v1/keys/{id}/sign\",\"status\":\"200\",\"duration_us\":\""));
  EXPECT_THAT(said(), AllOf(HasSubstr("\"level\":\"debug\",\"event\":\"request\","
                                      "\"client\":\"issuer\",\"method\":\"POST\""),
                            HasSubstr("\"leaf_index\":\""), Not(HasSubstr(pin())),
                            Not(HasSubstr("a coin")), Not(HasSubstr("YSBjb2lu"))));
}

// ---- The service manager --------------------------------------------------------------------

TEST_F(Daemon, TellsItsManagerHowItIs) {
  const NotifySocket manager;
  setenv("NOTIFY_SOCKET", manager.path().c_str(), 1);
  setenv("WATCHDOG_USEC", "100000", 1);
  served_.start();
  unsetenv("NOTIFY_SOCKET");
  unsetenv("WATCHDOG_USEC");
  std::vector<std::string> told;
  const auto is_told = [&](const std::string& words) {
    return comes_true([&] {
      for (std::string& one : manager.received()) told.push_back(std::move(one));
      return std::ranges::any_of(told, [&](const auto& one) { return one.starts_with(words); });
    });
  };
  EXPECT_TRUE(is_told("READY=1\nSTATUS=serving at 127.0.0.1:"));
  told.clear();
  EXPECT_TRUE(is_told("WATCHDOG=1"));
  told.clear();
  kill(served_.pyxd().pid(), SIGHUP);
  EXPECT_TRUE(is_told("RELOADING=1\nMONOTONIC_USEC="));
  EXPECT_TRUE(is_told("READY=1\nSTATUS=the certificate is good until "));
  EXPECT_EQ(served_.stop(SIGTERM), 0);
  EXPECT_TRUE(is_told("STOPPING=1"));
}

// The beat is the network thread's: a process whose network thread stands still is not alive.
TEST_F(Daemon, AStoppedDaemonIsNotAlive) {
  const NotifySocket manager;
  setenv("NOTIFY_SOCKET", manager.path().c_str(), 1);
  setenv("WATCHDOG_USEC", "100000", 1);
  served_.start();
  unsetenv("NOTIFY_SOCKET");
  unsetenv("WATCHDOG_USEC");
  kill(served_.pyxd().pid(), SIGSTOP);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  (void)manager.received();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_THAT(manager.received(), Not(Contains(StartsWith("WATCHDOG=1"))));
  kill(served_.pyxd().pid(), SIGCONT);
}

// ---- New certificates -----------------------------------------------------------------------

// Signs on kept connections until it is told to stop; each connection is made once.
class Load {
 public:
  Load(const ServedVault& served, const Uuid& key) {
    for (unsigned i = 0; i < 3; ++i) {
      client::ClientOptions options;
      options.transport = served.client();
      options.most_tries = 1;
      threads_.emplace_back([this, options, key] {
        const auto client = must(client::Client::open(options));
        while (!stop_) ++(client->sign(key, {to_bytes("a coin")}) ? answers_ : failures_);
      });
    }
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  ~Load() { stop(); }
  void stop() {
    stop_ = true;
    for (std::thread& one : threads_) {
      if (one.joinable()) one.join();
    }
  }
  bool goes_on() const {
    const unsigned before = answers_;
    return comes_true([&] { return answers_ > before + 20; });
  }
  unsigned failures() const { return failures_; }

 private:
  std::atomic<bool> stop_ = false;
  std::atomic<unsigned> answers_ = 0;
  std::atomic<unsigned> failures_ = 0;
  std::vector<std::thread> threads_;
};

TEST_F(Daemon, SighupTakesNewCertificatesUpWithoutDroppingAConnection) {
  const Uuid key = served_.make_active_keys({"issuer-p-256"}).front();
  served_.start();
  Load load(served_, key);
  ASSERT_TRUE(load.goes_on());
  const client::TransportOptions old = served_.client();
  client::TransportOptions fresh = old;
  const CertificateAuthority other("another");
  fresh.ca = other.write(served_.folder(), "other.crt");
  EXPECT_FALSE(is_served(fresh));

  // Nothing is taken up before it is asked for.
  issue_server(other, served_.folder(), "pyxd");
  EXPECT_TRUE(is_served(old));
  kill(served_.pyxd().pid(), SIGHUP);
  ASSERT_TRUE(says("\"event\":\"reloaded\""));
  EXPECT_TRUE(comes_true([&] { return is_served(fresh); }));
  EXPECT_FALSE(is_served(old));
  EXPECT_TRUE(load.goes_on());

  // FAIL-CLOSED, but not for those who are served: what is no good is not taken up.
  must(write_file(served_.folder() / "pyxd.crt", as_bytes("junk"), Overwrite::kYes));
  kill(served_.pyxd().pid(), SIGHUP);
  ASSERT_TRUE(says("\"event\":\"reload-refused\""));
  EXPECT_THAT(said(), HasSubstr("pyxd.crt"));
  EXPECT_TRUE(is_served(fresh));
  EXPECT_TRUE(load.goes_on());
  load.stop();
  EXPECT_EQ(load.failures(), 0U);
}

// A client whose authority is no longer trusted gets in no more, not even by resuming a session.
TEST_F(Daemon, SighupTakesNewClientAuthoritiesUp) {
  served_.start();
  ASSERT_TRUE(is_served(served_.client()));
  const CertificateAuthority other("another");
  other.write(served_.folder(), "ca.crt.new");
  std::filesystem::copy_file(served_.folder() / "ca.crt", served_.folder() / "old-ca.crt");
  std::filesystem::rename(served_.folder() / "ca.crt.new", served_.folder() / "ca.crt");
  kill(served_.pyxd().pid(), SIGHUP);
  ASSERT_TRUE(says("\"event\":\"reloaded\""));
  client::TransportOptions as = served_.client();
  as.ca = served_.folder() / "old-ca.crt";
  EXPECT_TRUE(comes_true([&] { return !is_served(as); }));
  EXPECT_TRUE(served_.pyxd().is_running());
}

}  // namespace daemon_test
}  // namespace pyx::testing
