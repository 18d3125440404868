#include "custody/signing/pipeline.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/crash_point.h"
#include "custody/signing/sign_job.h"

namespace pyx::custody {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kMostInGroup = 64;          // requests to one commit
constexpr std::size_t kMostSettledAtOnce = 1024;  // leaf indices that surely fit into one leaf
constexpr auto kSettleWithin =
    std::chrono::milliseconds(200);  // when no request comes along to carry it
constexpr Duration kLowWaterStep = std::chrono::minutes(1);
constexpr Duration kWatchEvery = std::chrono::milliseconds(250);

template <class Queue>
std::vector<JobPointer> take(Queue& from, std::size_t most) {
  const auto end = from.begin() + static_cast<std::ptrdiff_t>(std::min(from.size(), most));
  std::vector<JobPointer> taken(std::make_move_iterator(from.begin()),
                                std::make_move_iterator(end));
  from.erase(from.begin(), end);
  return taken;
}

std::uint64_t microseconds_since(SteadyClock::time_point start) {
  const auto passed = SteadyClock::now() - start;
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(passed).count());
}

}  // namespace

Pipeline::Pipeline(EvidenceLog& log, Store& store, VaultToken& token,
                   const PipelineOptions& options)
    : log_(log), store_(store), token_(token), options_(options) {
  if (const auto head = store_.head()) low_water_ = head->low_water;
  const Lock lock(mutex_);
  for (unsigned i = 0; i <= options_.signing_threads; ++i) workers_.push_back(new_worker());
  watcher_ = std::thread([this] { watch_until_stopped(); });
}

std::shared_ptr<Pipeline::Worker> Pipeline::new_worker() {
  auto worker = std::make_shared<Worker>(token_.hung_calls());
  worker->thread = std::thread([this, worker] { work_until_stopped(*worker); });
  return worker;
}

void Pipeline::submit(SignRequest request, SignCallback done) {
  auto job = std::make_shared<SignJob>();
  job->request = std::move(request);
  job->done = std::move(done);
  submit(JobPointer(std::move(job)));
}

void Pipeline::submit(JobPointer job) {
  // Nothing is reserved for a token that is known to be away.
  if (auto trouble = token_.trouble()) return job->refuse(*std::move(trouble));
  Error refusal;
  {
    Lock lock(mutex_);
    if (!stopping_ && waiting_.size() + looking_ < options_.most_waiting) {
      bool wake_one = false;
      if (job->wants_look()) {
        ++looking_;
        pieces_.push_back({std::move(job), 0, 0, true});
        wake_one = idle_ > 0 && may_sign();
      } else {
        waiting_.push_back(std::move(job));
        wake_one = idle_ > 0 && may_reserve();
      }
      lock.unlock();
      if (wake_one) changed_.notify_one();
      return;
    }
    refusal = error(Code::kRetry,
                    stopping_ ? "the vault is being closed" : "too many requests are waiting");
  }
  job->refuse(std::move(refusal));
}

void Pipeline::stop() {
  {
    Lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
    ends_.wait(lock, [this] { return is_done(); });
    ended_ = true;
    ends_.notify_all();
  }
  if (watcher_.joinable()) watcher_.join();
  for (const auto& worker : workers_) {
    if (worker->thread.joinable()) worker->thread.join();
  }
}

SigningNumbers Pipeline::numbers() {
  SigningNumbers now;
  {
    const Lock lock(mutex_);
    now.waiting = waiting_.size() + looking_;
    now.in_flight = in_flight_;
  }
  now.group_requests = group_requests_.counts();
  now.commit_microseconds = commit_us_.counts();
  if (const auto unsettled = store_.all_unsettled_requests()) now.unsettled = *unsettled;
  return now;
}

void Pipeline::work_until_stopped(Worker& self) {
  Lock lock(mutex_);
  while (!is_done()) {
    if (may_reserve()) {
      reserve(lock);
    } else if (may_sign()) {
      if (!sign(lock, self)) return;
    } else {
      wait(lock);
    }
  }
  changed_.notify_all();
  ends_.notify_all();
}

void Pipeline::watch_until_stopped() {
  const Duration limit = token_.limits().answer;
  Lock lock(mutex_);
  while (!ended_) {
    ends_.wait_for(lock, std::clamp(limit / 4, Duration(10), kWatchEvery));
    const std::vector<Piece> hung = give_up_hung();
    if (hung.empty()) continue;
    lock.unlock();
    const Error why = no_answer(limit);
    token_.hung(why);
    for (const Piece& piece : hung) finish(piece, why);
    lock.lock();
    changed_.notify_all();
  }
}

std::vector<Pipeline::Piece> Pipeline::give_up_hung() {
  const auto then = SteadyClock::now() - token_.limits().answer;
  std::vector<Piece> hung;
  for (auto& worker : workers_) {
    if (!worker->watch.give_up_if_older(then)) continue;
    hung.push_back(std::exchange(worker->piece, {}));
    worker->thread.detach();
    worker = new_worker();
    --signing_;
  }
  return hung;
}

bool Pipeline::may_reserve() const {
  if (reserving_) return false;
  if (!waiting_.empty() && (wants_pieces() || waiting_.size() >= kMostInGroup || stopping_))
    return true;
  // What was answered waits for the next group of requests to ride with, but not for long. While
  // stopping, what is still being signed is waited for, so that it is settled too.
  const bool many = answered_.size() >= kMostSettledAtOnce && !store_failed_;
  return !answered_.empty() &&
         (many || (stopping_ && in_flight_ + looking_ + waiting_.size() == 0) ||
          SteadyClock::now() >= settle_by_);
}

bool Pipeline::is_done() const {
  return stopping_ && !reserving_ && waiting_.empty() && looking_ == 0 && in_flight_ == 0 &&
         answered_.empty();
}

void Pipeline::wait(Lock& lock) {
  ++idle_;
  if (answered_.empty() || reserving_) {
    changed_.wait(lock);
  } else {
    changed_.wait_until(lock, settle_by_);
  }
  --idle_;
}

void Pipeline::wake(std::size_t workers) {
  for (std::size_t i = std::min(workers, idle_); i > 0; --i) changed_.notify_one();
}

std::vector<JobPointer> Pipeline::take_group() {
  std::vector<JobPointer> group = take(waiting_, kMostInGroup);
  in_flight_ += group.size();
  return group;
}

std::vector<JobPointer> Pipeline::take_answered() { return take(answered_, kMostSettledAtOnce); }

void Pipeline::reserve(Lock& lock) {
  reserving_ = true;
  std::vector<JobPointer> group = take_group();
  std::vector<JobPointer> answered = take_answered();
  lock.unlock();
  const auto started = SteadyClock::now();
  group_requests_.count(group.size());
  Reserved outcome = reserve_group(log_, store_, std::move(group), answered, low_water_);
  commit_us_.count(microseconds_since(started));
  crash_point(CrashPoint::kSignReserved);
  for (auto& [job, why] : outcome.refused) job->refuse(std::move(why));
  raise_low_water();
  lock.lock();
  reserving_ = false;
  in_flight_ -= outcome.refused.size() + outcome.later.size();
  for (JobPointer& job : outcome.later) waiting_.push_back(std::move(job));
  store_failed_ = !outcome.committed;
  if (store_failed_) keep_unsettled(std::move(answered));
  for (const JobPointer& job : outcome.jobs) hand_out(job);
  // This thread takes a piece itself.
  if (!pieces_.empty()) wake(pieces_.size() - 1);
}

// What could not be settled now stays unsettled in the log while the store fails; a stopping vault
// does not try for ever.
void Pipeline::keep_unsettled(std::vector<JobPointer> answered) {
  if (stopping_) return;
  std::ranges::move(answered, std::back_inserter(answered_));
  // A request that is retried while nothing can be settled is answered again and again: it is kept
  // once.
  const auto leaf = [](const JobPointer& job) { return job->receipt.leaf_index; };
  std::ranges::sort(answered_, {}, leaf);
  const auto same = [&](const JobPointer& a, const JobPointer& b) { return leaf(a) == leaf(b); };
  answered_.erase(std::unique(answered_.begin(), answered_.end(), same), answered_.end());
  settle_by_ = SteadyClock::now() + kSettleWithin;
}

void Pipeline::raise_low_water() {
  const auto now = log_.look([](const Books& books) { return books.last_time; });
  const Time to = now - options_.request_retention;
  if (to < low_water_ + kLowWaterStep) return;
  // Until it is durable the old mark holds; a failing store is noticed by the next commit.
  if (store_.raise_low_water(to)) low_water_ = to;
}

void Pipeline::hand_out(const JobPointer& job) {
  const std::size_t steps = job->steps();
  // One request alone is spread over the threads; when others wait anyway, whole requests are
  // cheaper. What needs no token is one empty piece: a worker answers it.
  const bool split = pieces_.empty() && job->may_be_split();
  const std::size_t pieces =
      split ? std::clamp<std::size_t>(steps, 1, options_.signing_threads) : 1;
  job->pieces_left = pieces;
  for (std::size_t i = 0; i < pieces; ++i) {
    pieces_.push_back({job, steps * i / pieces, steps * (i + 1) / pieces});
  }
}

bool Pipeline::sign(Lock& lock, Worker& self) {
  const Piece piece = std::move(pieces_.front());
  pieces_.pop_front();
  ++signing_;
  self.piece = piece;
  self.watch.begin();
  if (may_reserve()) wake(1);
  lock.unlock();
  const Done done = do_piece(piece, self.watch);
  if (!self.watch.end()) return false;
  if (done.on_token && done.outcome) token_.worked();
  if (done.on_token && !done.outcome) token_.failed(done.outcome.error());
  finish(piece, done.outcome);
  lock.lock();
  --signing_;
  return true;
}

Pipeline::Done Pipeline::do_piece(const Piece& piece, CallWatch& watch) {
  if (!piece.is_look && piece.first == piece.last) return {};
  const auto token = token_.direct();
  if (!token) return {false, token.error()};
  return {true, work_on(**token, piece, watch)};
}

Result<void> Pipeline::work_on(pkcs11::Token& token, const Piece& piece, CallWatch& watch) {
  if (piece.is_look) return piece.job->look(token);
  for (std::size_t at = piece.first; at < piece.last && !watch.was_given_up();
       at += kMostInOneCall) {
    watch.begin();
    PYX_TRY(piece.job->work(token, at, std::min(at + kMostInOneCall, piece.last)));
  }
  return {};
}

void Pipeline::finish(const Piece& piece, const Result<void>& outcome) {
  if (piece.is_look) return finish_look(piece.job, outcome);
  if (!outcome) {
    const std::lock_guard lock(piece.job->failure_mutex);
    if (!piece.job->failure) piece.job->failure = outcome.error();
  }
  if (piece.job->pieces_left.fetch_sub(1) == 1) answer(piece.job);
}

void Pipeline::finish_look(const JobPointer& job, const Result<void>& outcome) {
  crash_point(CrashPoint::kSignLooked);
  if (!outcome) job->refuse(outcome.error());
  const Lock lock(mutex_);
  --looking_;
  if (outcome) waiting_.push_back(job);
}

void Pipeline::answer(const JobPointer& job) {
  crash_point(CrashPoint::kSignSigned);
  if (!job->failure) {
    if (auto finished = job->finish(); !finished) job->failure = std::move(finished).error();
  }
  // All or nothing: a piece that failed keeps the others in. Its reservation stays, and its id can
  // be tried again.
  if (job->failure) {
    // First, so that whoever was refused may free it at once.
    if (!job->needs_no_settling) log_.gave_up(job->receipt.leaf_index);
    job->refuse(*job->failure);  // a call that hangs may read on in its contents
  } else {
    job->answer();
    job->drop_contents();
  }
  const Lock lock(mutex_);
  --in_flight_;
  if (job->failure || job->needs_no_settling) return;
  if (answered_.empty()) settle_by_ = SteadyClock::now() + kSettleWithin;
  answered_.push_back(job);
}

}  // namespace pyx::custody
