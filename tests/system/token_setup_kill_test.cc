// The real pyx is killed (-9) while it sets a token up: before and after the calls that set a PIN.
// Whenever that is, the files that were written before hold a PIN that opens the token, or the
// token is as it was; and one command goes on from there.
#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "base/file.h"
#include "pkcs11/open_token.h"
#include "pkcs11/token_setup.h"
#include "tests/matchers.h"
#include "tests/pkcs11/softhsm_fixture.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

namespace pyx::pkcs11 {
namespace token_setup_kill_test {

using pyx::testing::ChildProcess;
using pyx::testing::IsOk;
using Words = std::vector<std::string>;

class Killed : public ::testing::TestWithParam<const char*> {
 protected:
  Killed() { ::setenv("PYX_FAULTY_SCRIPT", path("script").c_str(), 1); }
  ~Killed() override { ::unsetenv("PYX_FAULTY_SCRIPT"); }

  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  static std::string called(const std::string& label, const std::string& module) {
    return "pkcs11:token=" + label + "?module-path=" + module;
  }
  TokenUri uri(const std::string& label) const {
    return *parse_token_uri(called(label, pyx::testing::kSoftHsmModule));
  }
  ChildProcess start(const Words& words) const {
    return *ChildProcess::start(words, folder_.path() / "out", folder_.path() / "err");
  }
  int run(const Words& words) const { return start(Words(words)).wait(); }
  // Long enough to come to the call that hangs, on a busy machine too; if not, it is killed
  // somewhere before that, which must do as well.
  void kill_at(const std::string& call, const Words& words, const std::string& last_file) const {
    ASSERT_THAT(write_file(path("script"), as_bytes(call + " hang\n"), Overwrite::kYes), IsOk());
    ChildProcess pyx = start(words);
    for (int i = 0; i < 500 && pyx.is_running() && !std::filesystem::exists(path(last_file)); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    std::this_thread::sleep_for(std::chrono::seconds(1));
    EXPECT_TRUE(pyx.is_running()) << to_text(*read_file(path("err")));
    pyx.end(SIGKILL);
    std::filesystem::remove(path("script"));
  }
  Pin pin_in(const std::string& name) const {
    Bytes bytes = *read_file(path(name));
    return Pin(*SecretBytes::take(bytes));
  }
  bool opens(const std::string& label, PinOf whose, const std::string& file) const {
    return *pin_opens(uri(label), whose, pin_in(file));
  }
  static std::string faulty() { return PYX_FAULTY_MODULE; }

  pyx::testing::TempFolder folder_;
  pyx::testing::SoftHsm softhsm_;
  pyx::testing::SoftHsmToken mint_ = softhsm_.make_token("mint");
};

class KilledInInit : public Killed {};
TEST_P(KilledInInit, TheTokenIsBlankOrItsSoPinIsKept) {
  const Words init = {
      PYX_PROGRAM,    "token",        "init",      "--token",        called("new", faulty()),
      "--so-pin-out", path("so.pin"), "--pin-out", path("user.pin"), "--yes"};
  kill_at(GetParam(), init, "user.pin");
  const TokenToSetUp found = *look_before_setup(uri("new"), Blank::kYes);
  if (!found.initialised) {
    ASSERT_EQ(run({PYX_PROGRAM, "token", "init", "--token", called("new", faulty()), "--so-pin-out",
                   path("so.2"), "--pin-out", path("user.2"), "--yes"}),
              0);
    EXPECT_TRUE(opens("new", PinOf::kUser, "user.2"));
    return;
  }
  EXPECT_TRUE(opens("new", PinOf::kSo, "so.pin"));
  if (found.has_user_pin) {
    EXPECT_TRUE(opens("new", PinOf::kUser, "user.pin"));
    return;
  }
  ASSERT_EQ(
      run({PYX_PROGRAM, "token", "change-pins", "--token", called("new", faulty()),
           "--so-pin-source", "file:" + path("so.pin"), "--pin-out", path("user.2"), "--yes"}),
      0);
  EXPECT_TRUE(opens("new", PinOf::kUser, "user.2"));
}
INSTANTIATE_TEST_SUITE_P(At, KilledInInit,
                         ::testing::Values("C_InitToken", "C_InitPIN", "C_Logout nth=2"));

class KilledInChange : public Killed {};
TEST_P(KilledInChange, TheOldOrTheNewPinOpensAndBothAreKept) {
  const auto key =
      (*open_token(mint_.uri(), mint_.pin()))
          ->generate({Uuid::v7(SystemClock().now()), KeyType::kP256, Purpose::kSign, "a key"});
  ASSERT_THAT(key, IsOk());
  kill_at(GetParam(),
          {PYX_PROGRAM, "token", "change-pins", "--token", called("mint", faulty()), "--pin-source",
           "file:" + mint_.pin_file().string(), "--pin-out", path("user.pin"), "--yes"},
          "user.pin");
  const bool old_opens = *pin_opens(uri("mint"), PinOf::kUser, mint_.pin());
  const bool new_opens = opens("mint", PinOf::kUser, "user.pin");
  EXPECT_NE(old_opens, new_opens);
  const auto token = open_token(uri("mint"), new_opens ? pin_in("user.pin") : mint_.pin());
  ASSERT_THAT(token, IsOk());
  EXPECT_EQ((*token)->objects()->size(), 2U);
}
// The logins before: of who tries the old PIN twice, then of who changes it.
INSTANTIATE_TEST_SUITE_P(At, KilledInChange, ::testing::Values("C_SetPIN", "C_Logout nth=3"));

}  // namespace token_setup_kill_test
}  // namespace pyx::pkcs11
