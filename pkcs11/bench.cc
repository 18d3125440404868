#include "pkcs11/bench.h"

#include <algorithm>
#include <array>
#include <barrier>
#include <chrono>
#include <limits>
#include <thread>

#include "pkcs11/from_ckr.h"
#include "pkcs11/mechanism.h"
#include "pkcs11/trial.h"
#include "pkcs11/trial_signing.h"

namespace pyx::pkcs11 {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostTimes = 262'144;
constexpr std::size_t kMostSignatureBytes = 512;  // RSA-4096
constexpr unsigned kMostThreads = 256;

// What one thread did.
struct Tally {
  std::uint64_t signatures = 0;
  std::vector<std::uint32_t> nanoseconds;
  std::optional<Error> failed;
};

Result<void> sign_bare(const Session& session, const TrialKey& trial, CK_MECHANISM_PTR mechanism) {
  std::array<CK_BYTE, kMostSignatureBytes> signature;
  CK_ULONG written = signature.size();
  PYX_TRY(from_ckr(session.module()->C_SignInit(session.handle(), mechanism, trial.key.handle),
                   "C_SignInit"));
  return from_ckr(
      session.module()->C_Sign(session.handle(), const_cast<CK_BYTE_PTR>(trial.input.data()),
                               trial.input.size(), signature.data(), &written),
      "C_Sign");
}

void sign_until(Clock::time_point end, const Session& session, const TrialKey& trial,
                Tally& tally) {
  SignMechanism mechanism(trial.scheme);
  for (auto begin = Clock::now(); begin < end;) {
    if (auto done = sign_bare(session, trial, mechanism.get()); !done) {
      tally.failed = std::move(done).error();
      return;
    }
    const auto now = Clock::now();
    ++tally.signatures;
    if (tally.nanoseconds.size() < kMostTimes) {
      const auto took = std::chrono::nanoseconds(now - begin).count();
      tally.nanoseconds.push_back(static_cast<std::uint32_t>(
          std::min<std::int64_t>(took, std::numeric_limits<std::uint32_t>::max())));
    }
    begin = now;
  }
}

// In microseconds. Nearest rank: the least time that at least this share of all did not exceed.
double percentile_us(std::vector<std::uint32_t>& all, double share) {
  if (all.empty()) return 0;
  const auto rank = static_cast<std::size_t>(share * static_cast<double>(all.size() - 1));
  std::ranges::nth_element(all, all.begin() + static_cast<std::ptrdiff_t>(rank));
  return all[rank] / 1000.0;
}

BenchLine line_of(std::vector<Tally>& tallies, std::chrono::duration<double> took) {
  BenchLine line;
  line.threads = static_cast<unsigned>(tallies.size());
  std::vector<std::uint32_t> times;
  for (Tally& tally : tallies) {
    if (tally.failed) {
      line = {};
      line.threads = static_cast<unsigned>(tallies.size());
      line.failed = std::move(tally.failed);
      return line;
    }
    line.signatures += tally.signatures;
    times.insert(times.end(), tally.nanoseconds.begin(), tally.nanoseconds.end());
  }
  line.per_second = static_cast<double>(line.signatures) / took.count();
  line.p50_us = percentile_us(times, 0.50);
  line.p99_us = percentile_us(times, 0.99);
  return line;
}

Result<BenchLine> run(Login& login, const TrialKey& trial, unsigned threads, Duration each) {
  std::vector<Session> sessions;
  for (unsigned i = 0; i < threads; ++i) {
    auto opened = login.open_session(Access::kReadOnly);
    if (!opened) {
      BenchLine line;
      line.threads = threads;
      line.failed = std::move(opened).error();
      return line;
    }
    sessions.push_back(std::move(opened).value());
  }
  std::vector<Tally> tallies(threads);
  for (Tally& tally : tallies) tally.nanoseconds.reserve(kMostTimes);
  std::barrier all_there(static_cast<std::ptrdiff_t>(threads) + 1);
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < threads; ++i) {
    workers.emplace_back([&, i] {
      all_there.arrive_and_wait();
      sign_until(Clock::now() + each, sessions[i], trial, tallies[i]);
    });
  }
  all_there.arrive_and_wait();
  const auto begin = Clock::now();
  workers.clear();  // joins
  return line_of(tallies, Clock::now() - begin);
}

Result<void> nothing_left(const Bench& bench) {
  Template wanted;
  wanted.bytes(CKA_ID, bench.id.bytes);
  PYX_ASSIGN(const auto left, find_objects(bench.session, wanted));
  if (left.empty()) return {};
  return error(Code::kToken, "the bench left " + std::to_string(left.size()) + " objects behind");
}

}  // namespace

Result<std::vector<BenchLine>> bench_token(Login& login, const BenchPlan& plan) {
  const auto scheme = scheme_of(plan.type, plan.purpose);
  if (!scheme) return error(Code::kBadInput, "such a key does not sign");
  const bool threads_fit = std::ranges::all_of(
      plan.threads, [](unsigned threads) { return threads >= 1 && threads <= kMostThreads; });
  if (plan.threads.empty() || !threads_fit || plan.each <= Duration::zero()) {
    return error(Code::kBadInput, "a bench needs a time and 1 to 256 threads");
  }
  PYX_ASSIGN(const Session session, login.open_session(Access::kReadWrite));
  const Bench bench{session, Uuid::v7(SystemClock().now()), {}};
  std::vector<BenchLine> lines;
  {
    PYX_ASSIGN(const ThrowAwayKey made, make_throw_away(bench, plan.type, plan.purpose));
    PYX_ASSIGN(const TrialKey trial, trial_key(bench, made, *scheme));
    PYX_TRY(sign_and_check(bench, trial));
    for (const unsigned threads : plan.threads) {
      PYX_ASSIGN(BenchLine line, run(login, trial, threads, plan.each));
      lines.push_back(std::move(line));
    }
  }
  PYX_TRY(nothing_left(bench));
  return lines;
}

}  // namespace pyx::pkcs11
