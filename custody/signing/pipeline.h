// The signing desk of a running vault: one thread reserves, in commits that many requests share; a
// few sign, one a core. As long as the signing threads have enough to do, requests gather for the
// next commit: the busier the token, the more requests share an fsync.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "custody/evidence_log.h"
#include "custody/keys/vault_token.h"
#include "custody/signing/reservation.h"
#include "custody/signing/sign_job.h"
#include "custody/signing/signing_desk.h"

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
  // Takes nothing more, answers what was submitted, settles it, ends the threads. Once.
  void stop();

 private:
  // The reserving thread.
  void reserve_until_stopped();
  bool wait_for_work(std::vector<JobPointer>& group, std::vector<JobPointer>& answered);
  void reserve(std::vector<JobPointer> group, std::vector<JobPointer> answered);
  void raise_low_water();
  // The signing threads.
  struct Piece {
    JobPointer job;
    std::size_t first = 0;
    std::size_t last = 0;
  };
  void hand_out(JobPointer job);  // with mutex_ held
  bool wants_pieces() const { return pieces_.size() < signers_.size(); }
  void sign_until_stopped();
  void sign(const Piece& piece);
  void answer(const JobPointer& job);

  EvidenceLog& log_;
  Store& store_;
  VaultToken& token_;
  const PipelineOptions options_;
  Time low_water_{};  // of the reserving thread

  std::mutex mutex_;                        // guards what follows, up to the next blank line
  std::condition_variable work_;            // for the reserving thread
  std::condition_variable pieces_changed_;  // for the signing threads
  std::deque<JobPointer> waiting_;          // to be reserved
  std::deque<Piece> pieces_;                // to be signed
  std::vector<JobPointer> answered_;        // to be settled
  std::size_t in_flight_ = 0;               // taken to be reserved, not yet answered
  bool stopping_ = false;
  bool no_more_pieces_ = false;

  std::vector<std::thread> signers_;
  std::thread reserver_;
};

}  // namespace pyx::custody
