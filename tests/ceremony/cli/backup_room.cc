#include "tests/ceremony/cli/backup_room.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "base/hex.h"
#include "tests/support/certificates.h"
#include "tests/support/custody_fixture.h"

namespace pyx::ceremony::testing {
namespace {

std::string backup_policy(std::string text) {
  for (const char* act : {"backup.create", "backup.prove", "backup.restore", "shares.reshare",
                          "backup.rewrap", "copy.destroy", "token.replace"}) {
    text += "\n[[rule]]\nact = \"" + std::string(act) +
            "\"\nquorum = [\"2 of security-officer\"]\nmay_propose = [\"operator\"]\n"
            "lifetime = \"24h\"\n";
  }
  text +=
      "\n[[profile]]\nname = \"lasting\"\ntype = \"p-256\"\npurpose = \"sign\"\n"
      "exceptions = [\"usage\", \"allowed-mechanisms\"]\nmay_be_exposed = true\n";
  text += "\n[[profile]]\nname = \"strict\"\ntype = \"p-256\"\npurpose = \"sign\"\n";
  text +=
      "\n[[profile]]\nname = \"bare\"\ntype = \"p-256\"\npurpose = \"sign\"\nmay_be_exposed = "
      "true\n"
      "\n[[profile]]\nname = \"sealing\"\ntype = \"aes-256\"\npurpose = \"encrypt\"\n"
      "\n[[second_token]]\nmodel = \"NSS 3\"\nmanufacturer = \"Mozilla Foundation\"\n"
      "acts = [\"backup.prove\"]\nexceptions = [\"usage\", \"allowed-mechanisms\"]\n";
  text += "\n[[client]]\nname = \"issuer\"\nsan_uri = \"urn:pyx:client:issuer\"\nspki_sha256 = \"" +
          to_hex(pyx::testing::client_key("issuer")) +
          "\"\naccess = [\"sign\"]\nuse = [\"lasting\", \"strict\"]\n";
  return text;
}

}  // namespace

std::vector<std::string> operator+(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

BackupRoom::BackupRoom(RunElsewhere elsewhere) {
  room.desk.elsewhere = std::move(elsewhere);
  room.desk.second_token_program = PYX_PROGRAM;
  room.desk.write("policy.toml", backup_policy(room.desk.policy_text()));
  for (const char* holder : {"alice", "bob", "carol", "dave"}) make_holder(holder);
  room.found();
}

// HOLDER.cert and HOLDER.seal.key, under the desk's passphrase. From before the desk's clock on.
void BackupRoom::make_holder(const std::string& name) const {
  pyx::testing::CertificateOptions options;
  options.common_name = name;
  options.not_before = std::chrono::hours(-24 * 365);
  options.not_after = std::chrono::hours(24 * 365);
  const auto files = pyx::testing::self_signed(room.desk.folder(), name + "-seal", options);
  const std::string command = "openssl pkcs8 -topk8 -v2 aes-256-cbc -in '" + files.key.string() +
                              "' -out '" + path(name + ".seal.key") + "' -passout file:'" +
                              path("passphrase") + "' 2>/dev/null && mv '" +
                              files.certificate.string() + "' '" + path(name + ".cert") + "'";
  if (std::system(command.c_str()) != 0) std::abort();
}

void BackupRoom::must_run(std::vector<std::string> words) {
  EXPECT_EQ(room.run_with_pin(std::move(words)), ExitCode::kDone) << room.desk.words();
}

std::string BackupRoom::make_key(const std::string& profile) {
  must_run({"act", "execute", agree({"key.generate", "--profile", profile, "--name", "a key"})});
  EXPECT_EQ(room.run({"key", "list", "--dir", room.folder(), "--output", "json"}), ExitCode::kDone);
  return std::string(room.desk.json().at("keys").as_array().back().at("id").as_string());
}

json::object BackupRoom::key(const std::string& id) {
  EXPECT_EQ(room.run({"key", "show", id, "--dir", room.folder(), "--output", "json"}),
            ExitCode::kDone)
      << room.desk.words();
  return room.desk.json();
}

json::object BackupRoom::backup(const std::string& id) {
  EXPECT_EQ(
      room.run({"backup", "show", "--backup", id, "--dir", room.folder(), "--output", "json"}),
      ExitCode::kDone)
      << room.desk.words();
  return room.desk.json();
}

std::string BackupRoom::agree_on_backup(const std::string& key, const std::string& group) {
  return agree({"backup.create", "--backup-key", key, "--share-group", group});
}

std::string BackupRoom::newest_backup() {
  EXPECT_EQ(room.run({"backup", "list", "--dir", room.folder(), "--output", "json"}),
            ExitCode::kDone);
  return std::string(room.desk.json().at("backups").as_array().back().at("id").as_string());
}

std::vector<std::string> BackupRoom::sealing(const std::vector<std::string>& holders,
                                             const std::string& round) const {
  std::vector<std::string> words;
  for (const std::string& holder : holders) {
    words.emplace_back("--seal-to");
    words.push_back(holder + "=" + path(holder + ".cert") + ":" + sealed_file(holder, round));
  }
  return words;
}

std::vector<std::string> BackupRoom::shares(const std::vector<std::string>& holders,
                                            const std::string& round) const {
  std::vector<std::string> words;
  for (const std::string& holder : holders) {
    words = words + std::vector<std::string>{"--share",
                                             sealed_file(holder, round),
                                             "--share-key",
                                             path(holder + ".seal.key"),
                                             "--share-passphrase-source",
                                             "file:" + path("passphrase")};
  }
  return words;
}

std::vector<std::string> BackupRoom::so_pin() const {
  return {"--so-pin-source", "file:" + room.vaults_token().so_pin_file().string()};
}

std::vector<std::string> BackupRoom::second_token() const {
  return {"--second-token",
          "pkcs11:serial=" + second.serial() + "?module-path=" + pyx::testing::kSoftHsmModule,
          "--second-pin-source", "file:" + second.pin_file().string()};
}

ExitCode BackupRoom::create(const std::string& act, const std::string& round) {
  return room.run_with_pin(std::vector<std::string>{"backup", "create", "--act", act} + so_pin() +
                           sealing({"alice", "bob", "carol"}, round));
}

ExitCode BackupRoom::acknowledge(const std::string& holder, const std::string& backup,
                                 const std::string& round) {
  return room.run_as(holder, std::vector<std::string>{"share", "acknowledge", "--backup", backup} +
                                 shares({holder}, round));
}

ExitCode BackupRoom::prove(const std::string& act, const std::vector<std::string>& words) {
  return room.run_with_pin(std::vector<std::string>{"backup", "prove", "--act", act} + words);
}

std::string BackupRoom::acknowledged_backup(const std::string& key) {
  EXPECT_EQ(create(agree_on_backup(key)), ExitCode::kDone) << room.desk.words();
  const std::string backup = newest_backup();
  for (const char* holder : {"alice", "bob", "carol"})
    EXPECT_EQ(acknowledge(holder, backup), ExitCode::kDone) << room.desk.words();
  return backup;
}

}  // namespace pyx::ceremony::testing
