// A token that has an identity and a marker, and no keys.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "pkcs11/token.h"
#include "tests/support/enforcing_rules.h"

namespace pyx::testing {

class TokenStub : public pkcs11::Token {
 public:
  explicit TokenStub(pkcs11::TokenIdentity identity, std::optional<Bytes> marked = {})
      : marker(std::move(marked)), identity_(std::move(identity)) {}

  const pkcs11::TokenIdentity& identity() const override { return identity_; }
  Result<std::optional<Bytes>> read_marker() override {
    if (read_fails) return *read_fails;
    return marker;
  }
  Result<void> write_marker(ByteView value) override {
    if (write_fails) return *write_fails;
    marker = Bytes(value.begin(), value.end());
    return {};
  }
  Result<void> destroy_marker(ByteView value) override {
    if (marker && !std::ranges::equal(*marker, value))
      return error(Code::kConflict, "the marker of another vault");
    marker.reset();
    return {};
  }
  Result<pkcs11::KeyFacts> generate(const pkcs11::KeySpec&) override { return no_keys(); }
  Result<pkcs11::KeyFacts> inspect(const pkcs11::KeySpec&) override { return no_keys(); }
  Result<std::vector<pkcs11::ObjectFacts>> objects() override { return no_keys(); }
  Result<void> destroy(const Uuid&) override { return no_keys(); }
  Result<std::vector<Bytes>> sign(std::span<const pkcs11::SignJob>) override { return no_keys(); }
  Result<pkcs11::ProbeReport> probe(pkcs11::ProbeScope) override {
    return pkcs11::ProbeReport{"a stub", identity_.model, "1.0", {}, rules};
  }

  std::vector<pkcs11::RuleFinding> rules = all_enforced();  // what a probe finds
  std::optional<Bytes> marker;
  std::optional<Error> read_fails;
  std::optional<Error> write_fails;

 private:
  static Error no_keys() { return error(Code::kBug, "this token has no keys"); }
  pkcs11::TokenIdentity identity_;
};

}  // namespace pyx::testing
