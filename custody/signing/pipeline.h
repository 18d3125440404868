// The signing desk of a running vault: one thread reserves, in commits that many requests share; a
// few sign, one a core.
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
  void hand_out(const JobPointer& job);
  // The signing threads.
  struct Piece {
    JobPointer job;
    std::size_t first = 0;
    std::size_t last = 0;
  };
  void sign_until_stopped();
  void sign(const Piece& piece);
  void answer(const JobPointer& job);

  EvidenceLog& log_;
  Store& store_;
  VaultToken& token_;
  const PipelineOptions options_;
  Time low_water_{};  // of the reserving thread

  std::mutex mutex_;  // guards what follows, up to the next blank line
  std::condition_variable work_;
  std::deque<JobPointer> waiting_;
  std::vector<JobPointer> answered_;  // to be settled
  std::size_t in_flight_ = 0;         // reserved, not yet answered
  bool stopping_ = false;

  std::mutex pieces_mutex_;  // guards what follows
  std::condition_variable pieces_changed_;
  std::deque<Piece> pieces_;
  bool no_more_pieces_ = false;

  std::vector<std::thread> signers_;
  std::thread reserver_;
};

}  // namespace pyx::custody
