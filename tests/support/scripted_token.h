// A token that does what a test's script says; where the script is silent, what the token beneath
// does: SoftHSM2, or a TokenStub.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "pkcs11/token.h"

namespace pyx::testing {

struct TokenScript {
  std::function<Result<std::vector<Bytes>>(std::span<const pkcs11::SignJob>)> sign;
  std::function<Result<std::vector<SecretBytes>>(const Uuid&, std::span<const Bytes>,
                                                 pkcs11::SchemeFixed)>
      agree;
  // These are given the token beneath.
  std::function<Result<pkcs11::KeyFacts>(pkcs11::Token&, const pkcs11::KeySpec&)> generate;
  std::function<Result<void>(pkcs11::Token&, const Uuid&)> destroy;
  std::function<Result<pkcs11::ProbeReport>(pkcs11::Token&, pkcs11::ProbeScope)> probe;
};

// Lifetime: `script` outlives it, and is changed only while no call is under way.
class ScriptedToken : public pkcs11::Token {
 public:
  ScriptedToken(const TokenScript& script, std::unique_ptr<pkcs11::Token> beneath)
      : script_(script), beneath_(std::move(beneath)) {}

  const pkcs11::TokenIdentity& identity() const override { return beneath_->identity(); }
  Result<pkcs11::KeyFacts> generate(const pkcs11::KeySpec& spec) override {
    return script_.generate ? script_.generate(*beneath_, spec) : beneath_->generate(spec);
  }
  Result<pkcs11::KeyFacts> inspect(const pkcs11::KeySpec& spec) override {
    return beneath_->inspect(spec);
  }
  Result<std::vector<pkcs11::ObjectFacts>> objects() override { return beneath_->objects(); }
  Result<void> destroy(const Uuid& id) override {
    return script_.destroy ? script_.destroy(*beneath_, id) : beneath_->destroy(id);
  }
  Result<std::vector<Bytes>> sign(std::span<const pkcs11::SignJob> jobs) override {
    return script_.sign ? script_.sign(jobs) : beneath_->sign(jobs);
  }
  Result<std::vector<SecretBytes>> agree(const Uuid& key, std::span<const Bytes> peers,
                                         pkcs11::SchemeFixed fixed) override {
    return script_.agree ? script_.agree(key, peers, fixed) : beneath_->agree(key, peers, fixed);
  }
  Result<Sha256> check_by_encryption(const Uuid& key, ByteView message,
                                     pkcs11::SchemeFixed fixed) override {
    return beneath_->check_by_encryption(key, message, fixed);
  }
  Result<SecretBytes> random(std::size_t size_bytes) override {
    return beneath_->random(size_bytes);
  }
  Result<std::optional<Bytes>> read_marker() override { return beneath_->read_marker(); }
  Result<void> write_marker(ByteView value) override { return beneath_->write_marker(value); }
  Result<void> destroy_marker(ByteView value) override { return beneath_->destroy_marker(value); }
  Result<std::vector<Bytes>> read_anchors() override { return beneath_->read_anchors(); }
  Result<void> write_anchor(ByteView value) override { return beneath_->write_anchor(value); }
  Result<pkcs11::ProbeReport> probe(pkcs11::ProbeScope scope) override {
    return script_.probe ? script_.probe(*beneath_, scope) : beneath_->probe(scope);
  }
  Result<std::vector<pkcs11::BenchLine>> bench(const pkcs11::BenchPlan& plan) override {
    return beneath_->bench(plan);
  }

 private:
  const TokenScript& script_;
  std::unique_ptr<pkcs11::Token> beneath_;
};

// The token's answer with a CKR, as pkcs11/from_ckr.h makes it.
inline Error device_error(std::string_view call) {
  Error failure = error(Code::kToken, "the device failed");
  failure.ckr = 0x30;  // CKR_DEVICE_ERROR
  failure.call = call;
  return failure;
}

}  // namespace pyx::testing
