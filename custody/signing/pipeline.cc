#include "custody/signing/pipeline.h"

#include <algorithm>
#include <utility>

#include "base/crash_point.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kMostInGroup = 64;          // requests to one commit
constexpr std::size_t kMostSettledAtOnce = 1024;  // leaf indices that surely fit into one leaf
constexpr auto kSettleWithin =
    std::chrono::milliseconds(200);  // when no request comes along to carry it
constexpr Duration kLowWaterStep = std::chrono::minutes(1);

}  // namespace

Pipeline::Pipeline(EvidenceLog& log, Store& store, VaultToken& token,
                   const PipelineOptions& options)
    : log_(log), store_(store), token_(token), options_(options) {
  if (const auto head = store_.head()) low_water_ = head->low_water;
  for (unsigned i = 0; i < options_.signing_threads; ++i)
    signers_.emplace_back([this] { sign_until_stopped(); });
  reserver_ = std::thread([this] { reserve_until_stopped(); });
}

void Pipeline::submit(SignRequest request, SignCallback done) {
  auto job = std::make_shared<SignJob>();
  job->request = std::move(request);
  job->done = std::move(done);
  Error refusal;
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_ && waiting_.size() < options_.most_waiting) {
      waiting_.push_back(std::move(job));
      if (wants_pieces() || waiting_.size() >= kMostInGroup) work_.notify_one();
      return;
    }
    refusal = error(Code::kRetry,
                    stopping_ ? "the vault is being closed" : "too many requests are waiting");
  }
  job->done(std::move(refusal));
}

void Pipeline::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    work_.notify_all();
  }
  if (reserver_.joinable()) reserver_.join();
  {
    const std::lock_guard lock(mutex_);
    no_more_pieces_ = true;
    pieces_changed_.notify_all();
  }
  for (std::thread& signer : signers_) {
    if (signer.joinable()) signer.join();
  }
}

// False once everything is answered and settled and nothing more can come.
bool Pipeline::wait_for_work(std::vector<JobPointer>& group, std::vector<JobPointer>& answered) {
  std::unique_lock lock(mutex_);
  const auto has_work = [this] {
    return (!waiting_.empty() && wants_pieces()) || waiting_.size() >= kMostInGroup ||
           answered_.size() >= kMostSettledAtOnce || stopping_;
  };
  // Requests gather as long as the signing threads have enough to do.
  // What was answered waits for the next group of requests to ride with, but not for long.
  if (answered_.empty()) {
    work_.wait(lock, [&] { return has_work() || !answered_.empty(); });
  }
  if (!has_work()) work_.wait_for(lock, kSettleWithin, has_work);
  // While stopping, what is still being signed is waited for, so that it is settled too.
  work_.wait(lock, [this] {
    return !stopping_ || !waiting_.empty() || !answered_.empty() || in_flight_ == 0;
  });
  while (!waiting_.empty() && group.size() < kMostInGroup) {
    group.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  const std::size_t settled = std::min(answered_.size(), kMostSettledAtOnce);
  answered.assign(
      std::make_move_iterator(answered_.begin()),
      std::make_move_iterator(answered_.begin() + static_cast<std::ptrdiff_t>(settled)));
  answered_.erase(answered_.begin(), answered_.begin() + static_cast<std::ptrdiff_t>(settled));
  in_flight_ += group.size();
  return !group.empty() || !answered.empty() || !stopping_;
}

void Pipeline::reserve_until_stopped() {
  for (;;) {
    std::vector<JobPointer> group;
    std::vector<JobPointer> answered;
    if (!wait_for_work(group, answered)) return;
    reserve(std::move(group), std::move(answered));
    raise_low_water();
  }
}

void Pipeline::reserve(std::vector<JobPointer> group, std::vector<JobPointer> answered) {
  Reserved outcome = reserve_group(log_, store_, std::move(group), answered, low_water_);
  crash_point(CrashPoint::kSignReserved);
  {
    const std::lock_guard lock(mutex_);
    in_flight_ -= outcome.refused.size() + outcome.later.size();
    for (JobPointer& job : outcome.later) waiting_.push_back(std::move(job));
    // What could not be settled now stays unsettled in the log while the store fails; a stopping
    // vault does not try for ever.
    if (!outcome.committed && !stopping_) {
      for (JobPointer& job : answered) answered_.push_back(std::move(job));
    }
    for (JobPointer& job : outcome.jobs) hand_out(std::move(job));
  }
  for (auto& [job, why] : outcome.refused) job->done(std::move(why));
}

void Pipeline::raise_low_water() {
  const auto now = log_.look([](const Books& books) { return books.last_time; });
  const Time to = now - options_.request_retention;
  if (to < low_water_ + kLowWaterStep) return;
  // Until it is durable the old mark holds; a failing store is noticed by the next commit.
  if (store_.raise_low_water(to)) low_water_ = to;
}

void Pipeline::hand_out(JobPointer job) {
  const std::size_t messages = job->request.messages.size();
  // One request alone is spread over the threads; when others wait anyway, whole requests are
  // cheaper.
  const std::size_t pieces = pieces_.empty() ? std::min<std::size_t>(messages, signers_.size()) : 1;
  job->pieces_left = pieces;
  for (std::size_t i = 0; i < pieces; ++i) {
    pieces_.push_back({job, messages * i / pieces, messages * (i + 1) / pieces});
  }
  if (pieces == 1) {
    pieces_changed_.notify_one();
  } else {
    pieces_changed_.notify_all();
  }
}

void Pipeline::sign_until_stopped() {
  for (;;) {
    Piece piece;
    {
      std::unique_lock lock(mutex_);
      pieces_changed_.wait(lock, [this] { return !pieces_.empty() || no_more_pieces_; });
      if (pieces_.empty()) return;
      piece = std::move(pieces_.front());
      pieces_.pop_front();
      if (wants_pieces() && !waiting_.empty()) work_.notify_one();
    }
    sign(piece);
  }
}

void Pipeline::sign(const Piece& piece) {
  auto token = token_.get();
  Result<void> outcome = token ? sign_messages(**token, *piece.job, piece.first, piece.last)
                               : Result<void>(token.error());
  if (!outcome) {
    const std::lock_guard lock(piece.job->failure_mutex);
    if (!piece.job->failure) piece.job->failure = outcome.error();
  }
  if (piece.job->pieces_left.fetch_sub(1) == 1) answer(piece.job);
}

void Pipeline::answer(const JobPointer& job) {
  crash_point(CrashPoint::kSignSigned);
  const SignCallback done = std::move(job->done);
  // All or nothing: a piece that failed keeps the others in. Its reservation stays, and its id can
  // be tried again.
  if (job->failure) {
    done(*job->failure);
  } else {
    done(SignAnswer{job->scheme, std::move(job->signatures), job->receipt});
  }
  const std::lock_guard lock(mutex_);
  --in_flight_;
  if (!job->failure && !job->was_settled) {
    job->request.messages.clear();
    answered_.push_back(job);
  }
  if (stopping_ || answered_.size() == 1) work_.notify_one();
}

}  // namespace pyx::custody
