// Officers whose keys are on tokens of their own, at one table with the vault: everything that they
// sign, as people type it, and what a wrong key or PIN leads to.

#include <gmock/gmock.h>

#include "base/file.h"
#include "tests/ceremony/cli/room.h"

namespace pyx::ceremony {
namespace officers_on_tokens_test {

using pyx::testing::SoftHsmToken;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Room;

// The policy with these persons' keys in the place of those in their files.
std::string with_key(std::string policy, const std::string& person, const std::string& key) {
  const std::size_t block = policy.find("id = \"" + person + "\"");
  const std::size_t from = policy.find("public_key = \"", block) + 14;
  return policy.replace(from, policy.find('"', from) - from, key);
}

class OfficersOnTokens : public ::testing::Test {
 protected:
  // Makes the person's key on a token of his own; from now on he signs with it.
  SoftHsmToken equip(const std::string& person, const std::string& type) {
    const SoftHsmToken token = room_.make_token(person);
    const std::string uri = "pkcs11:token=" + person + ";id=%01?module-path=" + kModule;
    EXPECT_EQ(
        room_.run({"officer", "new", "--id", person, "--role", "security-officer", "--type", type,
                   "--token", uri, "--passphrase-source", pin_of(token), "--output", "json"}),
        ExitCode::kDone)
        << room_.desk.words();
    const json::object made = room_.desk.json();
    policy_ = with_key(policy_, person, std::string(made.at("public_key").as_string()));
    EXPECT_THAT(std::string(made.at("person_block").as_string()),
                HasSubstr("id = \"" + person + "\""));
    room_.desk.signers[person] = {"--key", uri, "--passphrase-source", pin_of(token)};
    return token;
  }
  static std::string pin_of(const SoftHsmToken& token) {
    return "file:" + token.pin_file().string();
  }
  std::string found() {
    room_.desk.write("policy.toml", policy_);
    return room_.found();
  }
  std::size_t decisions_on(const std::string& act) {
    EXPECT_EQ(room_.run({"act", "show", act, "--dir", room_.folder(), "--output", "json"}),
              ExitCode::kDone);
    return room_.desk.json().at("decisions").as_array().size();
  }
  std::string propose() {
    return room_.agree({"key.generate", "--profile", "issuer-p256", "--name", "mint-2027"}, {});
  }
  ExitCode approve_with(const std::string& act, const std::string& uri, const std::string& pin) {
    return room_.run({"act", "approve", act, "--yes", "--dir", room_.folder(), "--key", uri,
                      "--passphrase-source", pin});
  }

  static constexpr const char* kModule = pyx::testing::kSoftHsmModule;
  Room room_;
  std::string policy_ = room_.desk.policy_text();
};

TEST_F(OfficersOnTokens, FoundAVaultApproveAnActFreezeAndThaw) {
  equip("alice", "p-256");
  equip("bob", "ed25519");
  const std::string root = found();

  std::string act = propose();
  ASSERT_EQ(room_.run_as("alice", {"act", "approve", act}), ExitCode::kDone) << room_.desk.words();
  EXPECT_THAT(room_.desk.words(), HasSubstr("recorded: alice as security-officer says approve"));
  ASSERT_EQ(room_.run_as("bob", {"act", "approve", act}), ExitCode::kDone) << room_.desk.words();
  ASSERT_EQ(room_.run_with_pin({"act", "execute", act}), ExitCode::kDone) << room_.desk.words();

  ASSERT_EQ(room_.run_as("alice", {"freeze", "--target", "all"}), ExitCode::kDone)
      << room_.desk.words();
  const std::string freeze = room_.desk.data().substr(0, 64);
  act = room_.agree({"thaw", "--freeze", freeze}, {"alice", "bob"});
  ASSERT_EQ(room_.run_with_pin({"act", "execute", act}), ExitCode::kDone) << room_.desk.words();

  act = propose();
  EXPECT_EQ(room_.run_as("bob", {"act", "refuse", act}), ExitCode::kDone) << room_.desk.words();
  EXPECT_EQ(room_.run_as("bob", {"act", "withdraw", act}), ExitCode::kDone) << room_.desk.words();

  const std::string folder = (room_.desk.folder() / "export").string();
  ASSERT_EQ(room_.run_with_pin({"log", "export", folder}), ExitCode::kDone) << room_.desk.words();
  EXPECT_EQ(room_.run({"log", "verify", folder, "--root", root}), ExitCode::kDone)
      << room_.desk.words();
}

TEST_F(OfficersOnTokens, ShowTellsThePolicysKey) {
  equip("alice", "p-256");
  const std::string uri = room_.desk.signers["alice"][1];
  ASSERT_EQ(room_.run({"officer", "show", "--key", uri}), ExitCode::kDone) << room_.desk.words();
  EXPECT_THAT(room_.desk.data(), HasSubstr("in words"));
  const std::size_t at = room_.desk.data().find("public_key  \"") + 13;
  const std::string key = room_.desk.data().substr(at, room_.desk.data().find('"', at) - at);
  EXPECT_THAT(policy_, HasSubstr("\"" + key + "\""));
}

TEST_F(OfficersOnTokens, AWrongPinOrAnAbsentTokenLeavesTheActAsItWas) {
  const SoftHsmToken token = equip("alice", "p-256");
  found();
  const std::string act = propose();
  const std::string uri = room_.desk.signers["alice"][1];
  room_.desk.write("wrong", "a wrong PIN\n");
  const std::string wrong = "file:" + (room_.desk.folder() / "wrong").string();
  EXPECT_EQ(approve_with(act, uri, wrong), ExitCode::kFailed);
  EXPECT_THAT(room_.desk.words(), HasSubstr("CKR_PIN_INCORRECT"));
  EXPECT_THAT(room_.desk.words(), Not(HasSubstr("a wrong PIN")));  // SECRET-NEVER
  EXPECT_EQ(approve_with(act, std::string("pkcs11:token=nobody;id=%01?module-path=") + kModule,
                         pin_of(token)),
            ExitCode::kFailed);
  EXPECT_THAT(room_.desk.words(), HasSubstr("no token matches"));
  EXPECT_THAT(room_.desk.words(), Not(HasSubstr("key.generate")));  // nothing was shown yet
  EXPECT_EQ(decisions_on(act), 0U);
  EXPECT_EQ(approve_with(act, uri, pin_of(token)), ExitCode::kDone) << room_.desk.words();
  EXPECT_EQ(decisions_on(act), 1U);
}

// ACT-QUORUM.
TEST_F(OfficersOnTokens, AKeyThatIsNotThePolicysSignsNothing) {
  const SoftHsmToken token = equip("alice", "p-256");
  found();
  const std::string act = propose();
  // Another key on the right token, and somebody else's token.
  const std::string second = std::string("pkcs11:token=alice;id=%02?module-path=") + kModule;
  ASSERT_EQ(room_.run({"officer", "new", "--id", "second", "--token", second, "--passphrase-source",
                       pin_of(token)}),
            ExitCode::kDone)
      << room_.desk.words();
  EXPECT_EQ(approve_with(act, second, pin_of(token)), ExitCode::kRefused);
  EXPECT_THAT(room_.desk.words(), HasSubstr("is nobody's in the policy"));
  EXPECT_EQ(decisions_on(act), 0U);
}

// ACT-QUORUM: whoever runs the vault has the PIN of its token, and would be an officer too.
TEST_F(OfficersOnTokens, AKeyOnTheVaultsOwnTokenSignsNothing) {
  const std::string serial = room_.vaults_token().serial();
  const std::string uri = "pkcs11:serial=" + serial + ";id=%01?module-path=" + kModule;
  const std::string pin = pin_of(room_.vaults_token());
  ASSERT_EQ(room_.run({"officer", "new", "--id", "alice", "--token", uri, "--passphrase-source",
                       pin, "--output", "json"}),
            ExitCode::kDone)
      << room_.desk.words();
  policy_ = with_key(policy_, "alice", std::string(room_.desk.json().at("public_key").as_string()));
  room_.desk.write("policy.toml", policy_);
  ASSERT_EQ(room_.draft(), ExitCode::kDone) << room_.desk.words();
  EXPECT_EQ(room_.run({"vault", "sign", "--yes", "--dir", room_.folder(), "--key", uri,
                       "--passphrase-source", pin}),
            ExitCode::kRefused);
  EXPECT_THAT(room_.desk.words(), HasSubstr("vault's own token"));
  EXPECT_EQ(room_.run({"vault", "show", "--dir", room_.folder()}), ExitCode::kDone);
  EXPECT_THAT(room_.desk.data(), HasSubstr("nobody"));
}

// Trap 15.
TEST_F(OfficersOnTokens, ANewKeyNeverTakesTheNameOfAnother) {
  const SoftHsmToken token = equip("alice", "p-256");
  EXPECT_EQ(room_.run({"officer", "new", "--id", "bob", "--token", room_.desk.signers["alice"][1],
                       "--passphrase-source", pin_of(token)}),
            ExitCode::kFailed);
  EXPECT_THAT(room_.desk.words(), HasSubstr("id=%01 already"));
}

}  // namespace officers_on_tokens_test
}  // namespace pyx::ceremony
