// A vault whose token dies, from the founding to a signature by the same key through the vault on
// another token, by the commands that people type; and what an outsider makes of the log
// afterwards.

#include <gmock/gmock.h>

#include "base/file.h"
#include "custody/client/receipt_file.h"
#include "custody/vault.h"
#include "pkcs11/open_token.h"
#include "tests/ceremony/cli/backup_room.h"
#include "tests/pkcs11/on_nss.h"
#include "tests/support/live_vault.h"

namespace pyx {
namespace move_test {

using ceremony::ExitCode;
using ceremony::testing::BackupRoom;
using ceremony::testing::operator+;
using pyx::testing::must;
using pyx::testing::SoftHsmToken;
using ::testing::HasSubstr;
using Words = std::vector<std::string>;

// %27 and the like, as a URI wants what NSS is told at C_Initialize.
std::string percent_encoded(const std::string& text) {
  std::string encoded;
  for (const char c : text) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '/' || c == '-' ||
                       c == '.' || c == '_' || c == ':';
    const auto byte = static_cast<std::uint8_t>(c);
    encoded += plain ? std::string(1, c) : "%" + to_hex(ByteView(&byte, 1));
  }
  return encoded;
}

class WholeMove : public ::testing::Test {
 protected:
  // By the vault, as a client asks for it, with the PIN of its token.
  Result<custody::SignAnswer> sign(const std::string& key, const SoftHsmToken& token) {
    custody::VaultOptions options;
    options.folder = room_.room.folder();
    options.clock = &room_.room.desk.clock;
    options.open_token = [&](const std::string& uri) -> Result<std::unique_ptr<pkcs11::Token>> {
      PYX_ASSIGN(const auto parsed, pkcs11::parse_token_uri(uri));
      return pkcs11::open_token(parsed, token.pin());
    };
    PYX_ASSIGN(const auto vault, custody::Vault::open(std::move(options)));
    custody::SignRequest request;
    request.client = pyx::testing::issuer();
    request.key = must(Uuid::parse(key));
    request.request = Uuid::v7(room_.room.desk.clock.now());
    request.messages = messages_;
    last_request_ = request.request;
    return pyx::testing::sign_at(vault->signing(), request);
  }
  std::string receipt_of(const custody::SignAnswer& answer, const std::string& key,
                         const std::string& name) {
    const client::ReceiptFile file{answer.receipt, "issuer", last_request_, std::nullopt,
                                   custody::request_digest(must(Uuid::parse(key)), messages_)};
    must(write_file(room_.path(name), as_bytes(client::write_receipt_file(file)), Overwrite::kNo));
    return room_.path(name);
  }
  PublicKey public_key(const std::string& key) {
    room_.run({"key", "public", key, "--dir", room_.room.folder()});
    return must(PublicKey::from_pem(room_.room.desk.data()));
  }
  std::string backed_up_key() {
    const std::string key = room_.make_key("strict");
    backup_ = room_.acknowledged_backup(key);
    EXPECT_EQ(room_.prove(room_.agree({"backup.prove", "--backup", backup_}),
                          room_.shares({"carol", "bob"}, "1") + room_.second_token()),
              ExitCode::kDone)
        << room_.room.desk.words();
    room_.must_run({"act", "execute", room_.agree({"key.activate", "--key-id", key})});
    return key;
  }
  ExitCode export_with(const SoftHsmToken& token) {
    return room_.run({"log", "export", room_.path("export"), "--dir", room_.room.folder(),
                      "--pin-source", "file:" + token.pin_file().string()});
  }
  std::string vault_id() {
    room_.run({"vault", "show", "--dir", room_.room.folder(), "--output", "json"});
    return std::string(room_.room.desk.json().at("id").as_string());
  }
  std::string uri(const SoftHsmToken& token) const {
    return "pkcs11:serial=" + token.serial() + "?module-path=" + pyx::testing::kSoftHsmModule;
  }
  ExitCode move(const std::string& act, const Words& more) {
    return room_.run(Words{"vault", "move", "--act", act, "--dir", room_.room.folder()} + more);
  }
  Words new_token() const {
    return {"--new-token", uri(room_.second), "--new-pin-source",
            "file:" + room_.second.pin_file().string()};
  }
  void must_verify(const std::string& since) {
    EXPECT_EQ(
        room_.run({"log", "verify", room_.path("export"), "--root", vault_id(), "--since", since}),
        ExitCode::kDone)
        << room_.room.desk.words();
  }
  void must_hold(const std::string& receipt) {
    EXPECT_EQ(room_.run({"receipt", "verify", receipt, "--vault", vault_id(), "--vkey",
                         room_.path("export/log.vkey"), "--export", room_.path("export")}),
              ExitCode::kDone)
        << room_.room.desk.words();
  }

  BackupRoom room_;
  std::string backup_;
  Uuid last_request_;
  const std::vector<Bytes> messages_ = {to_bytes("a message")};
};

// KEY-HOME, TOKEN-BOUND, LOG-WHOLE
TEST_F(WholeMove, AVaultWhoseTokenDiedGoesOnOnAnotherAndItsKeySigns) {
  const std::string key = backed_up_key();
  const PublicKey public_half = public_key(key);
  const auto before = must(sign(key, room_.room.vaults_token()));
  const std::string old_receipt = receipt_of(before, key, "old.json");
  ASSERT_EQ(export_with(room_.room.vaults_token()), ExitCode::kDone) << room_.room.desk.words();
  const std::string witnessed = room_.path("witnessed");
  std::filesystem::copy_file(room_.path("export/checkpoint"), witnessed);

  room_.room.lose_vaults_token();
  EXPECT_FALSE(sign(key, room_.room.vaults_token()).ok());
  const std::string restore = room_.agree({"backup.restore", "--backup", backup_, "--backup-key",
                                           key, "--token-serial", room_.second.serial()});
  ASSERT_EQ(room_.run(Words{"backup", "restore", "--act", restore, "--dir", room_.room.folder()} +
                      room_.shares({"alice", "carol"}, "1") + room_.second_token()),
            ExitCode::kDone)
      << room_.room.desk.words();
  const std::string act =
      room_.agree({"token.replace", "--new-token", uri(room_.second), "--checkpoint", witnessed});
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("keys that come along"));
  ASSERT_EQ(move(act, new_token()), ExitCode::kDone) << room_.room.desk.words();

  room_.run({"key", "show", key, "--dir", room_.room.folder()});
  EXPECT_THAT(room_.room.desk.data(), HasSubstr(room_.second.serial()));
  room_.run({"custody", "who", key, "--dir", room_.room.folder()});
  EXPECT_THAT(room_.room.desk.data(), HasSubstr("former token object"));
  const auto after = sign(key, room_.second);
  ASSERT_TRUE(after.ok()) << describe(after.error());
  EXPECT_TRUE(public_half.verify(Scheme::kEcdsaSha256, messages_[0], after->signatures[0]));
  const std::string new_receipt = receipt_of(*after, key, "new.json");

  ASSERT_EQ(export_with(room_.second), ExitCode::kDone) << room_.room.desk.words();
  must_verify(witnessed);
  EXPECT_THAT(room_.room.desk.data(),
              HasSubstr("moved from token " + room_.room.vaults_token().serial()));
  must_hold(old_receipt);
  must_hold(new_receipt);
}

// A planned one. NSS softokn makes no Ed25519 key, and a log key is one: so no vault is founded
// there, and none goes there. What the attempt made is gone when it is given up.
TEST_F(WholeMove, ToATokenThatMakesNoLogKeyFailsAndIsGivenUp) {
  room_.must_run({"log", "checkpoint"});
  const pkcs11::NssDatabase nss;
  must(write_file(room_.path("nss-pin"), as_bytes(nss.pin_text() + "\n"), Overwrite::kNo));
  const std::string nss_uri =
      "pkcs11:token=NSS%20Certificate%20DB?module-path=" + std::string(pkcs11::kNssModule) +
      "&x-init-reserved=" + percent_encoded(nss.reserved());
  const Words there = {"--new-token", nss_uri, "--new-pin-source", "file:" + room_.path("nss-pin")};
  const std::string act = room_.agree({"token.replace", "--new-token", nss_uri});
  EXPECT_EQ(move(act, there), ExitCode::kFailed);
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("give it up"));
  EXPECT_EQ(move(act, Words{"--give-up"} + there), ExitCode::kDone) << room_.room.desk.words();
  room_.must_run({"log", "checkpoint"});
  const auto opened = pyx::testing::must(pkcs11::open_token(nss.uri(), nss.pin()));
  const auto left = must(opened->read_marker());
  EXPECT_FALSE(left.has_value());
}

}  // namespace move_test
}  // namespace pyx
