#include "tests/faulty-token/faults.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

namespace pyx::testing {
namespace {

// A test with a script that means nothing would prove nothing.
[[noreturn]] void stop_because(const std::string& why) {
  std::fprintf(stderr, "faulty token: %s\n", why.c_str());
  std::abort();
}

// After these nobody may ask anything of the session any more.
bool breaks_the_session(CK_RV rv) {
  switch (rv) {
    case CKR_SESSION_HANDLE_INVALID:
    case CKR_SESSION_CLOSED:
    case CKR_DEVICE_ERROR:
    case CKR_DEVICE_MEMORY:
    case CKR_DEVICE_REMOVED:
    case CKR_TOKEN_NOT_PRESENT:
    case CKR_GENERAL_ERROR:
    case CKR_FUNCTION_FAILED:
    case CKR_FUNCTION_CANCELED:
    case CKR_HOST_MEMORY:
    case CKR_OPERATION_ACTIVE:
    case CKR_OPERATION_NOT_INITIALIZED:
    case CKR_CRYPTOKI_NOT_INITIALIZED:
      return true;
    default:
      return false;
  }
}

bool same_file(const struct stat& a, const struct stat& b) {
  return a.st_ino == b.st_ino && a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

}  // namespace

Faults::Faults(std::function<void()> close_all) : close_all_(std::move(close_all)) {
  if (const char* const file = std::getenv("PYX_FAULTY_SCRIPT")) file_ = file;
}

void Faults::read_file_if_changed() {
  if (file_.empty()) return;
  struct stat now {};
  if (::stat(file_.c_str(), &now) != 0) now = {};
  Script script;
  {
    const std::scoped_lock lock(mutex_);
    if (same_file(now, file_stat_)) return;
    file_stat_ = now;
    std::ifstream in(file_);
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    auto read = parse_script(text);
    if (!read) stop_because(file_ + ": " + read.error().message);
    script = *std::move(read);
  }
  take(std::move(script));
}

void Faults::take(Script script) {
  bool closes = script.lose_sessions;
  std::vector<Counted> faults;
  for (Fault& fault : script.faults) faults.push_back({std::move(fault), 0});
  // Sessions of a token that is pulled out are gone, also when it comes back.
  const std::unique_lock none_under_way(calls_under_way_);
  {
    const std::scoped_lock lock(mutex_);
    closes = closes || (script.removed && !away_);
    away_ = script.removed;
    faults_ = std::move(faults);
    ++generation_;
  }
  if (closes) close_all_();
}

void Faults::replace(Script script) { take(std::move(script)); }

void Faults::add(const Fault& fault) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(faults_, [&](const Counted& one) {
    return one.fault.call == fault.call && one.fault.kind == fault.kind;
  });
  faults_.push_back({fault, 0});
  ++generation_;
}

bool Faults::strikes(Counted& one) const {
  ++one.seen;
  return one.seen >= one.fault.nth && one.seen - one.fault.nth < one.fault.times;
}

Orders Faults::next(const char* call, Target target, CK_SESSION_HANDLE session) {
  read_file_if_changed();
  Orders orders;
  std::chrono::milliseconds delay{0};
  bool hang = false;
  {
    const std::scoped_lock lock(mutex_);
    ++calls_[call];
    const std::string_view name = call;
    const bool cleans_up = name == "C_CloseSession";
    if (target == Target::kSession && !cleans_up && broken_.contains(session)) ++broken_used_;
    for (Counted& one : faults_) {
      if (one.fault.call != name || !strikes(one)) continue;
      switch (one.fault.kind) {
        case Fault::Kind::kAnswer:
        case Fault::Kind::kAnswerAfter:
          orders.answer = one.fault.ckr;
          orders.after = one.fault.kind == Fault::Kind::kAnswerAfter;
          break;
        case Fault::Kind::kDelay:
          delay = one.fault.delay;
          break;
        case Fault::Kind::kHang:
          hang = true;
          break;
        case Fault::Kind::kFlip:
          orders.flip = true;
          break;
        case Fault::Kind::kLeaveOperation:
          orders.leave_operation = true;
          break;
        case Fault::Kind::kFlags:
          orders.flags |= one.fault.flags;
          break;
        case Fault::Kind::kKeypad:
          orders.keypad = one.fault.keypad;
          break;
        case Fault::Kind::kWrapped:
          orders.wrapped = one.fault.wrapped;
          break;
        case Fault::Kind::kLie:
          break;
      }
    }
  }
  wait(call, delay, hang);
  const std::scoped_lock lock(mutex_);
  if (!orders.answer && away_ && target == Target::kSlot) orders.answer = CKR_TOKEN_NOT_PRESENT;
  if (!orders.answer && away_ && target == Target::kSession) orders.answer = CKR_DEVICE_REMOVED;
  if (target == Target::kSession && orders.answer && breaks_the_session(*orders.answer)) {
    broken_.insert(session);
  }
  return orders;
}

bool Faults::still_hangs(const std::string& call, unsigned long since) {
  read_file_if_changed();
  const std::scoped_lock lock(mutex_);
  if (generation_ == since) return true;
  return std::ranges::any_of(faults_, [&](const Counted& one) {
    return one.fault.call == call && one.fault.kind == Fault::Kind::kHang;
  });
}

void Faults::wait(const std::string& call, std::chrono::milliseconds delay, bool hang) {
  if (delay.count() > 0) std::this_thread::sleep_for(delay);
  if (!hang) return;
  unsigned long since = 0;
  {
    const std::scoped_lock lock(mutex_);
    since = generation_;
  }
  while (still_hangs(call, since)) std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

void Faults::opened(CK_SESSION_HANDLE session) {
  const std::scoped_lock lock(mutex_);
  broken_.erase(session);
}

void Faults::closed(CK_SESSION_HANDLE session) { opened(session); }

std::optional<CK_ATTRIBUTE_TYPE> Faults::lie() {
  const std::scoped_lock lock(mutex_);
  for (const Counted& one : faults_) {
    if (one.fault.kind == Fault::Kind::kLie) return one.fault.lie;
  }
  return std::nullopt;
}

bool Faults::is_away() {
  const std::scoped_lock lock(mutex_);
  return away_;
}

unsigned Faults::calls(const std::string& call) {
  const std::scoped_lock lock(mutex_);
  return calls_[call];
}

unsigned Faults::broken_used() {
  const std::scoped_lock lock(mutex_);
  return broken_used_;
}

void Faults::forget_calls() {
  const std::scoped_lock lock(mutex_);
  calls_.clear();
  broken_used_ = 0;
}

}  // namespace pyx::testing
