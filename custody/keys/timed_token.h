// A token whose every call comes back within a limit, with the token's answer or without.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "custody/keys/bounded_call.h"
#include "custody/keys/token_limits.h"
#include "pkcs11/token.h"

namespace pyx::custody {

// What is told of each call.
struct TokenEars {
  std::function<void()> worked;
  std::function<void(const Error&)> failed;  // what the token answered
  std::function<void(const Error&)> hung;    // it did not
};

// Costs a thread a call: for acts, checks and checkpoints. Signing threads are watched instead
// (custody/signing/pipeline.h).
// Errors: the token's; kRetry if it did not answer in time, and from then on at once: what hangs
// once is not asked a second time.
// Lifetime: whatever `ears` name outlives it; the token is kept alive as long as a call hangs.
class TimedToken final : public pkcs11::Token {
 public:
  TimedToken(std::shared_ptr<pkcs11::Token> token, const TokenLimits& limits,
             std::shared_ptr<HungCalls> hung, TokenEars ears)
      : token_(std::move(token)), limits_(limits), hung_(std::move(hung)), ears_(std::move(ears)) {}

  const pkcs11::TokenIdentity& identity() const override { return token_->identity(); }
  Result<pkcs11::KeyFacts> generate(const pkcs11::KeySpec& spec) override;
  Result<pkcs11::KeyFacts> inspect(const pkcs11::KeySpec& spec) override;
  Result<std::vector<pkcs11::ObjectFacts>> objects() override;
  Result<void> destroy(const Uuid& id) override;
  Result<std::vector<Bytes>> sign(std::span<const pkcs11::SignJob> jobs) override;
  Result<std::vector<SecretBytes>> agree(const Uuid& key, std::span<const Bytes> peers,
                                         pkcs11::SchemeFixed fixed) override;
  Result<Sha256> check_by_encryption(const Uuid& key, ByteView message,
                                     pkcs11::SchemeFixed fixed) override;
  Result<SecretBytes> random(std::size_t size_bytes) override;
  Result<std::optional<Bytes>> read_marker() override;
  Result<void> write_marker(ByteView value) override;
  Result<void> destroy_marker(ByteView value) override;
  Result<std::vector<Bytes>> read_anchors() override;
  Result<void> write_anchor(ByteView value) override;
  Result<pkcs11::ProbeReport> probe(pkcs11::ProbeScope scope) override;
  Result<std::vector<pkcs11::BenchLine>> bench(const pkcs11::BenchPlan& plan) override;

 private:
  template <class T>
  Result<T> ask(Duration limit, std::function<Result<T>(pkcs11::Token&)> call);

  const std::shared_ptr<pkcs11::Token> token_;
  const TokenLimits limits_;
  const std::shared_ptr<HungCalls> hung_;
  const TokenEars ears_;
  std::mutex mutex_;
  std::optional<Error> hangs_;
};

}  // namespace pyx::custody
