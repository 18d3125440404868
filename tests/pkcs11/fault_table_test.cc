// Every CKR at every call that signing, making and destroying a key make: what comes of it. The
// page docs/token-faults.md is this test's account of it. Traps 12, 26, 31.
//   PYX_WRITE_DOCS=1  writes the page anew instead of comparing it
#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/sha256.h"
#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace fault_table_test {

constexpr const char* kPage = PYX_SOURCE_DIR "/docs/token-faults.md";
constexpr const char* kBegin = "<!-- made by the test: begin -->\n";
constexpr const char* kEnd = "<!-- made by the test: end -->\n";

constexpr std::array kAnswers = {
    CKR_HOST_MEMORY,
    CKR_SLOT_ID_INVALID,
    CKR_GENERAL_ERROR,
    CKR_FUNCTION_FAILED,
    CKR_ARGUMENTS_BAD,
    CKR_ATTRIBUTE_SENSITIVE,
    CKR_DEVICE_ERROR,
    CKR_DEVICE_MEMORY,
    CKR_DEVICE_REMOVED,
    CKR_FUNCTION_CANCELED,
    CKR_FUNCTION_NOT_SUPPORTED,
    CKR_KEY_HANDLE_INVALID,
    CKR_MECHANISM_INVALID,
    CKR_OBJECT_HANDLE_INVALID,
    CKR_OPERATION_ACTIVE,
    CKR_OPERATION_NOT_INITIALIZED,
    CKR_PIN_INCORRECT,
    CKR_PIN_LOCKED,
    CKR_SESSION_CLOSED,
    CKR_SESSION_COUNT,
    CKR_SESSION_HANDLE_INVALID,
    CKR_TOKEN_NOT_PRESENT,
    CKR_TOKEN_WRITE_PROTECTED,
    CKR_USER_NOT_LOGGED_IN,
    CKR_BUFFER_TOO_SMALL,
    CKR_CRYPTOKI_NOT_INITIALIZED,
};

class FaultTable : public OnSoftHsm {
 protected:
  // An operation on the token, and which of its calls are made to fail.
  struct Operation {
    const char* title;
    std::vector<const char*> calls;
    std::function<void(FaultTable&)> prepare;
    std::function<Result<void>(FaultTable&)> run;
    // Whatever the outcome was, this must hold after it, once the faults have ended.
    std::function<void(FaultTable&, bool done)> check;
  };
  static std::vector<Operation> operations();

  FaultTable() { reopen(); }
  void reopen() {
    faulty_.script("");
    token_.reset();
    token_ = open(faulty_.path());
    if (!facts_) facts_ = must(token_->generate(key_));
  }
  Result<void> sign() {
    const SignJob job{key_.id, Scheme::kEcdsaSha256, digest_};
    PYX_ASSIGN(const auto signatures, token_->sign({&job, 1}));
    PYX_ASSIGN(const Bytes der, ecdsa_p1363_to_der(signatures.front()));
    EXPECT_TRUE(facts_->public_key->verify(Scheme::kEcdsaSha256, as_bytes("a coin"), der));
    return {};
  }
  Result<void> make() {
    PYX_ASSIGN(const KeyFacts made, token_->generate(other_));
    EXPECT_TRUE(made.public_key);
    return {};
  }
  void make_other() {
    other_ = spec_of(KeyType::kP256, Purpose::kSign);
    must(token_->generate(other_));
  }
  std::size_t objects_of_other() {
    const auto objects = must(token_->objects());
    return static_cast<std::size_t>(std::ranges::count_if(objects, [&](const ObjectFacts& one) {
      return std::ranges::equal(one.cka_id, other_.id.bytes);
    }));
  }

  std::string cell(const Operation& operation, const char* call, CK_RV rv);
  Result<void> run(const Operation& operation, const char* call, CK_RV rv, unsigned times);

  const Sha256 digest_ = sha256("a coin");
  const KeySpec key_ = spec_of(KeyType::kP256, Purpose::kSign);
  KeySpec other_;
  std::optional<KeyFacts> facts_;
  pyx::testing::FaultyModule faulty_;
  std::unique_ptr<Token> token_;
};

std::vector<FaultTable::Operation> FaultTable::operations() {
  const auto nothing = [](FaultTable&) {};
  const auto sign = [](FaultTable& on) { return on.sign(); };
  const auto nothing_to_check = [](FaultTable&, bool) {};
  return {
      {"Signing", {"C_SignInit", "C_Sign"}, nothing, sign, nothing_to_check},
      {"Signing after all sessions and the login were lost",
       {"C_GetSlotList", "C_GetTokenInfo", "C_OpenSession", "C_GetSessionInfo", "C_Login",
        "C_FindObjectsInit", "C_FindObjects", "C_GetAttributeValue"},
       [](FaultTable& on) { on.faulty_.script("lose-sessions"); },
       sign,
       nothing_to_check},
      {"Making a key",
       {"C_OpenSession", "C_FindObjectsInit", "C_FindObjects", "C_GenerateKeyPair",
        "C_GetAttributeValue"},
       [](FaultTable& on) { on.other_ = spec_of(KeyType::kP256, Purpose::kSign); },
       [](FaultTable& on) { return on.make(); },
       // No half of a key stays behind.
       [](FaultTable& on, bool done) { EXPECT_EQ(on.objects_of_other(), done ? 2U : 0U); }},
      {"Destroying a key",
       {"C_OpenSession", "C_FindObjectsInit", "C_FindObjects", "C_GetAttributeValue",
        "C_DestroyObject"},
       [](FaultTable& on) { on.make_other(); },
       [](FaultTable& on) { return on.token_->destroy(on.other_.id); },
       // Nothing is lost by repeating it.
       [](FaultTable& on, bool done) {
         EXPECT_EQ(on.objects_of_other(), done ? 0U : 2U);
         EXPECT_THAT(on.token_->destroy(on.other_.id), IsOk());
         EXPECT_EQ(on.objects_of_other(), 0U);
       }},
  };
}

Result<void> FaultTable::run(const Operation& operation, const char* call, CK_RV rv,
                             unsigned times) {
  operation.prepare(*this);
  faulty_.forget_calls();
  faulty_.fail(call, rv, times);
  auto outcome = operation.run(*this);
  EXPECT_GT(faulty_.calls(call), 0U) << "the operation does not make this call";
  EXPECT_EQ(faulty_.broken_sessions_used(), 0U);
  if (!outcome && !outcome.error().call.empty()) {
    // Trap 31: the CKR and the call are not lost on the way.
    EXPECT_EQ(ckr_name(outcome.error().ckr), ckr_name(rv));
    EXPECT_EQ(outcome.error().call, call);
  }
  if (!outcome && outcome.error().code == Code::kAskPerson && call == std::string_view("C_Login")) {
    faulty_.forget_calls();
    EXPECT_FALSE(operation.run(*this).ok());
    EXPECT_EQ(faulty_.calls("C_Login"), 0U);  // trap 17
    reopen();
  }
  faulty_.script("");
  operation.check(*this, outcome.ok());
  EXPECT_THAT(sign(), IsOk());
  return outcome;
}

std::string FaultTable::cell(const Operation& operation, const char* call, CK_RV rv) {
  SCOPED_TRACE(std::string(operation.title) + ": " + call + " answers " + ckr_name(rv));
  const auto told = [](const Result<void>& failed) {
    std::string text(code_name(failed.error().code));
    if (!failed.error().control.empty()) text += " " + std::string(failed.error().control);
    return text;
  };
  const auto once = run(operation, call, rv, 1);
  if (!once) return told(once);
  const auto always = run(operation, call, rv, 1000);
  return always ? "no effect" : "mended, then " + told(always);
}

std::string page_of(const std::string& section) {
  const std::string page = pyx::to_text(must(read_file(kPage)));
  const std::size_t begin = page.find(kBegin);
  const std::size_t end = page.find(kEnd);
  if (begin == std::string::npos || end == std::string::npos || end < begin) return {};
  return page.substr(0, begin) + kBegin + section + page.substr(end);
}

TEST_F(FaultTable, EveryAnswerAtEveryCallEndsAsThePageSays) {
  std::string section;
  for (const Operation& operation : operations()) {
    section += "\n### " + std::string(operation.title) + "\n| |";
    for (const char* call : operation.calls) section += " " + std::string(call) + " |";
    section += "\n|---|";
    for (std::size_t i = 0; i < operation.calls.size(); ++i) section += "---|";
    section += "\n";
    for (const CK_RV rv : kAnswers) {
      section += "| " + ckr_name(rv) + " |";
      for (const char* call : operation.calls) section += " " + cell(operation, call, rv) + " |";
      section += "\n";
    }
  }
  section += "\n";
  const std::string expected = page_of(section);
  ASSERT_FALSE(expected.empty()) << kPage << " has no place for the table";
  if (std::getenv("PYX_WRITE_DOCS") != nullptr) {
    std::ofstream(kPage) << expected;
  }
  EXPECT_EQ(pyx::to_text(must(read_file(kPage))), expected)
      << "docs/token-faults.md is not what was seen; write it anew and read the difference:\n"
         "  PYX_WRITE_DOCS=1 ctest --test-dir build/release -R fault_table_test";
}

}  // namespace fault_table_test
}  // namespace pyx::pkcs11
