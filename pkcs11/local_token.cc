#include "pkcs11/local_token.h"

#include <algorithm>
#include <utility>

#include "pkcs11/anchor.h"
#include "pkcs11/bench.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/key_check.h"
#include "pkcs11/key_generation.h"
#include "pkcs11/key_readback.h"
#include "pkcs11/marker.h"
#include "pkcs11/objects.h"
#include "pkcs11/probe.h"
#include "pkcs11/signing.h"
#include "pkcs11/slot.h"
#include "pkcs11/token_random.h"

namespace pyx::pkcs11 {
namespace {

// Tries again if the session or the key's handle was lost. Once: what fails on a fresh session as
// well is not the session's fault. Precondition: nothing of the first attempt was released.
template <class Attempt, class Forget>
auto try_with(SessionPool::Lease& lease, const Attempt& attempt, const Forget& forget)
    -> decltype(attempt()) {
  auto answer = attempt();
  if (answer) return answer;
  switch (recovery_after(answer.error().ckr)) {
    case Recovery::kNone:
      return answer;
    case Recovery::kDropSession:
      lease.drop();
      return answer;
    case Recovery::kFindAgain:
      forget();
      break;
    case Recovery::kFreshSession:
      break;
  }
  PYX_TRY(lease.replace());
  auto again = attempt();
  if (!again && recovery_after(again.error().ckr) != Recovery::kNone) lease.drop();
  return again;
}

}  // namespace

LocalToken::LocalToken(Module module, const TokenIdentity& identity, std::shared_ptr<const Pin> pin)
    : module_(std::move(module)), login_(module_, identity, std::move(pin)) {
  login_.check_later_logins([this](const Session& session) { return check_marker(session); });
}

Result<std::unique_ptr<Token>> LocalToken::open(Module module, const TokenIdentity& identity,
                                                std::shared_ptr<const Pin> pin,
                                                const OpenOptions& options) {
  std::unique_ptr<LocalToken> token(new LocalToken(std::move(module), identity, std::move(pin)));
  PYX_ASSIGN(Session first, token->login_.first_session(Access::kReadOnly));
  token->pool_.emplace(token->login_, std::move(first), std::max(1U, options.signing_sessions));
  return std::unique_ptr<Token>(std::move(token));
}

Result<KeyFacts> LocalToken::generate(const KeySpec& spec) {
  PYX_ASSIGN(const auto turn, changes_.begin());
  PYX_ASSIGN(const Session session, login_.open_session(Access::kReadWrite));
  return generate_key(session, spec, [this] { return login_.open_session(Access::kReadWrite); });
}

Result<KeyFacts> LocalToken::inspect(const KeySpec& spec) {
  PYX_TRY(check_spec(spec));
  return changes_.look([&]() -> Result<KeyFacts> {
    PYX_ASSIGN(const Session session, login_.open_session(Access::kReadOnly));
    PYX_ASSIGN(const KeyObjects key, find_key(session, spec.id));
    return read_back(session, key, spec, Lifetime::kToken);
  });
}

Result<std::vector<ObjectFacts>> LocalToken::objects() {
  return changes_.look([this]() -> Result<std::vector<ObjectFacts>> {
    PYX_ASSIGN(const Session session, login_.open_session(Access::kReadOnly));
    return list_objects(session);
  });
}

Result<void> LocalToken::destroy(const Uuid& id) {
  PYX_ASSIGN(const auto turn, changes_.begin());
  keys_.forget(id);
  agreement_keys_.forget(id);
  PYX_ASSIGN(const Session session, login_.open_session(Access::kReadWrite));
  return destroy_by_id(session, id);
}

Result<Sha256> LocalToken::check_by_encryption(const Uuid& key, ByteView message,
                                               SchemeFixed fixed) {
  return changes_.look([&]() -> Result<Sha256> {
    PYX_ASSIGN(const Session session, login_.open_session(Access::kReadOnly));
    return check_key_by_encryption(session, key, message, fixed);
  });
}

Result<SecretBytes> LocalToken::random(std::size_t size_bytes) {
  PYX_ASSIGN(const Session session, login_.open_session(Access::kReadOnly));
  return generate_random(session, size_bytes);
}

Result<std::optional<Bytes>> LocalToken::read_marker() {
  PYX_ASSIGN(auto marker, changes_.look([this]() -> Result<std::optional<Bytes>> {
    PYX_ASSIGN(const Session session, login_.open_session(Access::kReadOnly));
    return pkcs11::read_marker(session);
  }));
  if (marker) remember_marker(*marker);
  return marker;
}

void LocalToken::remember_marker(const Bytes& marker) {
  const std::scoped_lock lock(marker_mutex_);
  marker_ = marker;
}

Result<void> LocalToken::check_marker(const Session& session) {
  std::optional<Bytes> expected;
  {
    const std::scoped_lock lock(marker_mutex_);
    expected = marker_;
  }
  if (!expected) return {};
  PYX_ASSIGN(const auto marker, pkcs11::read_marker(session));
  if (marker == expected) return {};
  return refused("TOKEN-BOUND",
                 "the token lost its login and no longer carries the marker it had before");
}

Result<void> LocalToken::write_marker(ByteView value) {
  PYX_ASSIGN(const auto turn, changes_.begin());
  PYX_ASSIGN(const Session session, login_.open_session(Access::kReadWrite));
  PYX_TRY(pkcs11::write_marker(session, value));
  remember_marker({value.begin(), value.end()});
  return {};
}

Result<void> LocalToken::destroy_marker(ByteView value) {
  PYX_ASSIGN(const auto turn, changes_.begin());
  PYX_ASSIGN(const Session session, login_.open_session(Access::kReadWrite));
  PYX_TRY(pkcs11::destroy_marker(session, value));
  const std::scoped_lock lock(marker_mutex_);
  marker_.reset();
  return {};
}

Result<std::vector<Bytes>> LocalToken::read_anchors() {
  return changes_.look([this]() -> Result<std::vector<Bytes>> {
    PYX_ASSIGN(const Session session, login_.open_session(Access::kReadOnly));
    return pkcs11::read_anchors(session);
  });
}

Result<void> LocalToken::write_anchor(ByteView value) {
  PYX_ASSIGN(const auto turn, changes_.begin());
  PYX_ASSIGN(const Session session, login_.open_session(Access::kReadWrite));
  return pkcs11::write_anchor(session, value);
}

Result<ProbeReport> LocalToken::probe(ProbeScope scope) {
  PYX_ASSIGN(const auto turn, changes_.begin());
  PYX_ASSIGN(const CK_SLOT_ID slot, slot_of(module_, identity()));
  PYX_ASSIGN(const Session session, login_.open_session(Access::kReadWrite));
  return probe_token(session, slot, scope);
}

Result<std::vector<BenchLine>> LocalToken::bench(const BenchPlan& plan) {
  PYX_ASSIGN(const auto turn, changes_.begin());
  return bench_token(login_, plan);
}

Result<std::vector<Bytes>> LocalToken::sign(std::span<const SignJob> jobs) {
  if (jobs.empty()) return std::vector<Bytes>{};
  PYX_ASSIGN(auto lease, pool_->take());
  const auto attempt = [&]() -> Result<std::vector<Bytes>> {
    PYX_TRY(check_all(lease.session(), jobs));
    return sign_all(lease.session(), jobs);
  };
  return try_with(lease, attempt, [&] { forget_all(jobs); });
}

Result<std::vector<SecretBytes>> LocalToken::agree(const Uuid& id, std::span<const Bytes> peers,
                                                   SchemeFixed fixed) {
  PYX_TRY(check_peers(peers));
  if (peers.empty()) return std::vector<SecretBytes>{};
  PYX_ASSIGN(auto lease, pool_->take());
  auto agreed = try_with(
      lease, [&] { return agree_all(lease.session(), id, peers, fixed); },
      [&] { agreement_keys_.forget(id); });
  // A derived key may be left over: it goes with its session.
  if (!agreed && !agreed.error().call.empty()) lease.drop();
  return agreed;
}

Result<std::vector<SecretBytes>> LocalToken::agree_all(const Session& session, const Uuid& id,
                                                       std::span<const Bytes> peers,
                                                       SchemeFixed fixed) {
  const unsigned long epoch = login_.epoch();
  auto key = agreement_keys_.get(id, epoch);
  if (!key) {
    PYX_ASSIGN(AgreementKey found,
               changes_.look([&] { return find_agreement_key(session, id, epoch); }));
    key = agreement_keys_.keep(id, found);
  }
  PYX_TRY(may_agree(*key, id, fixed));
  std::vector<SecretBytes> agreed;
  agreed.reserve(peers.size());
  for (const Bytes& peer : peers) {
    PYX_ASSIGN(SecretBytes one, agree_one(session, *key, peer));
    agreed.push_back(std::move(one));
  }
  return agreed;
}

Result<std::shared_ptr<const SigningKey>> LocalToken::key(const Session& session, const Uuid& id) {
  const unsigned long epoch = login_.epoch();
  if (auto known = keys_.get(id, epoch)) return known;
  PYX_ASSIGN(SigningKey found, changes_.look([&] { return find_signing_key(session, id, epoch); }));
  return keys_.keep(id, std::move(found));
}

Result<void> LocalToken::check_all(const Session& session, std::span<const SignJob> jobs) {
  std::shared_ptr<const SigningKey> last;
  const Uuid* last_id = nullptr;
  for (const SignJob& job : jobs) {
    if (last_id == nullptr || *last_id != job.key) {
      PYX_ASSIGN(last, key(session, job.key));
      last_id = &job.key;
    }
    PYX_TRY(may_sign(*last, job));
  }
  return {};
}

Result<std::vector<Bytes>> LocalToken::sign_all(const Session& session,
                                                std::span<const SignJob> jobs) {
  std::vector<Bytes> signatures;
  signatures.reserve(jobs.size());
  std::shared_ptr<const SigningKey> last;
  const Uuid* last_id = nullptr;
  for (const SignJob& job : jobs) {
    if (last_id == nullptr || *last_id != job.key) {
      PYX_ASSIGN(last, key(session, job.key));
      last_id = &job.key;
    }
    PYX_ASSIGN(Bytes signature, sign_one(session, *last, job));
    signatures.push_back(std::move(signature));
  }
  return signatures;
}

void LocalToken::forget_all(std::span<const SignJob> jobs) {
  for (const SignJob& job : jobs) keys_.forget(job.key);
}

}  // namespace pyx::pkcs11
