// A split backup from the key's birth to a signature on another implementation's token, by the
// commands that people type and the real pyx as the process that holds the second token.

#include <gmock/gmock.h>

#include <fstream>

#include "base/ecdsa_signature.h"
#include "base/file.h"
#include "custody/shares/mnemonic.h"
#include "custody/vault.h"
#include "pkcs11/open_token.h"
#include "tests/ceremony/cli/backup_room.h"
#include "tests/ceremony/scripted_terminal.h"
#include "tests/pkcs11/on_nss.h"
#include "tests/support/live_vault.h"
#include "tests/support/typist.h"

namespace pyx {
namespace backup_test {

using ceremony::ExitCode;
using ceremony::testing::BackupRoom;
using ceremony::testing::operator+;
using ceremony::testing::ScriptedTerminal;
using pyx::testing::must;
using ::testing::HasSubstr;
using ::testing::Not;
using Words = std::vector<std::string>;

// %27 and the like, as a URI wants what NSS is told at C_Initialize.
std::string percent_encoded(const std::string& text) {
  std::string encoded;
  for (const char c : text) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '/' || c == '-' ||
                       c == '.' || c == '_' || c == ':';
    if (plain) {
      encoded += c;
    } else {
      const std::uint8_t byte = static_cast<std::uint8_t>(c);
      encoded += "%" + to_hex(ByteView(&byte, 1));
    }
  }
  return encoded;
}

class WholeWay : public ::testing::Test {
 protected:
  Words nss_token() {
    const std::string pin = room_.path("nss-pin");
    if (!std::filesystem::exists(pin)) {
      must(write_file(pin, as_bytes(nss_.pin_text() + "\n"), Overwrite::kNo));
    }
    return {"--second-token",
            "pkcs11:token=NSS%20Certificate%20DB?module-path=" + std::string(pkcs11::kNssModule) +
                "&x-init-reserved=" + percent_encoded(nss_.reserved()),
            "--second-pin-source", "file:" + pin};
  }
  std::string nss_serial() {
    for (const auto& token :
         pyx::testing::must(pkcs11::list_tokens(pkcs11::kNssModule, nss_.reserved())))
      if (token.label == "NSS Certificate DB") return token.serial;
    throw std::runtime_error("NSS shows no database");
  }
  // By the vault, as a client asks for it.
  bool vault_signs(const std::string& key) {
    custody::VaultOptions options;
    options.folder = room_.room.folder();
    options.clock = &room_.room.desk.clock;
    options.open_token = [this](const std::string& uri) -> Result<std::unique_ptr<pkcs11::Token>> {
      PYX_ASSIGN(const auto parsed, pkcs11::parse_token_uri(uri));
      return pkcs11::open_token(parsed, room_.room.vaults_token().pin());
    };
    const auto vault = must(custody::Vault::open(std::move(options)));
    custody::SignRequest request;
    request.client = pyx::testing::issuer();
    request.key = must(Uuid::parse(key));
    request.request = Uuid::v7(room_.room.desk.clock.now());
    request.messages = {to_bytes("a message")};
    const auto answer = pyx::testing::sign_at(vault->signing(), request);
    if (!answer) ADD_FAILURE() << describe(answer.error());
    return answer.ok();
  }
  PublicKey public_key(const std::string& key) {
    room_.run({"key", "public", key, "--dir", room_.room.folder()});
    return must(PublicKey::from_pem(room_.room.desk.data()));
  }
  BackupRoom room_;
  pkcs11::NssDatabase nss_;
};

// KEY-PROVEN, SHARE-SAFE, KEY-EXPOSED
TEST_F(WholeWay, AKeyIsBackedUpProvenDrilledResharedAndRestoredOntoAnotherImplementation) {
  const std::string key = room_.make_key("lasting");
  ASSERT_EQ(room_.room.run_as("olga", {"act", "propose", "key.activate", "--key-id", key}),
            ExitCode::kRefused);
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("KEY-PROVEN"));

  const std::string backup = room_.acknowledged_backup(key);
  ASSERT_EQ(room_.prove(room_.agree({"backup.prove", "--backup", backup}),
                        room_.shares({"carol", "bob"}, "1") + room_.second_token()),
            ExitCode::kDone)
      << room_.room.desk.words();
  room_.must_run({"act", "execute", room_.agree({"key.activate", "--key-id", key})});
  EXPECT_TRUE(vault_signs(key));

  const std::string record = room_.path("record.json");
  const std::string receipt = room_.path("receipt.json");
  room_.must_run({"share", "record", "--backup", backup, "--out", record});
  ASSERT_EQ(
      room_.run(Words{"share", "drill", "--record", record, "--holder", "alice", "--out", receipt} +
                room_.shares({"alice"}, "1") + room_.room.desk.signer("alice")),
      ExitCode::kDone)
      << room_.room.desk.words();
  room_.must_run({"share", "submit", "--receipt", receipt});

  const std::string reshare =
      room_.agree({"shares.reshare", "--backup", backup, "--share-group", "2:alice,bob,dave"});
  ASSERT_EQ(room_.room.run_with_pin(Words{"share", "reshare", "--act", reshare} +
                                    room_.shares({"alice", "bob"}, "1") +
                                    room_.sealing({"alice", "bob", "dave"}, "2")),
            ExitCode::kDone)
      << room_.room.desk.words();
  for (const char* holder : {"alice", "bob", "dave"}) {
    ASSERT_EQ(room_.acknowledge(holder, backup, "2"), ExitCode::kDone) << room_.room.desk.words();
  }
  room_.must_run({"custody", "who", key});
  EXPECT_THAT(room_.room.desk.data(), HasSubstr("alice, dave\n"));
  EXPECT_THAT(room_.room.desk.data(), HasSubstr("by dead shares"));

  const std::string restore = room_.agree(
      {"backup.restore", "--backup", backup, "--backup-key", key, "--token-serial", nss_serial()});
  ASSERT_EQ(room_.room.run_with_pin(Words{"backup", "restore", "--act", restore} +
                                    room_.shares({"carol"}, "1") +
                                    room_.shares({"dave", "alice"}, "2") + nss_token()),
            ExitCode::kDone)
      << room_.room.desk.words();
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("carol of version 1, which is dead"));
  const json::object after = room_.key(key);
  EXPECT_TRUE(after.at("restored").at(0).at("exposed").as_bool());

  const PublicKey old_key = public_key(key);
  const auto there = pyx::testing::must(pkcs11::open_token(nss_.uri(), nss_.pin()));
  const Sha256 digest = sha256("signed elsewhere");
  const pkcs11::SignJob job{must(Uuid::parse(key)), Scheme::kEcdsaSha256, digest,
                            pkcs11::SchemeFixed::kByPolicy};
  const auto signature = must(there->sign({&job, 1})).front();
  EXPECT_TRUE(old_key.verify(Scheme::kEcdsaSha256, as_bytes("signed elsewhere"),
                             must(ecdsa_p1363_to_der(signature))));
}

// TOKEN-ENFORCES: what the policy lets the second token go of holds for the act that
// it names, and not for the vault's own token.
TEST_F(WholeWay, ATokenThatThePolicyLetsGoOfARuleProvesWhatItMayNotKeep) {
  const std::string key = room_.make_key("bare");
  const std::string backup = room_.acknowledged_backup(key);
  const std::string prove = room_.agree({"backup.prove", "--backup", backup});
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("any NSS 3 of Mozilla Foundation need not"));
  ASSERT_EQ(room_.prove(prove, room_.shares({"carol", "bob"}, "1") + nss_token()), ExitCode::kDone)
      << room_.room.desk.words();
  const json::object after = room_.key(key);
  std::string not_enforced;
  for (const json::value& rule : after.at("proven").at("not_enforced").as_array())
    not_enforced += std::string(rule.as_string()) + " ";
  EXPECT_THAT(not_enforced, HasSubstr("allowed-mechanisms "));
  const std::string restore = room_.agree(
      {"backup.restore", "--backup", backup, "--backup-key", key, "--token-serial", nss_serial()});
  EXPECT_EQ(room_.room.run_with_pin(Words{"backup", "restore", "--act", restore} +
                                    room_.shares({"bob", "alice"}, "1") + nss_token()),
            ExitCode::kFailed);
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("does not come in"));
  EXPECT_FALSE(room_.key(key).contains("restored"));
}

// KEY-PROVEN
TEST_F(WholeWay, AKeyForEncryptionIsBackedUpProvenAndActivated) {
  const std::string key = room_.make_key("sealing");
  const std::string backup = room_.acknowledged_backup(key);
  ASSERT_EQ(room_.prove(room_.agree({"backup.prove", "--backup", backup}),
                        room_.shares({"carol", "bob"}, "1") + room_.second_token()),
            ExitCode::kDone)
      << room_.room.desk.words();
  room_.must_run({"act", "execute", room_.agree({"key.activate", "--key-id", key})});
  EXPECT_EQ(room_.key(key).at("state").as_string(), "active");
}

// KEY-EXPOSED
TEST_F(WholeWay, AKeyThatMayNotBeExposedIsNotRestoredOntoATokenThatHandsKeysOut) {
  const std::string key = room_.make_key("strict");
  const std::string backup = room_.acknowledged_backup(key);
  const std::string restore = room_.agree(
      {"backup.restore", "--backup", backup, "--backup-key", key, "--token-serial", nss_serial()});
  EXPECT_EQ(room_.room.run_with_pin(Words{"backup", "restore", "--act", restore} +
                                    room_.shares({"bob", "alice"}, "1") + nss_token()),
            ExitCode::kRefused);
  EXPECT_THAT(room_.room.desk.words(), HasSubstr("KEY-EXPOSED"));
}

// The real program at a real terminal: a holder drills at home, mistypes one word, and is told
// which.
class DrillAtATerminal : public WholeWay {
 protected:
  pyx::testing::Typist typist_;
};

TEST_F(DrillAtATerminal, AMistypedWordIsNamedAndTheRightOnesPass) {
  ScriptedTerminal table;
  room_.room.desk.share_terminal = &table;
  const std::string act = room_.agree_on_backup(room_.make_key("strict"));
  std::string alices;
  table.typed.push_back([&] { return alices = table.words_on_card(); });
  table.type_what_was_shown();
  table.type_what_was_shown();
  ASSERT_EQ(room_.room.run_with_pin(Words{"backup", "create", "--act", act} + room_.so_pin()),
            ExitCode::kDone)
      << room_.room.desk.words();
  const std::string record = room_.path("record.json");
  room_.must_run({"share", "record", "--backup", room_.newest_backup(), "--out", record});

  const auto drill = [&](const std::string& out) {
    typist_.start(Words{PYX_PROGRAM, "share", "drill", "--record", record, "--holder", "alice",
                        "--out", room_.path(out)} +
                  room_.room.desk.signer("alice"));
  };
  std::string wrong = alices;
  wrong.replace(0, wrong.find(' '), "zzzz");
  drill("first.json");
  typist_.type_after("words from 1 on, unseen: ", wrong + "\n");
  EXPECT_EQ(typist_.answer(), 1) << typist_.seen();
  EXPECT_THAT(typist_.seen(), HasSubstr("word 1 is not in the word list"));
  EXPECT_THAT(typist_.seen(), Not(HasSubstr(alices.substr(alices.find(' ') + 1))));

  drill("second.json");
  typist_.type_after("words from 1 on, unseen: ", alices + "\n");
  EXPECT_EQ(typist_.answer(), 0) << typist_.seen();
  EXPECT_THAT(typist_.seen(), HasSubstr("good"));
}

}  // namespace backup_test
}  // namespace pyx
