#include "tests/ceremony/cli/room.h"

#include <gmock/gmock.h>

#include "ceremony/cli/commands.h"
#include "ceremony/cli/open_vault.h"
#include "tests/support/probed_once.h"

namespace pyx::ceremony::testing {
namespace {

std::string without_newline(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

Room::Room() {
  desk.open_vault = [this](const VaultPlace& place) { return open_vault(place, desk.clock); };
  desk.open_token = open_token;
  desk.leaf_of_server = leaf_of_server;
  desk.write("policy.toml", desk.policy_text());
}

ExitCode Room::run(const std::vector<std::string>& words) {
  return desk.run(all_commands(), words);
}

ExitCode Room::run_as(const std::string& person, std::vector<std::string> words) {
  const std::vector<std::string> signer = desk.signer(person);
  words.insert(words.end(), signer.begin(), signer.end());
  words.insert(words.end(), {"--dir", folder()});
  return run(words);
}

ExitCode Room::run_with_pin(std::vector<std::string> words) {
  words.insert(words.end(),
               {"--dir", folder(), "--pin-source", "file:" + token_.pin_file().string()});
  return run(words);
}

ExitCode Room::draft() {
  desk.open_token = [](const pkcs11::TokenUri& uri,
                       const SecretSource& pin) -> Result<std::unique_ptr<pkcs11::Token>> {
    PYX_ASSIGN(auto token, open_token(uri, pin));
    return pyx::testing::probed_once(std::move(token));
  };
  const ExitCode code =
      run({"vault", "init", "--draft", "--dir", folder(), "--policy",
           (desk.folder() / "policy.toml").string(), "--token", token_.uri_text()});
  desk.open_token = open_token;
  return code;
}

ExitCode Room::sign(const std::string& person, std::vector<std::string> more) {
  more.insert(more.begin(), {"vault", "sign"});
  return run_as(person, std::move(more));
}

std::string Room::found() {
  EXPECT_EQ(draft(), ExitCode::kDone) << desk.words();
  for (const std::string& person : everybody()) {
    EXPECT_EQ(sign(person), ExitCode::kDone) << desk.words();
  }
  EXPECT_EQ(run_with_pin({"vault", "init", "--finish"}), ExitCode::kDone) << desk.words();
  return without_newline(desk.data());
}

std::string Room::agree(std::vector<std::string> propose_words,
                        const std::vector<std::string>& people) {
  propose_words.insert(propose_words.begin(), {"act", "propose"});
  EXPECT_EQ(run_as("olga", std::move(propose_words)), ExitCode::kDone) << desk.words();
  const std::string id = without_newline(desk.data());
  for (const std::string& person : people) {
    EXPECT_EQ(run_as(person, {"act", "approve", id, "--yes"}), ExitCode::kDone) << desk.words();
  }
  return id;
}

}  // namespace pyx::ceremony::testing
