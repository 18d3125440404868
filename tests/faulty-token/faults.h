// The script in force, and what it says about the call that is being made now.
#pragma once

#include <p11-kit/pkcs11.h>
#include <sys/stat.h>

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <vector>

#include "tests/faulty-token/script.h"

namespace pyx::testing {

// What a call is about, and so what it answers while the token is away.
enum class Target { kModule, kSlot, kSession };

struct Orders {
  std::optional<CK_RV> answer;  // instead of the real module's
  bool after = false;           // but call that first
  bool flip = false;
  bool leave_operation = false;
  CK_FLAGS flags = 0;
  std::string keypad;
  std::string wrapped;
};

// Threads: any, at a time.
class Faults {
 public:
  // `close_all` closes every session of the real module; no call is under way in it then.
  explicit Faults(std::function<void()> close_all);

  // Counts the call, waits if it must, and says what to do. `session` is CK_INVALID_HANDLE for a
  // call without one.
  Orders next(const char* call, Target target, CK_SESSION_HANDLE session);
  // Held while the real module is in a call.
  std::shared_lock<std::shared_mutex> in_call() { return std::shared_lock(calls_under_way_); }

  void opened(CK_SESSION_HANDLE session);
  void closed(CK_SESSION_HANDLE session);
  std::optional<CK_ATTRIBUTE_TYPE> lie();
  bool is_away();

  // For tests in the same process.
  void replace(Script script);
  void add(const Fault& fault);  // takes the place of what was said about the call
  unsigned calls(const std::string& call);
  unsigned broken_used();
  void forget_calls();

 private:
  struct Counted {
    Fault fault;
    unsigned long seen = 0;
  };
  bool strikes(Counted& one) const;
  void read_file_if_changed();
  void take(Script script);
  bool still_hangs(const std::string& call, unsigned long since);
  void wait(const std::string& call, std::chrono::milliseconds delay, bool hang);
  void note_answer(CK_SESSION_HANDLE session, CK_RV rv);

  const std::function<void()> close_all_;
  std::string file_;
  std::shared_mutex calls_under_way_;
  std::mutex mutex_;  // guards what follows
  struct stat file_stat_ {};
  std::vector<Counted> faults_;
  bool away_ = false;
  unsigned long generation_ = 0;  // counts the scripts
  std::map<std::string, unsigned> calls_;
  std::set<CK_SESSION_HANDLE> broken_;  // sessions that were answered as broken
  unsigned broken_used_ = 0;
};

}  // namespace pyx::testing
