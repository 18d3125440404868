// A token in memory that makes and destroys keys and keeps what pkcs11/token.h promises of CKA_IDs;
// it does not sign. It lists the calls and fails to order. One thread at a time.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "tests/support/custody_fixture.h"
#include "tests/support/token_stub.h"

namespace pyx::testing {

class FakeToken final : public TokenStub {
 public:
  using TokenStub::TokenStub;

  std::vector<pkcs11::ObjectFacts> on_token;
  std::vector<std::string> calls;         // "generate ID", "destroy ID", "objects"
  std::map<std::string, Error> failures;  // by the first word: answered, and nothing is done

  Result<pkcs11::KeyFacts> generate(const pkcs11::KeySpec& spec) override {
    PYX_TRY(called("generate", spec.id.text()));
    if (std::ranges::any_of(on_token, Carries{spec.id}))
      return error(Code::kConflict, "the token has an object with this CKA_ID");
    pkcs11::KeyFacts facts{spec.id, spec.type, spec.purpose, {}, {}};
    const bool leaves = spec.wrapping == pkcs11::Wrapping::kUnderTrusted;
    facts.attributes = {{"CKA_SENSITIVE", "true"}, {"CKA_EXTRACTABLE", leaves ? "true" : "false"}};
    if (is_asymmetric(spec.type)) {
      facts.public_key = TestKey(spec.type).public_key();
      put("CKO_PUBLIC_KEY", spec.id, spec.label);
      put("CKO_PRIVATE_KEY", spec.id, spec.label);
    } else {
      put("CKO_SECRET_KEY", spec.id, spec.label);
    }
    return facts;
  }
  Result<std::vector<pkcs11::ObjectFacts>> objects() override {
    PYX_TRY(called("objects"));
    return on_token;
  }
  Result<void> destroy(const Uuid& id) override {
    PYX_TRY(called("destroy", id.text()));
    std::erase_if(on_token, Carries{id});
    return {};
  }

  // What somebody else, or an attempt that ended half-way, left.
  void put(const std::string& object_class, const Uuid& id, const std::string& label) {
    on_token.push_back({object_class, Bytes(id.bytes.begin(), id.bytes.end()), label});
  }

 private:
  struct Carries {
    Uuid id;
    bool operator()(const pkcs11::ObjectFacts& object) const {
      return std::ranges::equal(object.cka_id, id.bytes);
    }
  };
  Result<void> called(const std::string& call, const std::string& on = "") {
    calls.push_back(on.empty() ? call : call + " " + on);
    const auto failure = failures.find(call);
    return failure == failures.end() ? Result<void>() : Result<void>(failure->second);
  }
};

}  // namespace pyx::testing
