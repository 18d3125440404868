#include "pkcs11/session_pool.h"

namespace pyx::pkcs11 {

SessionPool::Lease::~Lease() {
  if (pool_ != nullptr) pool_->put_back(std::move(session_));
}

Result<void> SessionPool::Lease::replace() {
  session_.reset();
  PYX_ASSIGN(Session fresh, pool_->login_.open_session(Access::kReadOnly));
  session_.emplace(std::move(fresh));
  return {};
}

SessionPool::SessionPool(Login& login, Session first, unsigned size, Duration longest_wait)
    : login_(login), longest_wait_(longest_wait), unopened_(size - 1) {
  free_.reserve(size);  // so that putting a session back never allocates
  free_.push_back(std::move(first));
}

Result<SessionPool::Lease> SessionPool::take() {
  std::optional<Session> session;
  {
    std::unique_lock lock(mutex_);
    const auto has_place = [&] { return !free_.empty() || unopened_ > 0; };
    if (!free_again_.wait_for(lock, longest_wait_, has_place)) {
      return error(Code::kRetry, "all signing sessions of the token are busy");
    }
    if (free_.empty()) {
      --unopened_;
    } else {
      session.emplace(std::move(free_.back()));
      free_.pop_back();
    }
  }
  Lease lease(*this, std::move(session));
  if (!lease.session_) PYX_TRY(lease.replace());
  return lease;
}

void SessionPool::put_back(std::optional<Session> session) {
  {
    const std::scoped_lock lock(mutex_);
    if (session) {
      free_.push_back(*std::move(session));
    } else {
      ++unopened_;
    }
  }
  free_again_.notify_one();
}

}  // namespace pyx::pkcs11
