#include <gmock/gmock.h>

#include "ceremony/cli/commands.h"
#include "custody/client/receipt_file.h"
#include "custody/evidence/leaf.h"
#include "custody/evidence/merkle.h"
#include "tests/ceremony/cli/desk.h"

namespace pyx::ceremony {
namespace receipt_commands_test {

using testing::Desk;
using ::testing::HasSubstr;

// A server that shows one leaf; that it is proven is seen in log_reader_test.cc. The way over an
// exported folder is gone in mint_ceremony_test.cc.
class ReceiptCommands : public ::testing::Test {
 protected:
  ReceiptCommands() {
    custody::RequestLeaf leaf;
    leaf.client = "issuer";
    leaf.key = Uuid::v7(desk_.clock.now());
    leaf.request = Uuid::v7(desk_.clock.now());
    leaf.count = 1;
    leaf.digest = sha256("the request");
    leaf.policy = sha256("the policy");
    leaf_ = custody::encode_leaf({desk_.clock.now(), leaf}).value();
    file_.receipt.vault = sha256("the vault");
    file_.receipt.leaf_index = 12;
    file_.receipt.leaf_hash = custody::leaf_hash(leaf_);
    file_.receipt.policy = leaf.policy;
    file_.client = leaf.client;
    file_.request = leaf.request;
    file_.digest = leaf.digest;
    desk_.leaf_of_server = [this](const ServerPlace& server, const custody::NoteKey& key,
                                  const Sha256& vault, std::uint64_t index) -> Result<Bytes> {
      EXPECT_EQ(server.url, "https://localhost:1");
      EXPECT_EQ(key.vkey(), kLogKey);
      EXPECT_EQ(vault, sha256("the vault"));
      EXPECT_EQ(index, 12U);
      return leaf_;
    };
  }
  ExitCode verify(std::vector<std::string> more = {}) {
    const auto receipt = desk_.write("receipt.json", write_receipt_file(file_));
    const auto key = desk_.write("log.vkey", key_text_);
    std::vector<std::string> words = {"receipt",
                                      "verify",
                                      receipt.string(),
                                      "--vault",
                                      vault_,
                                      "--vkey",
                                      key.string(),
                                      "--server",
                                      "https://localhost:1",
                                      "--ca",
                                      "ca.pem",
                                      "--certificate",
                                      "c.pem",
                                      "--certificate-key",
                                      "c.key"};
    words.insert(words.end(), more.begin(), more.end());
    return desk_.run(receipt_commands(), words);
  }
  // C2SP signed-note's example of a verifier key.
  static constexpr std::string_view kLogKey =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  std::string key_text_ = std::string(kLogKey) + "\n";
  std::string vault_ = to_hex(sha256("the vault"));
  Bytes leaf_;
  client::ReceiptFile file_;
  Desk desk_;
};

TEST_F(ReceiptCommands, HoldsIfTheLogHasItsRequest) {
  ASSERT_EQ(verify(), ExitCode::kDone) << desk_.words();
  EXPECT_THAT(desk_.data(), HasSubstr("operation     sign"));
  EXPECT_THAT(desk_.words(), HasSubstr("the receipt holds: its request is in the log"));
  ASSERT_EQ(verify({"--output", "json"}), ExitCode::kDone);
  EXPECT_TRUE(desk_.json().at("holds").as_bool());
}

TEST_F(ReceiptCommands, DoesNotHoldIfTheLogHasAnotherRequest) {
  file_.digest = sha256("another request");
  EXPECT_EQ(verify(), ExitCode::kRefused);
  EXPECT_THAT(desk_.words(), HasSubstr("[LOG-WHOLE]"));
}

TEST_F(ReceiptCommands, OfAnotherVaultDoesNotHold) {
  vault_ = std::string(64, 'a');
  EXPECT_EQ(verify(), ExitCode::kRefused);
  EXPECT_THAT(desk_.words(), HasSubstr("the receipt is of vault " + to_hex(sha256("the vault"))));
}

TEST_F(ReceiptCommands, OfAServerThatCannotProveItFailsAsTheServerDid) {
  desk_.leaf_of_server = [](const ServerPlace&, const custody::NoteKey&, const Sha256&,
                            std::uint64_t) -> Result<Bytes> {
    return error(Code::kRetry, "the server is not reached");
  };
  EXPECT_EQ(verify(), ExitCode::kFailed);
}

TEST_F(ReceiptCommands, FilesThatAreNoneAreNamed) {
  key_text_ = "log key";
  EXPECT_EQ(verify(), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("log.vkey: "));
  const auto receipt = desk_.write("none.json", "{}");
  EXPECT_EQ(desk_.run(receipt_commands(), {"receipt", "verify", receipt.string(), "--vault", vault_,
                                           "--vkey", "log.vkey", "--export", "folder"}),
            ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("none.json: "));
}

TEST_F(ReceiptCommands, WrongWordsAreUsageErrorsThatNameTheFlag) {
  EXPECT_EQ(verify({"--export", "folder"}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--export: does not go with --server"));
  EXPECT_EQ(
      desk_.run(receipt_commands(), {"receipt", "verify", "r", "--vault", vault_, "--vkey", "k"}),
      ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--export: say where the log is"));
  EXPECT_EQ(desk_.run(receipt_commands(), {"receipt", "verify", "r", "--vault", "x", "--vkey", "k",
                                           "--export", "folder"}),
            ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--vault: "));
}

}  // namespace receipt_commands_test
}  // namespace pyx::ceremony
