// The sessions that sign: a fixed number, each used by one thread at a time.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "pkcs11/login.h"
#include "pkcs11/session.h"

namespace pyx::pkcs11 {

// A session that broke is closed and never put back; its place stays empty until somebody needs it
// and a new one opens (trap 12).
// Threads: any, at a time. Lifetime: `login` outlives the pool, the pool outlives its leases.
class SessionPool {
 public:
  // One session on loan; the destructor puts it back, or its empty place.
  // Threads: one at a time.
  class Lease {
   public:
    Lease(Lease&& from) noexcept
        : pool_(std::exchange(from.pool_, nullptr)), session_(std::move(from.session_)) {}
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    // Precondition: neither drop() nor a failed replace() came before.
    const Session& session() const { return *session_; }
    void drop() { session_.reset(); }  // closes it for good
    // Closes it and opens another, logged in. Errors: those of Login::open_session.
    Result<void> replace();

   private:
    friend class SessionPool;
    Lease(SessionPool& pool, std::optional<Session> session)
        : pool_(&pool), session_(std::move(session)) {}
    SessionPool* pool_;
    std::optional<Session> session_;
  };

  static constexpr Duration kLongestWait = std::chrono::seconds(30);

  // `first` is the session of Login::first_session; the others open when they are needed.
  // Precondition: size >= 1.
  SessionPool(Login& login, Session first, unsigned size, Duration longest_wait = kLongestWait);
  SessionPool(const SessionPool&) = delete;
  SessionPool& operator=(const SessionPool&) = delete;

  // Waits while all are on loan. Errors: kRetry after `longest_wait`; those of Login::open_session.
  Result<Lease> take();

 private:
  void put_back(std::optional<Session> session);

  Login& login_;
  const Duration longest_wait_;
  std::mutex mutex_;
  std::condition_variable free_again_;
  std::vector<Session> free_;  // the last used is used next
  unsigned unopened_;          // places whose session broke or was not needed yet
};

}  // namespace pyx::pkcs11
