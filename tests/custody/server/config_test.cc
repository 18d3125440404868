#include "custody/server/config.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include "base/file.h"
#include "tests/matchers.h"
#include "tests/support/certificates.h"
#include "tests/support/temp_folder.h"

namespace pyx::server {
namespace config_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kTop =
    "listen = \"127.0.0.1:7443\"\nvault = \"vault\"\npin_source = \"file:pin\"\n";
const std::string kTls =
    "[tls]\ncertificate = \"server.crt\"\nkey = \"server.key\"\nclient_ca = \"ca.crt\"\n";

Result<Config> parse(const std::string& toml) {
  return parse_config(toml, "pyxd.toml", "/etc/pyx");
}

TEST(Config, WhatIsNotSaidHasADefault) {
  const auto config = parse(kTop + kTls);
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(to_text(config->listen), "127.0.0.1:7443");
  EXPECT_EQ(config->signing_threads, 2U);
  EXPECT_EQ(config->limits.connections, ServerLimits().connections);
}

TEST(Config, RelativePathsAreBesideTheFile) {
  const auto config = parse(kTop + kTls);
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->vault, "/etc/pyx/vault");
  EXPECT_EQ(config->tls.key, "/etc/pyx/server.key");
  EXPECT_EQ(std::get<SecretSource::File>(config->pin_source.where).path, "/etc/pyx/pin");
}

TEST(Config, WitnessesAreFilesBesideTheFileToo) {
  EXPECT_TRUE(parse(kTop + kTls)->witnesses.empty());
  const auto config = parse(kTop + "witness = [\"a\", \"/mnt/b\"]\n" + kTls);
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->witnesses, (std::vector<std::filesystem::path>{"/etc/pyx/a", "/mnt/b"}));
  EXPECT_THAT(parse(kTop + "witness = [\"\"]\n" + kTls), FailsWith(Code::kBadInput));
}

// What the example shows as a default, when taken in, is the default.
TEST(Config, TheExampleIsTakenAndTellsTheTruth) {
  std::string example = pyx::to_text(read_file(PYX_SOURCE_DIR "/docs/api/pyxd.toml").value());
  ASSERT_THAT(parse(example), IsOk());
  for (std::size_t at = 0; (at = example.find("\n# ", at)) != std::string::npos; ++at) {
    const std::string line = example.substr(at + 3, example.find('\n', at + 1) - at - 3);
    if (line.find(" = ") != std::string::npos) example.erase(at + 1, 2);
  }
  const auto config = parse(example);
  ASSERT_THAT(config, IsOk());
  const Config none;
  EXPECT_EQ(config->session_lifetime, none.session_lifetime);
  EXPECT_EQ(config->signing_threads, none.signing_threads);
  EXPECT_EQ(config->request_retention, none.request_retention);
  EXPECT_EQ(config->limits.connections, none.limits.connections);
  EXPECT_EQ(config->limits.client_connections, none.limits.client_connections);
  EXPECT_EQ(config->limits.strangers, none.limits.strangers);
  EXPECT_EQ(config->limits.pipelined, none.limits.pipelined);
  EXPECT_EQ(config->limits.body_bytes, none.limits.body_bytes);
  EXPECT_EQ(config->limits.handshake, none.limits.handshake);
  EXPECT_EQ(config->limits.header, none.limits.header);
  EXPECT_EQ(config->limits.body, none.limits.body);
  EXPECT_EQ(config->limits.idle, none.limits.idle);
  EXPECT_EQ(config->limits.write, none.limits.write);
  EXPECT_EQ(config->limits.stop, none.limits.stop);
  EXPECT_EQ(config->health.every, none.health.every);
  EXPECT_EQ(config->health.canary_age, none.health.canary_age);
  EXPECT_EQ(config->health.store_age, none.health.store_age);
  EXPECT_EQ(config->confinement.system_calls, none.confinement.system_calls);
  EXPECT_EQ(config->confinement.also, none.confinement.also);
  EXPECT_EQ(config->log_level, none.log_level);
}

TEST(Config, EveryLimitCanBeSet) {
  const auto config =
      parse(kTop + kTls + "session_lifetime = \"10m\"\n" +
            "[token]\nanswer = \"4s\"\nchange = \"5m\"\nlongest_pause = \"3s\"\n"
            "[signing]\nthreads = 4\nrequest_retention = \"7d\"\n" +
            "[limits]\nconnections = 9\nclient_connections = 3\nstrangers = 5\npipelined = "
            "8\nbody_mib = 64\nhandshake = \"1s\"\n"
            "header = \"2s\"\nbody = \"3s\"\nidle = \"4s\"\nwrite = \"5s\"\nstop = \"6s\"\n" +
            "[health]\nevery = \"1s\"\ncanary_age = \"7s\"\nstore_age = \"8s\"\n");
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->signing_threads, 4U);
  EXPECT_EQ(config->token.answer, std::chrono::seconds(4));
  EXPECT_EQ(config->token.change, std::chrono::minutes(5));
  EXPECT_EQ(config->token.longest_pause, std::chrono::seconds(3));
  EXPECT_EQ(config->limits.connections, 9U);
  EXPECT_EQ(config->limits.client_connections, 3U);
  EXPECT_EQ(config->limits.strangers, 5U);
  EXPECT_EQ(config->limits.body_bytes, 64U << 20U);
  EXPECT_EQ(config->limits.stop, std::chrono::seconds(6));
  EXPECT_EQ(config->health.store_age, std::chrono::seconds(8));
}

TEST(Config, OneClientHasHalfOfTheConnectionsUnlessSaid) {
  const auto half = parse(kTop + kTls + "[limits]\nconnections = 9\n");
  ASSERT_THAT(half, IsOk());
  EXPECT_EQ(half->limits.client_connections, 4U);
  const auto one = parse(kTop + kTls + "[limits]\nconnections = 1\n");
  ASSERT_THAT(one, IsOk());
  EXPECT_EQ(one->limits.client_connections, 1U);
  EXPECT_THAT(parse(kTop + kTls + "[limits]\nconnections = 9\nclient_connections = 10\n"),
              FailsSaying(Code::kBadInput, "pyxd.toml:10"));
}

TEST(Config, ErrorsPointAtTheirPlace) {
  EXPECT_THAT(parse("listen = \"localhost:1\"\n" + kTls),
              FailsSaying(Code::kBadInput, "pyxd.toml:1:10"));
  EXPECT_THAT(parse(kTop + kTls + "cipher = \"rot13\"\n"),
              FailsSaying(Code::kBadInput, "pyxd.toml:8"));
  EXPECT_THAT(parse(kTop), FailsSaying(Code::kBadInput, "tls"));
  EXPECT_THAT(parse(kTop + kTls + "[limits]\nconnections = 0\n"),
              FailsSaying(Code::kBadInput, "pyxd.toml:9"));
  EXPECT_THAT(parse(kTop + kTls + "[token]\nchange = \"5s\"\n"),
              FailsSaying(Code::kBadInput, "change must not be shorter"));
  EXPECT_THAT(parse(kTop + kTls + "[health]\nevery = \"60s\"\n"),
              FailsSaying(Code::kBadInput, "must be longer than every"));
}

TEST(Config, ADaemonHasNoTerminalToAskAt) {
  EXPECT_THAT(parse("listen = \"127.0.0.1:1\"\nvault = \"v\"\npin_source = \"prompt:\"\n" + kTls),
              FailsSaying(Code::kBadInput, "cannot prompt"));
}

TEST(Config, AnEndpointIsAnAddressAndAPort) {
  EXPECT_EQ(parse_endpoint("[::1]:80")->address, "::1");
  EXPECT_EQ(to_text(*parse_endpoint("[::1]:80")), "[::1]:80");
  EXPECT_EQ(parse_endpoint("0.0.0.0:65535")->port, 65535);
  const std::vector<std::string_view> all_wrong = {"",
                                                   ":",
                                                   "127.0.0.1",
                                                   "127.0.0.1:",
                                                   "127.0.0.1:65536",
                                                   "127.0.0.1:-1",
                                                   "127.0.0.1:1x",
                                                   "127.0.0.1:080",
                                                   "127.0.0.1:00",
                                                   "::1:80",
                                                   "[127.0.0.1]:80",
                                                   "localhost:80",
                                                   "127.0.0.1 :80",
                                                   std::string_view("127.0.0.1\0x:80", 14)};
  for (const std::string_view wrong : all_wrong) {
    EXPECT_THAT(parse_endpoint(wrong), FailsWith(Code::kBadInput)) << wrong;
  }
}

TEST(Config, TheUserIsReadAndIsNotEmpty) {
  EXPECT_EQ(parse("user = \"pyx\"\n" + kTop + kTls)->user, "pyx");
  EXPECT_EQ(parse(kTop + kTls)->user, "");
  EXPECT_THAT(parse("user = \"\"\n" + kTop + kTls), FailsSaying(Code::kBadInput, "pyxd.toml:1:8"));
}

TEST(Config, TheLevelOfTheEventLogIsOneOfFour) {
  EXPECT_EQ(parse(kTop + kTls)->log_level, Level::kInfo);
  EXPECT_EQ(parse(kTop + kTls + "[log]\nlevel = \"debug\"\n")->log_level, Level::kDebug);
  EXPECT_THAT(parse(kTop + kTls + "[log]\nlevel = \"loud\"\n"),
              FailsSaying(Code::kBadInput, "pyxd.toml:9:9"));
}

TEST(Config, TheFilterOfSystemCallsCanBeWidenedByName) {
  const auto config = parse(kTop + kTls + "[confinement]\nalso = [\"ioctl\", \"shmget\"]\n");
  ASSERT_THAT(config, IsOk());
  EXPECT_TRUE(config->confinement.system_calls);
  EXPECT_EQ(config->confinement.also, (std::vector<std::string>{"ioctl", "shmget"}));
  EXPECT_FALSE(
      parse(kTop + kTls + "[confinement]\nsystem_calls = false\n")->confinement.system_calls);
  EXPECT_THAT(parse(kTop + kTls + "[confinement]\nalso = [\"ioctl\", \"open_sesame\"]\n"),
              FailsSaying(Code::kBadInput, "pyxd.toml:9:18"));
}

class CheckedConfig : public ::testing::Test {
 protected:
  CheckedConfig() {
    authority.write(folder.path(), "ca.crt");
    issue_server(authority, folder.path(), "server");
    write("vault.sqlite3", "");
    write("pin", "1234\n");
  }
  void write(const std::string& name, const std::string& text) const {
    EXPECT_THAT(write_file(folder.path() / name, as_bytes(text), Overwrite::kYes), IsOk());
  }
  void issue_from_to(std::chrono::seconds from, std::chrono::seconds to) const {
    pyx::testing::CertificateOptions options;
    options.alt_names = "DNS:localhost";
    options.not_before = from;
    options.not_after = to;
    authority.issue(folder.path(), "server", options);
  }
  // What is wrong, one fault a line.
  std::string faults(const std::string& vault = ".") const {
    const std::string top =
        "listen = \"127.0.0.1:7443\"\nvault = \"" + vault + "\"\npin_source = \"file:pin\"\n";
    const auto config = parse_config(top + kTls, "pyxd.toml", folder.path());
    if (!config) return describe(config.error());
    std::string all;
    for (const Error& one : config_faults(*config)) all += describe(one) + "\n";
    return all;
  }
  void remove(const std::string& name) const { std::filesystem::remove(folder.path() / name); }

  pyx::testing::TempFolder folder;
  pyx::testing::CertificateAuthority authority{"test CA"};
};

TEST_F(CheckedConfig, IsTakenWhenEverythingIsThere) { EXPECT_EQ(faults(), ""); }

TEST_F(CheckedConfig, WhatIsMissingIsNamedWithItsPlace) {
  EXPECT_THAT(faults("nothing"), HasSubstr("pyxd.toml:2:9: vault folder"));
  remove("vault.sqlite3");
  EXPECT_THAT(faults(), HasSubstr("pyxd.toml:2:9: there is no vault in"));
  remove("pin");
  EXPECT_THAT(faults(), HasSubstr("pyxd.toml:3:14: "));
  remove("server.crt");
  EXPECT_THAT(faults(), HasSubstr("pyxd.toml:5:15: there is no certificate file"));
  remove("server.key");
  EXPECT_THAT(faults(), HasSubstr("pyxd.toml:6:7: there is no private key file"));
  remove("ca.crt");
  // All of them are told, not the first alone.
  EXPECT_THAT(faults(), AllOf(HasSubstr("pyxd.toml:2:9: "), HasSubstr("pyxd.toml:3:14: "),
                              HasSubstr("pyxd.toml:5:15: "), HasSubstr("pyxd.toml:6:7: "),
                              HasSubstr("pyxd.toml:7:13: there is no client CA file")));
}

TEST_F(CheckedConfig, SecretsThatOthersMayReadAreNamedWithTheirPlace) {
  using std::filesystem::perms;
  for (const std::string file : {"pin", "server.key"}) {
    std::filesystem::permissions(folder.path() / file, perms::others_read,
                                 std::filesystem::perm_options::add);
  }
  EXPECT_THAT(faults(), AllOf(HasSubstr("pyxd.toml:3:14: "), HasSubstr("pyxd.toml:6:7: ")));
  // SECRET-NEVER
  EXPECT_THAT(faults(), Not(HasSubstr("1234")));
}

TEST_F(CheckedConfig, FilesThatMayNotBeReadAreNamedWithTheirPlace) {
  if (geteuid() == 0) {
    // Root may read everything: the same is seen with something that nobody can read.
    remove("ca.crt");
    std::filesystem::create_directory(folder.path() / "ca.crt");
    EXPECT_THAT(faults(), HasSubstr("pyxd.toml:7:13: cannot use client CA"));
    return;
  }
  for (const std::string file : {"pin", "server.crt", "server.key", "ca.crt"}) {
    std::filesystem::permissions(folder.path() / file, std::filesystem::perms::none);
  }
  EXPECT_THAT(faults(), AllOf(HasSubstr("pyxd.toml:3:14: "), HasSubstr("pyxd.toml:5:15: "),
                              HasSubstr("pyxd.toml:6:7: "), HasSubstr("pyxd.toml:7:13: ")));
}

TEST_F(CheckedConfig, AnEmptyPinIsNoPin) {
  write("pin", "\n");
  EXPECT_THAT(faults(), HasSubstr("pyxd.toml:3:14: "));
}

TEST_F(CheckedConfig, AKeyOfAnotherCertificateIsTheKeysFault) {
  const auto other = issue_server(authority, folder.path(), "other");
  std::filesystem::rename(other.key, folder.path() / "server.key");
  EXPECT_THAT(faults(), AllOf(HasSubstr("pyxd.toml:6:7: cannot use private key"),
                              Not(HasSubstr("pyxd.toml:5"))));
}

TEST_F(CheckedConfig, ACertificateOutOfItsDatesIsNamedWithItsPlace) {
  using std::chrono::seconds;
  issue_from_to(seconds(-100), seconds(-10));
  EXPECT_THAT(faults(), AllOf(HasSubstr("pyxd.toml:5:15: "), HasSubstr("expired at 2")));
  issue_from_to(seconds(600), seconds(1200));
  EXPECT_THAT(faults(), AllOf(HasSubstr("pyxd.toml:5:15: "), HasSubstr("not valid before 2")));
  issue_from_to(seconds(-10), seconds(60));
  EXPECT_EQ(faults(), "");
}

TEST_F(CheckedConfig, FilesThatAreNoPemAreNamedWithTheirPlace) {
  for (const std::string file : {"server.crt", "server.key", "ca.crt"}) write(file, "junk");
  EXPECT_THAT(faults(), AllOf(HasSubstr("pyxd.toml:5:15: "), HasSubstr("pyxd.toml:6:7: "),
                              HasSubstr("pyxd.toml:7:13: ")));
}

}  // namespace config_test
}  // namespace pyx::server
