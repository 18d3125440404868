// One request on its way through the vault, as the pipeline sees it: what it wants of the token
// before and after it is reserved, and how it is answered. What it means is its own affair.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

#include "custody/evidence_log.h"
#include "custody/signing/sign_request.h"
#include "custody/store/store.h"
#include "pkcs11/token.h"

namespace pyx::custody {

// Steps to one call on the token; each call may take its limit of time anew.
inline constexpr std::size_t kMostInOneCall = 32;

class Job {
 public:
  Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  virtual ~Job() = default;

  virtual const ClientIdentity& client() const = 0;
  virtual Uuid scope() const = 0;  // the key that the request id is scoped to, or all zero
  virtual Uuid request_id() const = 0;
  virtual Sha256 digest() const = 0;

  // Whether the token is needed to know what is to be reserved; then look() is called before, once,
  // on a signing thread. Errors are the answer; nothing was reserved.
  virtual bool wants_look() const { return false; }
  virtual Result<void> look(pkcs11::Token& /*token*/) { return {}; }

  // kAnswered: nothing is to be reserved, the answer is known.
  enum class Recorded { kReserved, kAnswered };
  // Admits the request and stages its leaf and its row; with the log's lock held. `client` is who
  // asks. Errors are the answer.
  virtual Result<Recorded> record(EvidenceLog::Writer& writer, const policies::Client& client) = 0;
  // Of a request that was reserved before: takes everything from its leaf.
  virtual Result<void> take_up(const EvidenceLog::Writer& writer, const policies::Client& client,
                               const Leaf& leaf) = 0;

  // Its work on the token, once it is durable: steps [0, steps()), cut into pieces that different
  // threads may do at once if may_be_split(), else one after another.
  virtual std::size_t steps() const = 0;
  virtual bool may_be_split() const { return false; }
  virtual Result<void> work(pkcs11::Token& token, std::size_t first, std::size_t last) = 0;
  // After all steps, once, on one of the threads: what needs no token any more.
  virtual Result<void> finish() { return {}; }
  // Exactly one of them is called, once.
  virtual void answer() = 0;
  virtual void refuse(Error why) = 0;
  // The answer has left, and no call on the token reads in it: what is large is given up while the
  // job waits to be settled.
  virtual void drop_contents() {}

  RequestKey row;
  Receipt receipt;
  // What a refusal says is counted by a leaf of the commit: it is told after that, or not at all.
  bool refusal_is_recorded = false;
  bool needs_no_settling = false;  // a retry of what is settled already, or nothing was reserved

  std::atomic<std::size_t> pieces_left{1};
  std::mutex failure_mutex;
  std::optional<Error> failure;  // the first
};

using JobPointer = std::shared_ptr<Job>;

}  // namespace pyx::custody
