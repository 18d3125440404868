// pyxd and pyx as they are installed: what they answer to bad words and files, how the daemon ends,
// and acts over the wire.

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

#include "base/file.h"
#include "base/hex.h"
#include "base/json.h"
#include "custody/client/client.h"
#include "tests/support/served_vault.h"

namespace pyx::testing {
namespace programs_test {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr int kRefused = 3;

struct Said {
  int code = 0;
  std::string out;
  std::string err;
};

class Programs : public ::testing::Test {
 protected:
  Said run(const std::string& program, std::vector<std::string> words) const {
    words.insert(words.begin(), program);
    const auto out = folder() / "out";
    const auto err = folder() / "err";
    Said said;
    said.code = must(ChildProcess::start(words, out, err)).wait();
    said.out = to_text(must(read_file(out)));
    said.err = to_text(must(read_file(err)));
    return said;
  }
  Said pyxd(std::vector<std::string> words) const {
    words.insert(words.begin(), "--allow-root");  // whoever runs the tests
    return run(PYXD_PROGRAM, words);
  }
  Said pyx(const std::vector<std::string>& words) const { return run(PYX_PROGRAM, words); }

  std::string write(const std::string& name, const std::string& text) const {
    must(write_file(folder() / name, as_bytes(text), Overwrite::kYes));
    return folder() / name;
  }
  std::string config_text() const { return to_text(must(read_file(served_.config()))); }
  const std::filesystem::path& folder() const { return served_.folder(); }
  std::string daemon_log() const { return to_text(must(read_file(served_.log()))); }
  std::string pin() const { return to_text(must(read_file(served_.vault.token.pin_file()))); }

  ServedVault served_;
};

// ---- pyxd: words and files ----------------------------------------------------------------------

TEST_F(Programs, PyxdWithWrongWordsSaysHowItIsUsed) {
  for (const auto& words : std::vector<std::vector<std::string>>{
           {}, {"--check"}, {"--config"}, {"--config", "a", "--config", "b"}, {"--verbose"}}) {
    const Said said = pyxd(words);
    EXPECT_EQ(said.code, kUsage);
    EXPECT_THAT(said.err, HasSubstr("pyxd --help"));
  }
}

TEST_F(Programs, PyxdCheckTakesAGoodFileAndNamesFileLineAndColumnOfABadOne) {
  EXPECT_EQ(pyxd({"--check", "--config", served_.config()}).code, kDone);
  const std::string bad = write("bad.toml", config_text() + "colour = \"red\"\n");
  const Said said = pyxd({"--check", "--config", bad});
  EXPECT_EQ(said.code, kFailed);
  EXPECT_THAT(said.err, AllOf(HasSubstr("bad.toml:10:10"), HasSubstr("colour")));
  EXPECT_EQ(pyxd({"--check", "--config", folder() / "none.toml"}).code, kFailed);
}

TEST_F(Programs, PyxdWithAWrongPinEndsAndTellsNeitherPin) {
  const std::string wrong = "0123456789012345";
  std::string text = config_text();
  const std::string right_file = served_.vault.token.pin_file().string();
  text.replace(text.find(right_file), right_file.size(), write("wrong.pin", wrong));
  const Said said = pyxd({"--config", write("wrong.toml", text)});
  EXPECT_EQ(said.code, kFailed);
  EXPECT_THAT(said.err,
              AllOf(HasSubstr("CKR_PIN_INCORRECT"), Not(HasSubstr(wrong)), Not(HasSubstr(pin()))));
}

// ---- pyxd: its end ------------------------------------------------------------------------------

TEST_F(Programs, SigtermLetsWhatIsUnderWayEndAndSettlesIt) {
  const Uuid key = served_.make_active_keys({"issuer-p-256"}).front();
  served_.start();
  std::atomic<unsigned> answers = 0;
  std::vector<std::thread> clients;
  for (unsigned i = 0; i < 4; ++i) {
    clients.emplace_back([&] {
      client::ClientOptions options;
      options.transport = served_.client();
      options.most_tries = 1;
      const auto client = must(client::Client::open(options));
      while (client->sign(key, {to_bytes("a coin")})) ++answers;
    });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_EQ(served_.stop(SIGTERM), kDone);
  for (std::thread& client : clients) client.join();
  EXPECT_GT(answers, 0U);
  EXPECT_THAT(daemon_log(), AllOf(HasSubstr("\"event\":\"stopping\""),
                                  HasSubstr("\"event\":\"stopped\""), Not(HasSubstr(pin()))));

  LiveVault& vault = served_.vault;
  vault.open();
  std::size_t requests = 0;
  for (const custody::Leaf& leaf : vault.leaves())
    requests += std::holds_alternative<custody::RequestLeaf>(leaf.body) ? 1 : 0;
  EXPECT_GE(requests, answers);
  vault->stop();
  const auto report = vault.exported_and_verified();
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->unsettled, IsEmpty());
}

// ---- pyx ----------------------------------------------------------------------------------------

TEST_F(Programs, PyxBesideARunningPyxdNamesTheServerFlag) {
  served_.start();
  const Said said = pyx({"vault", "show", "--dir", served_.vault.folder.path()});
  EXPECT_EQ(said.code, kFailed);
  EXPECT_THAT(said.err, HasSubstr("--server"));
}

class PyxAtAServer : public Programs {
 protected:
  PyxAtAServer() {
    served_.start();
    write("passphrase", kPassphrase);
    for (const auto& [person, key] : served_.vault.people) {
      write(person + ".key", key.encrypted_pem(kPassphrase));
    }
  }
  Said at_server(std::vector<std::string> words, const std::string& desk = "officers-desk") const {
    const client::TransportOptions client = served_.client(desk);
    words.insert(words.end(), {"--server", client.url, "--ca", client.ca, "--certificate",
                               client.certificate, "--certificate-key", client.key});
    return pyx(words);
  }
  Said as(const std::string& person, std::vector<std::string> words) const {
    words.insert(words.end(), {"--key", folder() / (person + ".key"), "--passphrase-source",
                               "file:" + (folder() / "passphrase").string(), "--output", "json"});
    if (words[1] == "approve") words.emplace_back("--yes");
    return at_server(words);
  }
  static std::string member(const Said& said, const char* name) {
    const auto parsed = must(json::parse(said.out));
    return std::string(parsed.at(name).as_string());
  }

 private:
  static constexpr const char* kPassphrase = "three brass keys";
};

TEST_F(PyxAtAServer, CarriesAnActFromItsProposalToTheExportedLog) {
  const Said proposed =
      as("olga", {"act", "propose", "key.generate", "--profile", "issuer-p-256", "--name", "coin"});
  ASSERT_EQ(proposed.code, kDone) << proposed.err;
  const std::string act = member(proposed, "id");
  ASSERT_EQ(as("alice", {"act", "approve", act}).code, kDone);

  const Said early = at_server({"act", "execute", act});
  EXPECT_EQ(early.code, kRefused);
  EXPECT_THAT(early.err, HasSubstr("[ACT-QUORUM]"));
  EXPECT_EQ(as("olga", {"act", "approve", act}).code, kRefused);   // the proposer
  EXPECT_EQ(as("alice", {"act", "approve", act}).code, kRefused);  // twice
  EXPECT_THAT(at_server({"key", "list"}).out, Not(HasSubstr("coin")));

  ASSERT_EQ(as("bob", {"act", "approve", act}).code, kDone);
  const Said executed = at_server({"act", "execute", act});
  ASSERT_EQ(executed.code, kDone) << executed.err;
  EXPECT_EQ(at_server({"act", "execute", act}).code, kFailed);  // ACT-ONCE
  EXPECT_THAT(at_server({"key", "list"}).out, HasSubstr("coin"));

  const Said frozen = as("carol", {"freeze", "--target", "all"});
  EXPECT_EQ(frozen.code, kDone) << frozen.err;

  const std::string evidence = folder() / "evidence";
  ASSERT_EQ(at_server({"log", "export", evidence}, "auditor-desk").code, kDone);
  const std::string root = to_hex(served_.vault.id);
  EXPECT_EQ(pyx({"log", "verify", evidence, "--root", root}).code, kDone);
}

TEST_F(PyxAtAServer, WithoutTheRightToActIsRefused) {
  const Said said = at_server({"act", "execute", Uuid::v7(SystemClock().now()).text()}, "issuer");
  EXPECT_EQ(said.code, kRefused);
}

}  // namespace programs_test
}  // namespace pyx::testing
