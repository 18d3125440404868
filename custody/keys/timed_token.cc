#include "custody/keys/timed_token.h"

namespace pyx::custody {

template <class T>
Result<T> TimedToken::ask(Duration limit, std::function<Result<T>(pkcs11::Token&)> call) {
  {
    const std::lock_guard lock(mutex_);
    if (hangs_) return *hangs_;
  }
  auto answer = call_within<T>(limit, hung_,
                               [token = token_, call = std::move(call)] { return call(*token); });
  if (!answer) {
    const Error why = no_answer(limit);
    {
      const std::lock_guard lock(mutex_);
      hangs_ = why;
    }
    ears_.hung(why);
    return why;
  }
  if (*answer) {
    ears_.worked();
  } else {
    ears_.failed(answer->error());
  }
  return *std::move(answer);
}

Result<pkcs11::KeyFacts> TimedToken::generate(const pkcs11::KeySpec& spec) {
  return ask<pkcs11::KeyFacts>(limits_.change,
                               [spec](pkcs11::Token& token) { return token.generate(spec); });
}

Result<pkcs11::KeyFacts> TimedToken::inspect(const pkcs11::KeySpec& spec) {
  return ask<pkcs11::KeyFacts>(limits_.answer,
                               [spec](pkcs11::Token& token) { return token.inspect(spec); });
}

Result<std::vector<pkcs11::ObjectFacts>> TimedToken::objects() {
  return ask<std::vector<pkcs11::ObjectFacts>>(
      limits_.change, [](pkcs11::Token& token) { return token.objects(); });
}

Result<void> TimedToken::destroy(const Uuid& id) {
  return ask<void>(limits_.change, [id](pkcs11::Token& token) { return token.destroy(id); });
}

Result<std::vector<Bytes>> TimedToken::sign(std::span<const pkcs11::SignJob> jobs) {
  // A call that hangs outlives its caller, and so must its inputs.
  struct Owned {
    std::vector<Bytes> inputs;
    std::vector<pkcs11::SignJob> jobs;
  };
  auto owned = std::make_shared<Owned>();
  owned->inputs.reserve(jobs.size());
  for (const pkcs11::SignJob& job : jobs) {
    owned->inputs.emplace_back(job.input.begin(), job.input.end());
    owned->jobs.push_back(job);
    owned->jobs.back().input = owned->inputs.back();
  }
  return ask<std::vector<Bytes>>(limits_.answer,
                                 [owned](pkcs11::Token& token) { return token.sign(owned->jobs); });
}

Result<std::vector<SecretBytes>> TimedToken::agree(const Uuid& key, std::span<const Bytes> peers,
                                                   pkcs11::SchemeFixed fixed) {
  return ask<std::vector<SecretBytes>>(
      limits_.answer, [key, fixed, owned = std::vector<Bytes>(peers.begin(), peers.end())](
                          pkcs11::Token& token) { return token.agree(key, owned, fixed); });
}

Result<Sha256> TimedToken::check_by_encryption(const Uuid& key, ByteView message,
                                               pkcs11::SchemeFixed fixed) {
  return ask<Sha256>(limits_.answer, [key, fixed, owned = Bytes(message.begin(), message.end())](
                                         pkcs11::Token& token) {
    return token.check_by_encryption(key, owned, fixed);
  });
}

Result<SecretBytes> TimedToken::random(std::size_t size_bytes) {
  return ask<SecretBytes>(limits_.answer,
                          [size_bytes](pkcs11::Token& token) { return token.random(size_bytes); });
}

Result<std::optional<Bytes>> TimedToken::read_marker() {
  return ask<std::optional<Bytes>>(limits_.answer,
                                   [](pkcs11::Token& token) { return token.read_marker(); });
}

Result<void> TimedToken::write_marker(ByteView value) {
  return ask<void>(limits_.answer, [value = Bytes(value.begin(), value.end())](
                                       pkcs11::Token& token) { return token.write_marker(value); });
}

Result<void> TimedToken::destroy_marker(ByteView value) {
  return ask<void>(limits_.answer,
                   [value = Bytes(value.begin(), value.end())](pkcs11::Token& token) {
                     return token.destroy_marker(value);
                   });
}

Result<std::vector<Bytes>> TimedToken::read_anchors() {
  return ask<std::vector<Bytes>>(limits_.answer,
                                 [](pkcs11::Token& token) { return token.read_anchors(); });
}

Result<void> TimedToken::write_anchor(ByteView value) {
  return ask<void>(limits_.answer, [value = Bytes(value.begin(), value.end())](
                                       pkcs11::Token& token) { return token.write_anchor(value); });
}

Result<pkcs11::ProbeReport> TimedToken::probe(pkcs11::ProbeScope scope) {
  return ask<pkcs11::ProbeReport>(limits_.change,
                                  [scope](pkcs11::Token& token) { return token.probe(scope); });
}

Result<std::vector<pkcs11::BenchLine>> TimedToken::bench(const pkcs11::BenchPlan& plan) {
  return ask<std::vector<pkcs11::BenchLine>>(
      limits_.change, [plan](pkcs11::Token& token) { return token.bench(plan); });
}

}  // namespace pyx::custody
