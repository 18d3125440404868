// The signing desk of a running vault: a few threads that take turns. At any time at most one of
// them reserves, in a commit that many requests share, and at most `signing_threads` sign; there is
// one thread more than that. As long as those that sign have enough to do, requests gather for the
// next commit: the busier the token, the more requests share an fsync.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "custody/evidence_log.h"
#include "custody/keys/vault_token.h"
#include "custody/signing/call_watch.h"
#include "custody/signing/reservation.h"
#include "custody/signing/signing_desk.h"
#include "custody/signing/signing_numbers.h"

namespace pyx::custody {

struct PipelineOptions {
  unsigned signing_threads = 2;
  Duration request_retention = std::chrono::hours(24);
  std::size_t most_waiting = 8192;  // requests; beyond that a caller is told to come back
};

// Threads: submit() from any. `log`, `store` and `token` outlive it.
class Pipeline : public SigningDesk {
 public:
  Pipeline(EvidenceLog& log, Store& store, VaultToken& token, const PipelineOptions& options);
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;
  ~Pipeline() override { stop(); }

  void submit(SignRequest request, SignCallback done) override;
  void submit(JobPointer job);
  // Takes nothing more, answers what was submitted, settles it, ends the threads. Once.
  void stop();
  // Asks the store too. Costs a request nothing but two additions a commit.
  SigningNumbers numbers();

 private:
  struct Piece {  // of a job: the steps [first, last), or what comes before it is reserved
    JobPointer job;
    std::size_t first = 0;
    std::size_t last = 0;
    bool is_look = false;
  };
  // A thread that hangs in a call on the token is given up: the watcher answers its piece, another
  // takes its place, and it ends when the call comes back.
  struct Worker {
    explicit Worker(std::shared_ptr<HungCalls> hung) : watch(std::move(hung)) {}
    CallWatch watch;
    Piece piece;  // what it signs; guarded by mutex_
    std::thread thread;
  };
  using Lock = std::unique_lock<std::mutex>;

  std::shared_ptr<Worker> new_worker();
  void work_until_stopped(Worker& self);
  void watch_until_stopped();
  // What follows is called with mutex_ held; a Lock is let go for the work itself.
  bool wants_pieces() const { return pieces_.size() < options_.signing_threads; }
  bool may_reserve() const;
  bool may_sign() const { return !pieces_.empty() && signing_ < options_.signing_threads; }
  bool is_done() const;
  void wait(Lock& lock);
  void wake(std::size_t workers);
  void reserve(Lock& lock);
  std::vector<JobPointer> take_group();
  std::vector<JobPointer> take_answered();
  void keep_unsettled(std::vector<JobPointer> answered);
  void hand_out(const JobPointer& job);
  bool sign(Lock& lock, Worker& self);  // false: it was given up
  std::vector<Piece> give_up_hung();
  void raise_low_water();
  // Without mutex_.
  struct Done {
    bool on_token = false;  // the outcome says something about the token
    Result<void> outcome;
  };
  Done do_piece(const Piece& piece, CallWatch& watch);
  static Result<void> work_on(pkcs11::Token& token, const Piece& piece, CallWatch& watch);
  void finish(const Piece& piece, const Result<void>& outcome);
  void finish_look(const JobPointer& job, const Result<void>& outcome);
  void answer(const JobPointer& job);

  EvidenceLog& log_;
  Store& store_;
  VaultToken& token_;
  const PipelineOptions options_;
  Histogram<8> group_requests_{{0, 1, 2, 4, 8, 16, 32, 63}};
  Histogram<12> commit_us_{
      {100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 500000, 1000000}};
  Time low_water_{};  // of the thread that reserves

  std::mutex mutex_;  // guards what follows, up to the next blank line
  std::condition_variable changed_;
  std::deque<JobPointer> waiting_;    // to be reserved
  std::deque<Piece> pieces_;          // for the token
  std::vector<JobPointer> answered_;  // to be settled, by `settle_by_` at the latest
  std::chrono::steady_clock::time_point settle_by_{};
  std::size_t in_flight_ = 0;  // taken to be reserved, not yet answered
  std::size_t looking_ = 0;    // on the token before they are reserved
  std::size_t idle_ = 0;       // threads that wait
  std::size_t signing_ = 0;    // threads that sign
  bool reserving_ = false;
  bool store_failed_ = false;  // the last commit, or the clock kept it from being begun
  bool stopping_ = false;
  bool ended_ = false;  // all is done: nobody watches any more
  std::condition_variable ends_;
  std::vector<std::shared_ptr<Worker>> workers_;

  std::thread watcher_;
};

}  // namespace pyx::custody
